import type { WallRow } from '#contract/views/wall.ts'

type Kind = WallRow['kind']

/** The wall's rows of one kind, in no particular order. */
export function rowsOfKind<K extends Kind>(
  rows: ReadonlyMap<string, WallRow>,
  kind: K,
): Extract<WallRow, { kind: K }>[] {
  const isOfKind = (row: WallRow): row is Extract<WallRow, { kind: K }> => row.kind === kind
  return [...rows.values()].filter(isOfKind)
}
