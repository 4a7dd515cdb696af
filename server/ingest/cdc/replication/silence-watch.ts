export interface SilenceLimits {
  /** After so much silence the other side is asked to say something. */
  askMs: number
  /** After so much it is doubted that there is another side. */
  giveUpMs: number
  /** How often `tick` is called. */
  tickMs: number
}

/**
 * Whether the other side is silent. Only time in which we listened counts: not that in which the socket was not read, nor
 * that in which this process did not run, of which a late tick tells. What arrived meanwhile is read after the tick.
 */
export class SilenceWatch {
  readonly #limits: SilenceLimits
  #silentMs = 0
  #unreadMs = 0
  #hasAsked = false
  #tickAt: number

  constructor(limits: SilenceLimits, now: number) {
    this.#limits = limits
    this.#tickAt = now
  }

  /** Bytes have arrived, or are known to be on their way. */
  heard(): void {
    this.#silentMs = 0
    this.#unreadMs = 0
    this.#hasAsked = false
  }

  tick(now: number, { isReading }: { isReading: boolean }): void {
    const passedMs = Math.min(now - this.#tickAt, 2 * this.#limits.tickMs)
    this.#tickAt = now
    if (isReading) this.#silentMs += passedMs
    else this.#unreadMs += passedMs
  }

  /** Whether to ask now: once a silence. */
  takeQuestion(): boolean {
    const asks = this.#silentMs >= this.#limits.askMs && !this.#hasAsked
    this.#hasAsked ||= asks
    return asks
  }

  get isTooLong(): boolean {
    return this.#silentMs >= this.#limits.giveUpMs
  }

  /** We have not read for so long that we would not know what became of the other side. */
  get isUnreadTooLong(): boolean {
    return this.#unreadMs >= this.#limits.giveUpMs
  }
}
