import type { CaptureMode, InspectedTable } from '#contract/database.ts'
import { isSuggested } from './draft.ts'

/** Tables whose name holds what is searched for: the suggested ones first, then by name. */
export function listed(tables: readonly InspectedTable[], search: string): InspectedTable[] {
  const wanted = search.trim().toLowerCase()
  return tables
    .filter(({ table }) => table.toLowerCase().includes(wanted))
    .toSorted((a, b) => Number(isSuggested(b)) - Number(isSuggested(a)) || (a.table < b.table ? -1 : 1))
}

/** Names added to a choice or taken out of it; it keeps the order of the tables, and behind them what is none, such as queries. */
export function choose(
  tables: readonly InspectedTable[],
  chosen: readonly string[],
  { names, isChosen }: { names: readonly string[]; isChosen: boolean },
): string[] {
  const all = tables.map(({ table }) => table)
  const others = chosen.filter((name) => !all.includes(name))
  return [...all.filter((table) => (names.includes(table) ? isChosen : chosen.includes(table))), ...others]
}

/** What somebody should know before choosing a table. */
export type TableMark = 'no-select' | 'no-key-poll' | 'no-key-whole-row' | 'no-key-identity' | null

export function markOf({ canSelect, primaryKey, replicaIdentity }: InspectedTable, capture: CaptureMode): TableMark {
  if (!canSelect) return 'no-select'
  if (primaryKey.length > 0) return null
  if (capture === 'poll') return 'no-key-poll'
  const isIdentified = capture === 'outbox' || replicaIdentity === 'full' || replicaIdentity === 'index'
  return isIdentified ? 'no-key-whole-row' : 'no-key-identity'
}
