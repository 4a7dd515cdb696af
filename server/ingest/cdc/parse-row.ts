import { parseExactly } from '../exact-numbers.ts'
import { mayStayText, readJsonValue } from './json-value.ts'
import type { Row } from './row-change.ts'
import { maxValueBytes } from './row-change.ts'

/**
 * @param json as `row_to_json` writes a row.
 * @returns the row without the values that are too long, whose columns are `omitted`. A value that our log could not hold
 *   is its text, as in the stream: only json holds such values, which stands in the row as it was written.
 */
export function parseRow(json: string): { row: Row; omitted: string[] } {
  // `row_to_json` writes an object, whatever the row.
  const row = mayStayText(json) ? parseApart(json) : (parseExactly(json) as Row)
  // No value has more characters than the whole, and none more than three bytes for each of them.
  if (json.length * 3 <= maxValueBytes) return { row, omitted: [] }
  const omitted = Object.keys(row).filter((column) => isTooLong(row[column]))
  return { row: Object.fromEntries(Object.entries(row).filter(([column]) => !omitted.includes(column))), omitted }
}

function isTooLong(value: unknown): boolean {
  const written = typeof value === 'string' ? value : JSON.stringify(value)
  return Buffer.byteLength(written) > maxValueBytes
}

/** Each value by itself, so that one that cannot be held does not cost the others. */
function parseApart(json: string): Row {
  return Object.fromEntries(
    membersOf(json).map(({ name, value }) => [String(JSON.parse(name)), readJsonValue(value)] as const),
  )
}

/** The texts of an object's members, however deep their values are nested. */
function membersOf(json: string): { name: string; value: string }[] {
  const members: { name: string; value: string }[] = []
  let depth = 0
  let from = 1
  let colon = 0
  for (let at = 0; at < json.length; at++) {
    const character = json[at]
    if (character === '"') at = endOfString(json, at)
    else if (character === '{' || character === '[') depth += 1
    else if (character === '}' || character === ']') depth -= 1
    else if (character === ':' && depth === 1 && colon === 0) colon = at
    const isEnd = (character === ',' && depth === 1) || depth === 0
    if (!isEnd || colon === 0) continue
    members.push({ name: json.slice(from, colon), value: json.slice(colon + 1, at) })
    from = at + 1
    colon = 0
  }
  return members
}

/** @param start where its first quote is. */
function endOfString(json: string, start: number): number {
  let at = start + 1
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1
  return at
}
