import { member } from '../sent-value.ts'
import type { Row, RowChange } from './row-change.ts'

/**
 * Two changes of one row in one transaction, the later one an update, as one: what the row was before the first and what it is
 * after the second, under the name of the first. What the second did not send again is what the first had.
 */
export function mergeChanges(first: RowChange, second: RowChange): RowChange {
  const known = Object.entries(first.after ?? {}).filter(([column]) => second.kept.includes(column))
  const after = { ...Object.fromEntries(known), ...second.after }
  const isMissing = (column: string) => !Object.hasOwn(after, column)
  const omitted = new Set([...second.omitted, ...first.omitted.filter(isMissing)])
  return {
    ...first,
    key: first.op === 'insert' ? keyAfter(second, after) : first.key,
    after,
    kept: second.kept.filter((column) => isMissing(column) && !omitted.has(column)),
    omitted: [...omitted],
  }
}

/** An insert is named after what was inserted: an update of the same transaction may have changed that. */
function keyAfter({ key }: RowChange, after: Row): Row | null {
  if (key === null) return null
  return Object.fromEntries(Object.entries(key).map(([column, value]) => [column, member(after, column) ?? value]))
}
