/** Of so many latest exchanges the best one counts. */
const exchangesKept = 8
/** Further off than this and a clock was set, or the device has slept: more than an asymmetric network explains. */
const toleratedMs = 1000

interface Exchange {
  rttMs: number
  offsetMs: number
}

/**
 * The server's clock as this device knows it (L17): like NTP, of the latest exchanges the one with the shortest round
 * trip has the smallest error, at most half of it. And nothing arrives before it was sent: a clock that seems to come from
 * the future proves the offset too small, and the answer to a question was said after it was asked: an exchange proves both
 * the least and the most that the offset is. Off by much, and the device has slept or one of the clocks was set: earlier
 * exchanges are void.
 */
export class ServerClock {
  #exchanges: Exchange[] = []
  #offsetMs: number | null = null

  get offsetMs(): number | null {
    return this.#offsetMs
  }

  get rttMs(): number | null {
    return this.#best()?.rttMs ?? null
  }

  /** @returns the server's time for a time of this device; the device's own until something was heard. */
  toServer(deviceMs: number): number {
    return deviceMs + (this.#offsetMs ?? 0)
  }

  /** A question asked at `askedAt` and answered with the server's time at `answeredAt`, both of this device. */
  noteExchange({ askedAt, answeredAt, serverNow }: { askedAt: number; answeredAt: number; serverNow: number }): void {
    const rttMs = answeredAt - askedAt
    if (this.#isOutside({ least: serverNow - answeredAt, most: serverNow - askedAt })) this.#exchanges = []
    this.#exchanges = [...this.#exchanges, { rttMs, offsetMs: serverNow - (askedAt + rttMs / 2) }].slice(-exchangesKept)
    this.#offsetMs = this.#best()?.offsetMs ?? null
  }

  /** The server's clock, said without being asked. */
  noteHeard(serverNow: number, heardAt: number): void {
    const least = serverNow - heardAt
    if (this.#offsetMs !== null && this.#offsetMs >= least) return
    if (this.#offsetMs === null || least - this.#offsetMs > toleratedMs) this.#exchanges = []
    this.#offsetMs = least
  }

  /** By more than is tolerated. */
  #isOutside({ least, most }: { least: number; most: number }): boolean {
    const offsetMs = this.#offsetMs
    return offsetMs !== null && (offsetMs < least - toleratedMs || offsetMs > most + toleratedMs)
  }

  #best(): Exchange | undefined {
    return this.#exchanges.toSorted((a, b) => a.rttMs - b.rttMs)[0]
  }
}
