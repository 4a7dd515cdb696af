import type { WallRow, WallSourceRow } from '#contract/views/wall.ts'

type Kind = WallRow['kind']

/** The wall's rows of one kind, in no particular order. */
export function rowsOfKind<K extends Kind>(
  rows: ReadonlyMap<string, WallRow>,
  kind: K,
): Extract<WallRow, { kind: K }>[] {
  const isOfKind = (row: WallRow): row is Extract<WallRow, { kind: K }> => row.kind === kind
  return [...rows.values()].filter(isOfKind)
}

/** One order for all screens, in which no source ever moves. */
export function sourcesByName(rows: ReadonlyMap<string, WallRow>): WallSourceRow[] {
  return rowsOfKind(rows, 'source').toSorted((a, b) => (a.source < b.source ? -1 : 1))
}
