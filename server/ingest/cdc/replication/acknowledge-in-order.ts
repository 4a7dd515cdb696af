import type { Lsn } from './lsn.ts'

/*
 * Several things are on their way into the log at a time. A position is given up in the slot only when everything before it
 * has arrived, in whatever order that happens.
 */
export class UnderWay {
  readonly #limits: Limits
  readonly #onArrived: (item: Arrived) => void
  #bytes = 0
  readonly #waiting: { item: Arrived; isDone: boolean }[] = []
  readonly #room: (() => void)[] = []
  #failure: { cause: unknown } | null = null

  /** @param onArrived is called in order. */
  constructor(limits: Limits, onArrived: (item: Arrived) => void) {
    this.#limits = limits
    this.#onArrived = onArrived
  }

  /** Resolves when there is room for more. @throws what made an earlier one fail. */
  async add(item: Arrived, arriving: Promise<void>): Promise<void> {
    const entry = { item, isDone: false }
    this.#waiting.push(entry)
    this.#bytes += item.bytes
    arriving.then(
      () => {
        entry.isDone = true
        this.#settle()
      },
      (cause: unknown) => {
        this.#failure ??= { cause }
        this.#settle()
      },
    )
    while (this.#isFull() && !this.#failure) {
      await new Promise<void>((resolve) => this.#room.push(resolve))
    }
    this.#throwFailure()
  }

  /** Resolves when nothing is under way. @throws what made one fail. */
  async drain(): Promise<void> {
    while (this.#waiting.length > 0 && !this.#failure) {
      await new Promise<void>((resolve) => this.#room.push(resolve))
    }
    this.#throwFailure()
  }

  #isFull(): boolean {
    return this.#waiting.length >= this.#limits.items || this.#bytes >= this.#limits.bytes
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.cause
  }

  #settle(): void {
    while (!this.#failure && this.#waiting[0]?.isDone) {
      const arrived = this.#waiting.shift()
      if (!arrived) return
      this.#bytes -= arrived.item.bytes
      this.#onArrived(arrived.item)
    }
    for (const resolve of this.#room.splice(0)) resolve()
  }
}

/** Of these many there is no more room. */
export interface Limits {
  items: number
  bytes: number
}

export interface Arrived {
  /** About how many it takes while it is under way. */
  bytes: number
  /** null: not the end of its transaction, which the server sends whole or not at all. */
  lsn: Lsn | null
  /** Epoch ms: everything that was committed until then has arrived, too. null = nothing new is known. */
  asOf: number | null
  /** Commit of its last change. */
  changedAt: number | null
}
