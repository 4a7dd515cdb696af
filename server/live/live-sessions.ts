import { isAllowed } from '#contract/access.ts'
import type { Sight } from '#contract/personal-data.ts'
import { sightOf } from '#contract/personal-data.ts'
import type { Viewer } from '#contract/role.ts'
import type { ViewSnapshot } from '#contract/view.ts'
import { clockIntervalMs } from '#contract/live-timing.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Telemetry } from '../runtime/telemetry.ts'
import { EncodedMessage } from './encoded-message.ts'
import type { Following } from './follower.ts'
import { Follower } from './follower.ts'
import type { IncomingMessage } from './requests.ts'
import { forbidden, Requests } from './requests.ts'
import type { SessionContext, Wire } from './session.ts'
import { Session } from './session.ts'
import { StageTimesLedger } from './stage-times.ts'
import type { Timers } from './timers.ts'
import type { Views } from './topic-feeds.ts'
import { TopicFeeds } from './topic-feeds.ts'

export const defaultTickMs = 100

export interface LiveSessionsOptions {
  views: Views
  telemetry: Telemetry
  clock: Clock
  timers: Timers
  logger: Logger
  newEpoch: () => string
  tickMs?: number
}

/**
 * The server's side of docs/live-protocol.md for all clients, without a transport: the gateway brings it sockets, tests
 * bring it pairs of queues. Two timers in all, whatever the number of clients: the clock, and one that looks after slow
 * clients while there are any.
 */
export class LiveSessions {
  readonly #options: LiveSessionsOptions
  readonly #stageTimes = new StageTimesLedger()
  readonly #feeds: TopicFeeds
  readonly #requests: Requests
  readonly #sessionContext: SessionContext
  readonly #sessions = new Set<Session>()
  /** For whom something waits. */
  readonly #slow = new Set<Session>()
  readonly #tickMs: number
  #followers = 0
  #stops: (() => void)[] = []
  #stopDraining: (() => void) | null = null

  constructor(options: LiveSessionsOptions) {
    const { views, telemetry, clock, tickMs = defaultTickMs } = options
    this.#options = options
    this.#tickMs = tickMs
    this.#feeds = new TopicFeeds(views, { ...options, tickMs, stageTimes: this.#stageTimes })
    this.#requests = new Requests({
      feeds: this.#feeds,
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
    })
    this.#sessionContext = {
      monotonic: () => clock.monotonic(),
      slowAfterMs: tickMs,
      onSlow: (session) => this.#watchSlow(session),
      onResumed: (topic, how) => telemetry.emit('live.resumed', { topic, how }),
    }
  }

  /** Clients; followers within the process are none. */
  get size(): number {
    return this.#sessions.size - this.#followers
  }

  start(): void {
    const { telemetry, timers } = this.#options
    this.#stops = [
      telemetry.on('projection.applied', (applied) => {
        this.#stageTimes.note(applied)
        this.#feeds.touch(applied.touched)
      }),
      timers.every(clockIntervalMs, () => this.#sayTime()),
    ]
  }

  connect(wire: Wire, viewer: Viewer): Session {
    const session = new Session(wire, viewer, this.#sessionContext)
    this.#sessions.add(session)
    session.offer(this.#clockMessage())
    return session
  }

  /** @returns a function that stops it. */
  follow(following: Following): () => void {
    const follower = new Follower(following, { sessions: this, timers: this.#options.timers })
    this.#followers += 1
    return () => {
      if (follower.stop()) this.#followers -= 1
    }
  }

  receive(session: Session, message: IncomingMessage): void {
    this.#requests.receive(session, message)
  }

  /** The socket is gone. */
  disconnect(session: Session): void {
    session.close()
    this.#sessions.delete(session)
    this.#slow.delete(session)
  }

  /** The topic's state as a document (L8); null when there is no such thing. */
  async snapshot(topic: string, sight: Sight = 'masked'): Promise<ViewSnapshot | null> {
    const view = this.#feeds.viewOf(topic)
    if (!view) return null
    const opened = await this.#feeds.feed({ topic, view, sight })?.open()
    if (opened?.ok) {
      const snapshot = opened.state.snapshot()
      return { ...snapshot, asOf: snapshot.asOf && { ...snapshot.asOf, emittedAt: this.#options.clock.now() } }
    }
    if (opened?.code === 'unknown-view') return null
    throw new ViewUnavailableError(topic)
  }

  /** Gives a session the roles its viewer has now; null = the viewer is gone (L19). */
  changeViewer(session: Session, viewer: Viewer | null): void {
    if (viewer === null) return session.disconnect()
    // It asks again for what it was refused only on a new line (L20).
    if (session.wasForbidden && hasMoreRoles({ before: session.viewer, after: viewer })) return session.disconnect()
    const seesOtherwise = sightOf(session.viewer) !== sightOf(viewer)
    session.viewer = viewer
    for (const subscription of session.subscriptions.values()) {
      const view = this.#feeds.viewOf(subscription.topic)
      if (view && !isAllowed(viewer, view.permission)) {
        subscription.refuse({ type: 'refused', topic: subscription.topic, ...forbidden })
      } else if (view?.readMasked && seesOtherwise) {
        // What it subscribed to is not what it may see now; on a new line it gets that from the beginning.
        return session.disconnect()
      }
    }
  }

  /** Tells everybody that the server goes (L24). Whoever is slow finds out by itself. */
  sayClosing(spreadMs: number): void {
    const closing = new EncodedMessage({ type: 'closing', spreadMs })
    for (const session of this.#sessions) session.offer(closing)
  }

  stop(): void {
    for (const stop of this.#stops) stop()
    this.#stopDraining?.()
    this.#stopDraining = null
    for (const session of this.#sessions) session.disconnect()
    this.#sessions.clear()
    this.#followers = 0
    this.#slow.clear()
    this.#feeds.close()
  }

  #sayTime(): void {
    const message = this.#clockMessage()
    for (const session of this.#sessions) session.offer(message)
  }

  #clockMessage(): EncodedMessage {
    return new EncodedMessage({ type: 'clock', now: this.#options.clock.now() })
  }

  #watchSlow(session: Session): void {
    this.#slow.add(session)
    this.#stopDraining ??= this.#options.timers.every(this.#tickMs, () => this.#catchUpSlow())
  }

  #catchUpSlow(): void {
    for (const session of this.#slow) {
      if (session.isClosed || session.catchUp()) this.#slow.delete(session)
    }
    if (this.#slow.size > 0) return
    this.#stopDraining?.()
    this.#stopDraining = null
  }
}

function hasMoreRoles({ before, after }: { before: Viewer; after: Viewer }): boolean {
  return after.roles.some((role) => !before.roles.includes(role))
}

/** The view exists and cannot be read now. */
export class ViewUnavailableError extends Error {
  override name = 'ViewUnavailableError'

  constructor(topic: string) {
    super(`${topic} cannot be read at the moment: try again in a few seconds`)
  }
}
