import type { ArrivalRow, NewCustomersRow } from '#contract/views/customers.ts'

export interface ArrivalGroups {
  /** Nobody has them; the newest first, */
  waiting: readonly ArrivalRow[]
  /** of so many. */
  waitingCount: number
  /** Whoever looks has them, and they are still to be spoken with; */
  mine: readonly ArrivalRow[]
  /** somebody else has; */
  taken: readonly ArrivalRow[]
  /** that is over. */
  done: readonly ArrivalRow[]
}

/** @param viewer id of whoever looks; undefined while nobody can say. */
export function groupArrivals(rows: Iterable<NewCustomersRow>, viewer: string | undefined): ArrivalGroups {
  const all = [...rows]
  const arrivals = all.filter((row): row is ArrivalRow => row.kind === 'arrival')
  const sorted = arrivals.toSorted((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1))
  const isDone = ({ outcome }: ArrivalRow) => outcome === 'reached' || outcome === 'wrong-number'
  const taken = sorted.filter((row) => row.takenBy !== null && !isDone(row))
  const waiting = sorted.filter((row) => row.takenBy === null && !isDone(row))
  return {
    waiting,
    waitingCount: all.find((row) => row.kind === 'waiting')?.count ?? waiting.length,
    mine: taken.filter(({ takenBy }) => takenBy?.id === viewer),
    taken: taken.filter(({ takenBy }) => takenBy?.id !== viewer),
    done: sorted.filter(isDone),
  }
}
