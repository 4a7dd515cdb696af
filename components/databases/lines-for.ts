import type { InspectedTable, TableMapping } from '#contract/database.ts'

/** Lines to begin with: by the columns of the row's key that the line's table has, too, with every column as it is. */
export function linesFor(table: InspectedTable, lineTable: InspectedTable): NonNullable<TableMapping['lines']> {
  const names = lineTable.columns.map(({ name }) => name)
  const shared = table.primaryKey.filter((column) => names.includes(column))
  const guess: [string, string] = [names[0] ?? '', table.primaryKey[0] ?? table.columns[0]?.name ?? '']
  const pairs = shared.length > 0 ? shared.map((column): [string, string] => [column, column]) : [guess]
  return {
    table: lineTable.table,
    match: Object.fromEntries(pairs),
    as: 'lines',
    data: Object.fromEntries(names.map((name) => [name, { column: name }])),
  }
}
