import type { LiveTable } from './inspect-tables.ts'

const timeOfChange =
  /^(?:(?:last|date|time)_?)?(?:updated?|modified|modification|changed?|edited|touched)(?:_?(?:at|on|time|date|ts|timestamp|when))?$/i
const countingTypes = new Set(['bigint', 'integer', 'smallint'])

/** @returns a column by which a table could be polled: a time of change, else a key that counts up, which finds new rows only. */
export function suggestCursor({ columns, primaryKey }: Pick<LiveTable, 'columns' | 'primaryKey'>): string | null {
  const changed = columns.find(({ name, type }) => type.startsWith('timestamp') && timeOfChange.test(name))
  if (changed) return changed.name
  const [key] = primaryKey
  if (key === undefined || primaryKey.length > 1) return null
  const counting = columns.find(({ name, type, counts }) => name === key && counts && countingTypes.has(type))
  return counting?.name ?? null
}
