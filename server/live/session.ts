import type { Refused } from '#contract/live.ts'
import type { Viewer } from '#contract/role.ts'
import { Allowance } from './allowance.ts'
import { EncodedMessage } from './encoded-message.ts'
import type { Answer } from './subscription.ts'
import { Subscription } from './subscription.ts'
import type { CatchUp } from './topic-state.ts'

/** The way to one client. */
export interface Wire {
  /** Everything written so far has left this process. */
  isDrained(): boolean
  /** Sends the event `live`. */
  write(message: EncodedMessage): void
  disconnect(): void
}

/** Past it the rest waits until the client has drained (L13). */
export const maxWaitingBytes = 32 * 1024
/** A client that does not drain for so long is disconnected (L14). */
export const maxDirtyMs = 30_000
const requestBudget = { burst: 200, perSecond: 20 }

/** What all sessions share. */
export interface SessionContext {
  monotonic: () => number
  /** How long something may wait before the client counts as slow: a tick. */
  slowAfterMs: number
  /** It has something to catch up with. */
  onDirty: (session: Session) => void
  onResumed: (topic: string, how: CatchUp['how']) => void
}

/**
 * One connected client: who it is, what it subscribed to, and how much it can take.
 *
 * Invariant: whatever was not written because the client is slow is a dirty subscription, never a queue (L13, L14).
 */
export class Session {
  readonly allowance: Allowance
  readonly subscriptions = new Map<string, Subscription>()
  viewer: Viewer
  isClosed = false
  readonly #wire: Wire
  readonly #context: SessionContext
  #waitingBytes = 0
  #waitingSince = 0
  #dirtySince: number | null = null

  constructor(wire: Wire, viewer: Viewer, context: SessionContext) {
    this.#wire = wire
    this.viewer = viewer
    this.#context = context
    this.allowance = new Allowance(requestBudget, context.monotonic())
  }

  /** The client takes what is written: nothing has waited long, and not much. */
  isReady(): boolean {
    if (this.#wire.isDrained()) {
      this.#waitingBytes = 0
      return true
    }
    return (
      this.#waitingBytes < maxWaitingBytes && this.#context.monotonic() - this.#waitingSince < this.#context.slowAfterMs
    )
  }

  /** @returns false when the client is slow: nothing was written. */
  offer(message: EncodedMessage): boolean {
    if (!this.isReady()) return false
    this.#count(message.bytes)
    this.#wire.write(message)
    return true
  }

  /** Like `offer`, for the acknowledgement of a request. */
  offerAnswer(message: EncodedMessage, answer: Answer): boolean {
    if (!this.isReady()) return false
    this.#count(message.bytes)
    answer(message.json)
    return true
  }

  /** Something small that must be said whatever waits. */
  tell(refused: Refused): void {
    const message = new EncodedMessage(refused)
    this.#count(message.bytes)
    this.#wire.write(message)
  }

  markDirty(): void {
    this.#dirtySince ??= this.#context.monotonic()
    this.#context.onDirty(this)
  }

  /**
   * Brings dirty subscriptions up to date as far as the client takes it.
   *
   * @returns true when nothing is left to do, because all are up to date or because the client was dropped.
   */
  catchUp(): boolean {
    for (const subscription of this.subscriptions.values()) {
      if (!subscription.isDirty || subscription.catchUp()) continue
      if (!this.#isTooSlow()) return false
      this.disconnect()
      return true
    }
    this.#dirtySince = null
    return true
  }

  noteResumed(topic: string, how: CatchUp['how']): void {
    this.#context.onResumed(topic, how)
  }

  /** A new subscription in place of an older one to the same topic. */
  subscribe(topic: string, answer: Answer): Subscription {
    this.subscriptions.get(topic)?.end()
    const subscription = new Subscription(this, topic, answer)
    this.subscriptions.set(topic, subscription)
    return subscription
  }

  disconnect(): void {
    this.close()
    this.#wire.disconnect()
  }

  /** The client is gone: its feeds forget it. */
  close(): void {
    this.isClosed = true
    for (const subscription of this.subscriptions.values()) subscription.end()
    this.subscriptions.clear()
  }

  #isTooSlow(): boolean {
    return this.#dirtySince !== null && this.#context.monotonic() - this.#dirtySince >= maxDirtyMs
  }

  #count(bytes: number): void {
    if (this.#waitingBytes === 0) this.#waitingSince = this.#context.monotonic()
    this.#waitingBytes += bytes
  }
}
