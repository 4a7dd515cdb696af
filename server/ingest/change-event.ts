import { idOf } from './sent-value.ts'

/*
 * How a change of a row is named, whoever brings it: a captured database or Debezium. `<schema>.<table>.<verb>` has at
 * least three words, so that it never takes the place of a type of the catalogue.
 */
export const changeVerbs: ReadonlyMap<unknown, string> = new Map([
  ['c', 'created'],
  ['u', 'updated'],
  ['d', 'deleted'],
  ['r', 'read'],
  ['t', 'truncated'],
])

/** @returns the type with what it may not hold replaced; its verb stays when it is too long. */
export function safeType(type: string): string {
  const safe = type.replaceAll(/[^A-Za-z0-9_.:/-]/g, '_').replace(/^[^A-Za-z0-9_]/, '_')
  return safe.length <= 128 ? safe : safe.slice(0, 100) + safe.slice(-28)
}

/** @returns undefined where the key has no column, or one that cannot stand in a line. */
export function keyText(key: unknown): string | undefined {
  if (!isRow(key)) return idOf(key)
  const parts = Object.values(key).map((each) => idOf(each))
  return parts.length === 0 || parts.includes(undefined) ? undefined : parts.join(',')
}

/** @returns undefined where there is no whole row to compare with. */
export function changedColumns(before: unknown, after: unknown): string[] | undefined {
  if (!isRow(before) || !isRow(after)) return undefined
  const names = Object.keys(after)
  if (!names.every((name) => Object.hasOwn(before, name))) return undefined
  return names.filter((name) => !isSameJson(before[name], after[name]))
}

export function isSameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object') return false
  try {
    return JSON.stringify(one) === JSON.stringify(other)
  } catch {
    return false // nested too deep, or too long, to be written
  }
}

export function isRow(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value)
}
