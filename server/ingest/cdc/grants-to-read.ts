import pg from 'pg'
import type { Plan } from '#contract/database.ts'
import type { CatalogueTable } from './table-catalogue.ts'
import { quoteTable, splitTableName } from './table-catalogue.ts'

/**
 * What somebody else must grant, so that rows which are there can be copied, and none of them is missed. Who is to see some rows
 * only needs none of it for polling: a view of them, made by the owner of the table.
 */
export function grantsToRead(
  user: string,
  tables: readonly Pick<CatalogueTable, 'table' | 'canSelect' | 'hidesRows'>[],
): Plan['statements'] {
  const unreadable = tables.filter(({ canSelect }) => !canSelect).map(({ table }) => table)
  const schemas = new Set(unreadable.map((table) => splitTableName(table).schema))
  const to = pg.escapeIdentifier(user)
  return [
    ...[...schemas].map((schema) => `grant usage on schema ${pg.escapeIdentifier(schema)} to ${to};`),
    ...unreadable.map((table) => `grant select on ${quoteTable(table)} to ${to};`),
    ...(tables.some(({ hidesRows }) => hidesRows) ? [`alter role ${to} bypassrls;`] : []),
  ].map((sql) => ({ sql, why: 'grant', allowed: false }))
}
