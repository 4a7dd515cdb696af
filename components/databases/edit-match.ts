import type { InspectedTable } from '#contract/database.ts'

/** A column of a line, and the column of its row that it refers to. */
export interface Pair {
  line: string
  row: string
}

export function pairsOf(match: Readonly<Record<string, string>>): Pair[] {
  return Object.entries(match).map(([line, row]) => ({ line, row }))
}

/** A column of a line refers to one of the row: of two pairs with the same one, the first. */
export function matchOf(pairs: readonly Pair[]): Record<string, string> {
  return Object.fromEntries(pairs.filter((_, index) => !isRepeated(pairs, index)).map(({ line, row }) => [line, row]))
}

export function isRepeated(pairs: readonly Pair[], index: number): boolean {
  return pairs.findIndex(({ line }) => line === pairs[index]?.line) < index
}

/** One more: by a column that both have and that is in no pair yet, else by the first that is in none. */
export function addPair(
  pairs: readonly Pair[],
  { table, lineTable }: { table: InspectedTable; lineTable: InspectedTable },
): Pair[] {
  const free = lineTable.columns.map(({ name }) => name).filter((name) => pairs.every(({ line }) => line !== name))
  const rows = table.columns.map(({ name }) => name)
  const line = free.find((name) => rows.includes(name)) ?? free[0]
  if (line === undefined) return [...pairs]
  return [...pairs, { line, row: rows.includes(line) ? line : (rows[0] ?? '') }]
}
