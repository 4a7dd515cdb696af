/**
 * At most so many readings at a time, begun in the order in which they were asked for. A topic asks for its next reading
 * only after the last one, so each topic gets its turn before any gets a second.
 */
export class ReadingSlots {
  readonly #limit: number
  readonly #waiting = new Set<() => Promise<void>>()
  #running = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /**
   * @param read begins the reading, now or later; never rejects, and settles when the reading is over. Until then it
   *   has a slot, wanted or not: a query that nobody waits for any more still has its connection.
   * @returns a function that gives up the place in the queue; once the reading has begun it does nothing
   */
  enqueue(read: () => Promise<void>): () => void {
    this.#waiting.add(read)
    this.#fill()
    return () => this.#waiting.delete(read)
  }

  #fill(): void {
    for (const read of this.#waiting) {
      if (this.#running >= this.#limit) return
      this.#waiting.delete(read)
      this.#running += 1
      void read().finally(() => {
        this.#running -= 1
        this.#fill()
      })
    }
  }
}
