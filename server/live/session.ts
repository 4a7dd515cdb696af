import type { Clock, Refused, Unsubscribed } from '#contract/live.ts'
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
/** The same for what is said whatever waits; past it the client is disconnected (L14). */
export const maxToldBytes = 32 * 1024
/** A client that does not drain for so long is disconnected (L14). */
export const maxWaitingMs = 30_000
const requestBudget = { burst: 200, perSecond: 20 }

/** What is told and not offered. */
type Reply = Clock | Refused | Unsubscribed

/** What all sessions share. */
export interface SessionContext {
  monotonic: () => number
  /** How long something may wait before the client counts as slow: a tick. */
  slowAfterMs: number
  /** Something waits for it: `catchUp` is to be called every tick until it returns true. */
  onSlow: (session: Session) => void
  onResumed: (topic: string, how: CatchUp['how']) => void
}

/**
 * One connected client: who it is, what it subscribed to, and how much it can take.
 *
 * Invariant: what was not written because the client is slow is a dirty subscription, never a queue (L13); everything
 * that is written is counted until it has drained (L14).
 */
export class Session {
  readonly allowance: Allowance
  readonly subscriptions = new Map<string, Subscription>()
  viewer: Viewer
  /** Something was refused to the viewer's roles on this line. */
  wasForbidden = false
  isClosed = false
  readonly #wire: Wire
  readonly #context: SessionContext
  #waitingBytes = 0
  /** Of these, what was said although the client was slow. */
  #toldBytes = 0
  /** null = everything written so far has drained, when last looked. */
  #waitingSince: number | null = null

  constructor(wire: Wire, viewer: Viewer, context: SessionContext) {
    this.#wire = wire
    this.viewer = viewer
    this.#context = context
    this.allowance = new Allowance(requestBudget, context.monotonic())
  }

  /** The client takes what is written: nothing has waited long, and not much. */
  isReady(): boolean {
    if (this.#isDrained()) return true
    if (this.#waitingBytes < maxWaitingBytes && this.#waitedMs() < this.#context.slowAfterMs) return true
    this.#context.onSlow(this)
    return false
  }

  /** @returns false when the client is slow: nothing was written. */
  offer(message: EncodedMessage): boolean {
    if (!this.isReady()) return false
    this.#count(message.bytes)
    this.#wire.write(message)
    return true
  }

  /** Like `offer`, for a view that acknowledges a request. */
  offerAnswer(message: EncodedMessage, answer: Answer): boolean {
    if (!this.isReady()) return false
    this.#count(message.bytes)
    answer(message.json)
    return true
  }

  /** Something small that is said whatever waits, as the acknowledgement of a request if there is one to give. */
  tell(reply: Reply, answer: Answer | null = null): void {
    if (this.isClosed) return
    if (reply.type === 'refused' && reply.code === 'forbidden') this.wasForbidden = true
    const message = new EncodedMessage(reply)
    if (!this.isReady()) this.#toldBytes += message.bytes
    // Who asks and asks and never reads is not one of ours.
    if (this.#toldBytes > maxToldBytes) return this.disconnect()
    this.#count(message.bytes)
    if (answer) answer(message.json)
    else this.#wire.write(message)
  }

  /**
   * Brings dirty subscriptions up to date as far as the client takes it.
   *
   * @returns true when nothing waits any more, or the client was dropped because it has taken nothing for too long.
   */
  catchUp(): boolean {
    if (!this.#isDrained() && this.#waitedMs() >= maxWaitingMs) {
      this.disconnect()
      return true
    }
    for (const subscription of this.subscriptions.values()) {
      if (subscription.isDirty && !subscription.catchUp()) return false
    }
    return this.#isDrained()
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

  #isDrained(): boolean {
    if (!this.#wire.isDrained()) {
      this.#waitingSince ??= this.#context.monotonic()
      return false
    }
    this.#waitingBytes = 0
    this.#toldBytes = 0
    this.#waitingSince = null
    return true
  }

  #waitedMs(): number {
    return this.#waitingSince === null ? 0 : this.#context.monotonic() - this.#waitingSince
  }

  #count(bytes: number): void {
    this.#waitingSince ??= this.#context.monotonic()
    this.#waitingBytes += bytes
  }
}
