import type { ArrivalRow } from '#contract/views/customers.ts'
import type { ArrivalGroups } from './arrival-groups.ts'

export type WaitingArrivals = Pick<ArrivalGroups, 'waiting' | 'waitingCount'>

export interface KnownArrivals {
  ids: ReadonlySet<string>
  /** Epoch ms: what waited before this was not shown, so whatever is as old has only moved up; null = all was. */
  cutAt: number | null
}

/** @param known null = nothing has been shown. */
export function knowArrivals(known: KnownArrivals | null, { waiting, waitingCount }: WaitingArrivals): KnownArrivals {
  const ids = new Set([...(known?.ids ?? []), ...waiting.map(({ id }) => id)])
  const isCut = waitingCount > waiting.length
  return { ids, cutAt: isCut ? (waiting.at(-1)?.at ?? null) : null }
}

/** Those that have come since; the first that are shown are not news. */
export function freshArrivals(known: KnownArrivals | null, { waiting }: WaitingArrivals): ArrivalRow[] {
  if (known === null) return []
  const { ids, cutAt } = known
  return waiting.filter(({ id, at }) => !ids.has(id) && (cutAt === null || at > cutAt))
}
