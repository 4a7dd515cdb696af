/**
 * The newest things that were said to be seen, a bounded number of them. It spares the log what every reading finds again in
 * its overlap; what it has forgotten the log still knows.
 */
export class RecentlySeen {
  readonly #max: number
  readonly #seen = new Set<string>()

  constructor(max: number) {
    this.#max = max
  }

  has(id: string): boolean {
    return this.#seen.has(id)
  }

  add(id: string): void {
    // To the end: what is found again stays.
    this.#seen.delete(id)
    this.#seen.add(id)
    if (this.#seen.size <= this.#max) return
    for (const oldest of this.#seen) {
      this.#seen.delete(oldest)
      return
    }
  }
}
