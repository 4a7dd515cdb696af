import { parseExactly } from '../exact-numbers.ts'
import type { Row } from './row-change.ts'
import { maxValueBytes } from './row-change.ts'

/** @param json as `row_to_json` writes a row. @returns the row without the values that are too long, whose columns are `omitted`. */
export function parseRow(json: string): { row: Row; omitted: string[] } {
  // `row_to_json` writes an object, whatever the row.
  const row = parseExactly(json) as Row
  // No value has more characters than the whole, and none more than three bytes for each of them.
  if (json.length * 3 <= maxValueBytes) return { row, omitted: [] }
  const omitted = Object.keys(row).filter((column) => isTooLong(row[column]))
  return { row: Object.fromEntries(Object.entries(row).filter(([column]) => !omitted.includes(column))), omitted }
}

function isTooLong(value: unknown): boolean {
  const written = typeof value === 'string' ? value : JSON.stringify(value)
  return Buffer.byteLength(written) > maxValueBytes
}
