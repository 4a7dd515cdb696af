import type { TableMapping } from '#contract/database.ts'

/**
 * Tables whose rows make events only together, as those of orders and of their lines do. By table, the columns whose values
 * all rows have in common that belong to each other; null where rows are joined in more ways than one, so that nobody can say
 * where a group ends.
 */
export type JoinedTables = ReadonlyMap<string, readonly string[] | null>

/** @returns every set of tables that mappings join. */
export function joinedTables(mappings: readonly Pick<TableMapping, 'table' | 'lines'>[]): JoinedTables[] {
  const sets: Map<string, readonly string[] | null>[] = []
  for (const { table, lines } of mappings) {
    if (!lines) continue
    const match = Object.entries(lines.match).toSorted(([, a], [, b]) => (a < b ? -1 : 1))
    const sides = [
      [table, match.map(([, column]) => column)],
      [lines.table, match.map(([column]) => column)],
    ] as const
    const touched = sets.filter((set) => sides.some(([side]) => set.has(side)))
    const joined = new Map<string, readonly string[] | null>(touched.flatMap((set) => [...set]))
    for (const [side, columns] of sides) joined.set(side, agreed(joined.get(side), columns))
    const isClear = [...joined.values()].every((columns) => columns !== null)
    for (const set of touched) sets.splice(sets.indexOf(set), 1)
    sets.push(isClear ? joined : new Map([...joined.keys()].map((name) => [name, null])))
  }
  return sets
}

function agreed(known: readonly string[] | null | undefined, columns: readonly string[]): readonly string[] | null {
  if (known === undefined) return columns
  return known !== null && known.join('\0') === columns.join('\0') ? known : null
}
