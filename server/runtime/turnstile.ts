/** Lets a few in at a time; whoever comes when it is full is turned away, not kept waiting. */
export class Turnstile {
  readonly #places: number
  #taken = 0

  constructor(places: number) {
    this.#places = places
  }

  /** @throws what `turnAway` makes, when every place is taken. */
  async pass<Result>(work: () => Promise<Result>, turnAway: () => Error): Promise<Result> {
    if (this.#taken >= this.#places) throw turnAway()
    this.#taken += 1
    try {
      return await work()
    } finally {
      this.#taken -= 1
    }
  }
}
