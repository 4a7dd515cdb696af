import * as z from 'zod'

/*
 * Which states of a row have been found at one cursor, so that a row that goes from A to B and back to A, without its cursor
 * having moved, is told three times. The id of a state is its digest; a return has a number besides, and so an id of its own.
 * Rows that have had several states are remembered before what is found of them is stored: after a crash they are found
 * under the same ids again.
 *
 * What it does not tell: a state that came and went between two readings; a return to a state that no reading has found
 * since the start, because the row went from A to B while nobody read; and returns of the rows that are past the limits.
 * The log then takes the return for the state that it knows.
 */

const changedRowSchema = z.object({
  key: z.string(),
  cursor: z.string(),
  /** Digests, in the order in which they were first found. */
  states: z.array(z.string()),
  /** The one it is in, and the number of that return; 0 = it has not been in that state before. */
  latest: z.string(),
  number: z.number(),
  /** How many there have been. */
  returns: z.number(),
})
export const changedRowsSchema = z.array(changedRowSchema)
export type ChangedRow = z.infer<typeof changedRowSchema>

interface Found {
  /** Of the key, and of the row. */
  key: string
  digest: string
  cursor: string
}

export interface RowStatesLimits {
  /** Rows whose latest state is known, so that the log is spared what every reading finds again in its overlap. */
  rows: number
  /** Rows that have had several states at one cursor. */
  changed: number
}

/** States of one row. */
const maxStates = 16

export class RowStates {
  readonly #limits: RowStatesLimits
  readonly #latest = new Map<string, { cursor: string; digest: string; isStored: boolean }>()
  readonly #changed = new Map<string, ChangedRow>()
  /** Of those that have changed: found since the reading began. */
  readonly #met = new Set<string>()
  #isNoted = true

  constructor(limits: RowStatesLimits, changed: readonly ChangedRow[]) {
    this.#limits = limits
    for (const row of changed) this.#changed.set(row.key, row)
  }

  /** What is to be remembered. */
  get changed(): ChangedRow[] {
    return [...this.#changed.values()]
  }

  /** Whether there is something to remember since it was last asked. */
  takeNews(): boolean {
    const hasNews = !this.#isNoted
    this.#isNoted = true
    return hasNews
  }

  /** @returns the number of the return, 0 of a first state; null when the row is known to be stored as it is. */
  find(found: Found): number | null {
    const known = this.#latest.get(found.key)
    const isSame = known?.digest === found.digest && known.cursor === found.cursor
    const number = this.#numberOf(found, known)
    if (this.#changed.has(found.key)) this.#met.add(found.key)
    put(this.#latest, found.key, { ...found, isStored: isSame && known.isStored }, this.#limits.rows)
    return isSame && known.isStored ? null : number
  }

  /** The state in which the row was found last is in the log. */
  stored(key: string): void {
    const latest = this.#latest.get(key)
    if (latest) latest.isStored = true
  }

  beginReading(): void {
    this.#met.clear()
  }

  /** Rows that a whole reading has not found are behind the overlap: no later one finds them as they were. */
  endWholeReading(): void {
    for (const key of this.#changed.keys()) if (!this.#met.has(key)) this.#changed.delete(key)
  }

  #numberOf({ key, digest, cursor }: Found, known: { cursor: string; digest: string } | undefined): number {
    const changed = this.#changed.get(key)
    if (changed?.cursor === cursor) {
      if (changed.latest === digest) return changed.number
      const isReturn = changed.states.includes(digest)
      const returns = changed.returns + (isReturn ? 1 : 0)
      const states = isReturn ? changed.states : [...changed.states, digest].slice(-maxStates)
      const number = isReturn ? returns : 0
      this.#note({ key, cursor, states, latest: digest, number, returns })
      return number
    }
    if (changed) this.#forget(key)
    if (known && known.cursor === cursor && known.digest !== digest) {
      this.#note({ key, cursor, states: [known.digest, digest], latest: digest, number: 0, returns: 0 })
    }
    return 0
  }

  #note(row: ChangedRow): void {
    put(this.#changed, row.key, row, this.#limits.changed)
    this.#isNoted = false
  }

  #forget(key: string): void {
    this.#changed.delete(key)
    this.#isNoted = false
  }
}

/** To the end; of too many the one goes that was put there longest ago. */
function put<Value>(map: Map<string, Value>, key: string, value: Value, max: number): void {
  map.delete(key)
  map.set(key, value)
  if (map.size <= max) return
  for (const oldest of map.keys()) {
    map.delete(oldest)
    return
  }
}
