import type { Refused } from '#contract/live.ts'
import type { EncodedMessage } from './encoded-message.ts'
import type { Session } from './session.ts'
import type { FeedReader, TopicFeed } from './topic-feed.ts'
import type { TopicState } from './topic-state.ts'

export type Answer = (json: string) => void

interface Ready {
  feed: TopicFeed
  state: TopicState
  /** The version the client asks to continue from; null = it has none of this epoch. */
  version: number | null
  isResumption: boolean
}

/**
 * One client's interest in one topic.
 *
 *     asked ──ready──► dirty ──catchUp──► clean ──deliver fails, or restart──► dirty
 *       └───────────────┴──────────────────┴──end, or refuse──► over
 *
 * When clean, the client has every version up to `#version`, or it is on the way in order.
 */
export class Subscription implements FeedReader {
  readonly topic: string
  readonly #session: Session
  #feed: TopicFeed | null = null
  #state: TopicState | null = null
  #version: number | null = null
  /** Present until the request is answered. */
  #answer: Answer | null
  #isResumption = false
  isDirty = false

  constructor(session: Session, topic: string, answer: Answer) {
    this.#session = session
    this.topic = topic
    this.#answer = answer
  }

  /** A later request about the same topic, or the end of the session, has overtaken this one. */
  get isCurrent(): boolean {
    return this.#session.subscriptions.get(this.topic) === this
  }

  /** The topic's state is known: answers, now or when the client has drained, and follows the feed from here. */
  ready({ feed, state, version, isResumption }: Ready): void {
    this.#feed = feed
    this.#state = state
    this.#version = version
    this.#isResumption = isResumption
    feed.join(this)
    this.isDirty = true
    this.catchUp()
  }

  deliver(message: EncodedMessage, version: number): boolean {
    if (!this.isDirty && this.#session.offer(message)) {
      this.#version = version
      return true
    }
    this.#soil()
    return false
  }

  restart(): void {
    this.#version = null
    this.#soil()
    this.catchUp()
  }

  refuse(refused: Refused): void {
    const answer = this.#answer
    this.end()
    this.#session.tell(refused, answer)
  }

  /** Without a word: the client said so, or is gone, or asks anew. */
  end(): void {
    this.#feed?.leave(this)
    this.#feed = null
    this.#state = null
    this.#answer = null
    this.isDirty = false
    if (this.isCurrent) this.#session.subscriptions.delete(this.topic)
  }

  /** @returns false when the client cannot take it now. */
  catchUp(): boolean {
    if (!this.#state) return true
    const { how, message } = this.#state.catchUp(this.#version)
    const isTaken = this.#answer ? this.#session.offerAnswer(message, this.#answer) : this.#session.offer(message)
    if (!isTaken) return false
    if (this.#isResumption) this.#session.noteResumed(this.topic, how)
    this.#answer = null
    this.#version = this.#state.version
    this.isDirty = false
    return true
  }

  /** The session has found that it is slow, or is about to be offered what is missing. */
  #soil(): void {
    if (this.isDirty) return
    this.isDirty = true
    this.#isResumption = true
  }
}
