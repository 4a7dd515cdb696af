import type { TableMapping } from '#contract/database.ts'
import type { PointerError } from '#contract/problem.ts'
import { toPointer } from '../../runtime/pointer.ts'
import type { CatalogueTable } from './table-catalogue.ts'
import { quoteTable } from './table-catalogue.ts'

/*
 * Some mappings read the row as it was before its change. With replication the database sends no more of that than the key,
 * unless the replica identity of the table is `full`: then `changed`, and values `of` before, would silently never be.
 */

/** A mapping that reads more of rows as they were than the database sends. */
export interface MappingWithoutBefore {
  /** Among the mappings. */
  index: number
  name: string
  /** What changes that. */
  statements: readonly string[]
}

export function mappingsWithoutBefore(
  mappings: readonly TableMapping[],
  tables: readonly Pick<CatalogueTable, 'table' | 'key' | 'sendsKeyOnly'>[],
): MappingWithoutBefore[] {
  return mappings.flatMap((mapping, index) => {
    const table = tables.find((each) => each.table === mapping.table)
    const isKnown = columnsBefore(mapping).every((column) => table?.key.includes(column))
    if (!table || isKnown || table.sendsKeyOnly.length === 0) return []
    return [{ index, name: mapping.name, statements: table.sendsKeyOnly.map(replicaIdentityStatement) }]
  })
}

/** Columns of the row before its change that decide whether there is an event, or are in it for what they were. */
function columnsBefore({ data, when, on }: TableMapping): string[] {
  // A row that is inserted was nothing before, whatever is sent.
  if (!on.includes('update') && !on.includes('delete')) return []
  const read = Object.values(data).flatMap((mapped) =>
    'column' in mapped && mapped.of === 'before' ? [mapped.column] : [],
  )
  const compared = when.filter(({ is }) => is === 'changed' || on.includes('delete'))
  return [...read, ...compared.map(({ column }) => column)]
}

/** For whoever owns the table: it changes what its updates write to the write-ahead log. */
export function replicaIdentityStatement(table: string): string {
  return `alter table ${quoteTable(table)} replica identity full;`
}

/** @returns what is said at each of these mappings, by pointer into the config. */
export function explainWithoutBefore(mappings: readonly MappingWithoutBefore[]): PointerError[] {
  return mappings.map(({ index, statements }) => ({
    pointer: toPointer(['mappings', index]),
    detail: `the database sends rows as they were with no more than their key; somebody who may runs: ${statements.join(' ')}`,
  }))
}
