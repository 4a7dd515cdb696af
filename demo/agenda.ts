/** What will happen, earliest first; a binary heap. Entries of one moment come in the order they were added. */
export class Agenda<Entry> {
  readonly #heap: Array<{ at: number; order: number; entry: Entry }> = []
  #order = 0

  get size(): number {
    return this.#heap.length
  }

  /** Time of the earliest entry; Infinity when there is none. */
  get nextAt(): number {
    return this.#heap[0]?.at ?? Infinity
  }

  add(at: number, entry: Entry): void {
    let index = this.#heap.push({ at, order: this.#order++, entry }) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!this.#isBefore(index, parent)) return
      this.#swap(index, parent)
      index = parent
    }
  }

  /** Takes the earliest entry out. */
  take(): { at: number; entry: Entry } | undefined {
    const last = this.#heap.length - 1
    if (last > 0) this.#swap(0, last)
    const taken = this.#heap.pop()
    this.#sink(0)
    return taken
  }

  #sink(from: number): void {
    for (let index = from; ;) {
      const [left, right] = [2 * index + 1, 2 * index + 2]
      let first = index
      if (this.#isBefore(left, first)) first = left
      if (this.#isBefore(right, first)) first = right
      if (first === index) return
      this.#swap(index, first)
      index = first
    }
  }

  #isBefore(one: number, other: number): boolean {
    const [a, b] = [this.#heap[one], this.#heap[other]]
    if (!a || !b) return false
    return a.at === b.at ? a.order < b.order : a.at < b.at
  }

  #swap(one: number, other: number): void {
    const [a, b] = [this.#heap[one], this.#heap[other]]
    if (!a || !b) return
    this.#heap[one] = b
    this.#heap[other] = a
  }
}
