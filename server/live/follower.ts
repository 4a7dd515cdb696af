import type { Down } from '#contract/live.ts'
import { downSchema } from '#contract/live.ts'
import type { Viewer } from '#contract/role.ts'
import type { Row } from '#contract/view.ts'
import type { EncodedMessage } from './encoded-message.ts'
import type { IncomingMessage } from './requests.ts'
import type { Session, Wire } from './session.ts'
import type { Timers } from './timers.ts'

/** The server's side of a connection, as the follower uses it. */
interface Sessions {
  connect(wire: Wire, viewer: Viewer): Session
  receive(session: Session, message: IncomingMessage): void
  disconnect(session: Session): void
}

export interface Following {
  topic: string
  viewer: Viewer
  /** Rows as a subscriber gets them: all of them at first and after a new beginning, then what a patch sets. */
  onRows(rows: Readonly<Record<string, Row>>, how: 'snapshot' | 'patch'): void
}

const retryMs = 2000

/**
 * A subscriber within the process, by the way that browsers take: session, authorisation, subscription, encoded messages.
 * Only the socket is missing.
 */
export class Follower implements Wire {
  readonly #following: Following
  readonly #sessions: Sessions
  readonly #timers: Pick<Timers, 'after'>
  readonly #session: Session
  #cancelRetry = (): void => undefined

  constructor(following: Following, { sessions, timers }: { sessions: Sessions; timers: Pick<Timers, 'after'> }) {
    this.#following = following
    this.#sessions = sessions
    this.#timers = timers
    this.#session = sessions.connect(this, following.viewer)
    this.#subscribe()
  }

  /** @returns false when it had ended before. */
  stop(): boolean {
    this.#cancelRetry()
    if (this.#session.isClosed) return false
    this.#sessions.disconnect(this.#session)
    return true
  }

  isDrained(): boolean {
    return true
  }

  write(message: EncodedMessage): void {
    this.#take(message.json)
  }

  /** The gateway is going, or will have no more of it. */
  disconnect(): void {
    this.#cancelRetry()
  }

  #subscribe(): void {
    const payload = JSON.stringify({ topic: this.#following.topic })
    this.#sessions.receive(this.#session, { event: 'subscribe', payload, answer: (json) => this.#take(json) })
  }

  #take(json: string): void {
    const message: Down = downSchema.parse(JSON.parse(json))
    switch (message.type) {
      case 'snapshot':
        return this.#following.onRows(message.rows, 'snapshot')
      case 'patch':
        return this.#following.onRows(message.set, 'patch')
      case 'refused':
        this.#cancelRetry = this.#timers.after(message.retryMs ?? retryMs, () => this.#subscribe())
        return
      case 'clock':
      case 'closing':
    }
  }
}
