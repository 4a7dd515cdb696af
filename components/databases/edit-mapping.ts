import type { InspectedTable, MappedValue, MappingCondition, TableMapping } from '#contract/database.ts'
import { slugOf } from '#components/sources/slug-of.ts'

/** A member of `data` while it is edited: its name may be empty yet, or twice there. */
export interface Member {
  name: string
  value: MappedValue
}

export function membersOf(data: Readonly<Record<string, MappedValue>>): Member[] {
  return Object.entries(data).map(([name, value]) => ({ name, value }))
}

/** What has no name yet is left out. */
export function dataOf(members: readonly Member[]): Record<string, MappedValue> {
  return Object.fromEntries(members.filter(({ name }) => name !== '').map(({ name, value }) => [name, value]))
}

const maxNameLength = 40

/** A meaning to begin with: every column as it is. */
export function newMapping({ table, columns }: InspectedTable, taken: readonly TableMapping[]): TableMapping {
  const name = freeName(table, taken)
  return {
    name,
    table,
    on: ['insert'],
    when: [],
    type: `${name.replaceAll('-', '_')}.added`,
    data: Object.fromEntries(columns.map((column) => [column.name, { column: column.name }])),
  }
}

/** Of a mapping for a table: `public.sales_order` makes `sales-order`, the second one `sales-order-2`. */
export function freeName(table: string, taken: readonly TableMapping[]): string {
  const names = new Set(taken.map(({ name }) => name))
  const stem = slugOf(table.slice(table.indexOf('.') + 1)).slice(0, maxNameLength - 4) || 'table'
  const base = stem.replaceAll(/-+$/g, '')
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`
    if (!names.has(name)) return name
  }
}

/** A double holds so many digits of any number. */
const exactDigits = 15

/** The value that a condition compares with, of the kind that the column has. */
export function comparableOf(text: string, columnType: string): string | number | boolean {
  if (columnType === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  const isNumeric = /^(?:smallint|integer|bigint|numeric|real|double precision)/.test(columnType)
  const isExact = text.trim() !== '' && text.replaceAll(/\D/g, '').length <= exactDigits
  return isNumeric && isExact && Number.isFinite(Number(text)) ? Number(text) : text
}

/** The same column under another condition; what was compared with stays where it can. */
export function conditionOf(
  { column, is, text }: { column: string; is: MappingCondition['is']; text: string },
  columnType: string,
): MappingCondition {
  switch (is) {
    case 'equal':
    case 'not-equal':
      return { column, is, value: comparableOf(text, columnType) }
    case 'one-of':
      return { column, is, values: text.split(',').map((each) => comparableOf(each.trim(), columnType)) }
    case 'null':
    case 'not-null':
    case 'changed':
      return { column, is }
  }
}

/** What a condition compares with, as it is typed. */
export function textOfCondition(condition: MappingCondition): string {
  if ('value' in condition) return String(condition.value)
  return 'values' in condition ? condition.values.join(', ') : ''
}

/** Columns that can say when something happened, then all others. */
export function isTime(type: string): boolean {
  return /^(?:timestamp|date)/.test(type)
}
