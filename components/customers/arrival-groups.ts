import type { ArrivalRow } from '#contract/views/customers.ts'

export interface ArrivalGroups {
  /** Nobody has them; the newest first. */
  waiting: readonly ArrivalRow[]
  /** Somebody has them, and no outcome is known; */
  taken: readonly ArrivalRow[]
  /** one is. */
  done: readonly ArrivalRow[]
}

export function groupArrivals(rows: Iterable<ArrivalRow>): ArrivalGroups {
  const sorted = [...rows].toSorted((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1))
  const isDone = ({ outcome }: ArrivalRow) => outcome === 'reached' || outcome === 'wrong-number'
  return {
    waiting: sorted.filter((row) => row.takenBy === null && !isDone(row)),
    taken: sorted.filter((row) => row.takenBy !== null && !isDone(row)),
    done: sorted.filter(isDone),
  }
}
