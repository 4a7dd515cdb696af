import type { MappingCondition } from '#contract/database.ts'
import { isSameJson } from '../change-event.ts'
import { member, numberOf, numeralOf } from '../sent-value.ts'
import { valueBefore, valueOf } from './mapped-value.ts'
import type { RowChange } from './row-change.ts'

/** What is true of null and of what was not sent stands in contract/database.ts. */
export function isMet(change: RowChange, condition: MappingCondition): boolean {
  if (condition.is === 'changed') return hasChanged(change, condition.column)
  const value = valueOf(change, condition.column)
  if (value === undefined) return condition.is === 'not-null' && change.kept.includes(condition.column)
  switch (condition.is) {
    case 'equal':
      return isEqual(value, condition.value)
    case 'not-equal':
      return !isEqual(value, condition.value)
    case 'one-of':
      return condition.values.some((each) => isEqual(value, each))
    case 'null':
      return value === null
    case 'not-null':
      return value !== null
  }
}

function hasChanged(change: RowChange, column: string): boolean {
  const before = valueBefore(change, column)
  const after = member(change.after, column)
  return before !== undefined && after !== undefined && !isSameJson(before, after)
}

/** A number in the database may be written as text here, for digits that a double has not. */
function isEqual(value: unknown, wanted: string | number | boolean): boolean {
  if (typeof wanted === 'number') return numberOf(value) === wanted
  if (typeof wanted === 'boolean') return value === wanted
  if (typeof value === 'string') return value.trimEnd() === wanted.trimEnd() // character(n) is filled up with blanks
  return numeralOf(value) === wanted
}
