import type { ArrivalRow, NewCustomersRow } from '#contract/views/customers.ts'

export interface ArrivalGroups {
  /** Nobody has them; the newest first, */
  waiting: readonly ArrivalRow[]
  /** of so many. */
  waitingCount: number
  /** Somebody has them, and no outcome is known; */
  taken: readonly ArrivalRow[]
  /** one is. */
  done: readonly ArrivalRow[]
}

export function groupArrivals(rows: Iterable<NewCustomersRow>): ArrivalGroups {
  const all = [...rows]
  const arrivals = all.filter((row): row is ArrivalRow => row.kind === 'arrival')
  const sorted = arrivals.toSorted((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1))
  const isDone = ({ outcome }: ArrivalRow) => outcome === 'reached' || outcome === 'wrong-number'
  const waiting = sorted.filter((row) => row.takenBy === null && !isDone(row))
  return {
    waiting,
    waitingCount: all.find((row) => row.kind === 'waiting')?.count ?? waiting.length,
    taken: sorted.filter((row) => row.takenBy !== null && !isDone(row)),
    done: sorted.filter(isDone),
  }
}
