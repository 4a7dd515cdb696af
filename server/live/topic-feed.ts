import type { StageTimes } from '#contract/freshness.ts'
import type { Refused } from '#contract/live.ts'
import { silenceLimitMs } from '#contract/live-timing.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Telemetry } from '../runtime/telemetry.ts'
import type { View, ViewReading } from '../views/view.ts'
import type { EncodedMessage } from './encoded-message.ts'
import type { ReadingSlots } from './reading-slots.ts'
import type { StageTimesLedger } from './stage-times.ts'
import type { Timers } from './timers.ts'
import type { Moment } from './topic-state.ts'
import { TopicState } from './topic-state.ts'

/** Hints may be lost (L10). */
const fallbackMs = 3000
/** A topic nobody watches is kept this long for those who come back (L7, L8). */
export const lingerMs = 30_000
/** The longest pause between two tries of a view that cannot be read. */
const longestPauseMs = 5000
/** What a single reading is given at least, and before that its turn. */
const patienceMs = 1000
/** When a client may ask again for a view that cannot be read. */
export const retryUnavailableMs = 2000
/** When it may ask again for what nothing is known of yet: a screen may be open before its first event (L20). */
const retryUnknownMs = 2000

/** The view is there, and its topic names nothing, so far. */
export function namesNothing(topic: string): Omit<Refused, 'type' | 'topic'> {
  return { code: 'unknown-view', detail: `There is nothing called ${topic}.`, retryMs: retryUnknownMs }
}

/** Somebody whom a feed keeps up to date. */
export interface FeedReader {
  /** @returns false when it could not be taken now: the reader asks for what it missed. */
  deliver(message: EncodedMessage, version: number): boolean
  /** Everything it has is void: it needs a snapshot. */
  restart(): void
  /** The feed has dropped it. */
  refuse(refused: Refused): void
}

export interface FeedContext {
  clock: Clock
  timers: Timers
  telemetry: Telemetry
  logger: Logger
  stageTimes: StageTimesLedger
  /** What all feeds together may ask of the database. */
  slots: ReadingSlots
  tickMs: number
  newEpoch: () => string
}

/** What a reading found, and when it began, monotonic. */
interface Read {
  read: ViewReading | null
  beganAt: number
}

export type Opened = { ok: true; state: TopicState } | { ok: false; code: 'unknown-view' | 'unavailable' }

/**
 * One topic that is, or was just, watched: reads its view at most once a tick and hands each change to its readers.
 *
 *     lingering ──join──► watched ──last leaves──► lingering ──30 s──► forgotten
 *                          │   ▲
 *                   due or │   │ read, or failed and tried again later
 *                  touched ▼   │
 *                         reading ──5 s without success──► readers refused, lingering
 *
 * One timer: when lingering it ends the feed, when watched it starts the next reading, when reading it gives up.
 */
export class TopicFeed {
  readonly topic: string
  readonly view: View
  readonly #context: FeedContext
  readonly #onForgotten: () => void
  readonly #readers = new Set<FeedReader>()
  #state: TopicState | null = null
  /** The one reading that somebody waits for, under way or waiting for a slot. */
  #reading: PromiseWithResolvers<Opened> | null = null
  /** Monotonic: when the newest reading was asked for; it may wait for a slot. */
  #askedAt = -Infinity
  /** When the newest reading began. */
  #readAt = -Infinity
  /** When the reading began that the state is of. */
  #takenAt = -Infinity
  /** Of the first request without success since. */
  #failingSince: number | null = null
  /** Of the last use. */
  #usedAt: number
  #failures = 0
  #touched = false
  #closed = false
  #cancelTimer = (): void => undefined
  #leaveQueue = (): void => undefined

  constructor(topic: string, view: View, context: FeedContext, onForgotten: () => void) {
    this.topic = topic
    this.view = view
    this.#context = context
    this.#onForgotten = onForgotten
    this.#usedAt = context.clock.monotonic()
    this.#schedule()
  }

  get isWatched(): boolean {
    return this.#readers.size > 0
  }

  /**
   * The topic's state, true now: from memory while it is kept up to date, else from a new reading that all who ask
   * meanwhile share.
   */
  open(): Opened | Promise<Opened> {
    this.#usedAt = this.#context.clock.monotonic()
    if (this.#state && this.#isCurrent()) return { ok: true, state: this.#state }
    return (this.#reading ?? this.#read()).promise
  }

  /** From now on the reader gets every change. Only with the state that `open` gave, and in the same turn. */
  join(reader: FeedReader): void {
    this.#readers.add(reader)
    if (this.#readers.size === 1) this.#schedule()
  }

  leave(reader: FeedReader): void {
    if (!this.#readers.delete(reader) || this.isWatched) return
    this.#usedAt = this.#context.clock.monotonic()
    this.#schedule()
  }

  /** A projection says that the view may have changed. */
  touch(): void {
    if (this.#touched) return
    this.#touched = true
    if (this.isWatched) this.#schedule()
  }

  close(): void {
    this.#closed = true
    this.#cancelTimer()
    this.#leaveQueue()
    this.#readers.clear()
    this.#reading?.resolve({ ok: false, code: 'unavailable' })
  }

  #isCurrent(): boolean {
    const now = this.#context.clock.monotonic()
    if (this.isWatched) return this.#failures === 0 || !this.#isUnavailable(now)
    return this.#failures === 0 && now - this.#takenAt < this.#context.tickMs
  }

  #isUnavailable(now: number): boolean {
    return this.#failingSince !== null && now - this.#failingSince >= silenceLimitMs
  }

  #schedule(): void {
    this.#cancelTimer()
    if (this.#closed) return
    const { clock, timers } = this.#context
    const now = clock.monotonic()
    const { dueAt, run } = this.#next()
    if (dueAt <= now) run()
    else this.#cancelTimer = timers.after(dueAt - now, () => this.#schedule())
  }

  #next(): { dueAt: number; run: () => void } {
    if (this.#reading) {
      const failingSince = this.#failingSince ?? this.#readAt
      const patientUntil = Math.max(this.#askedAt, this.#readAt) + patienceMs
      return { dueAt: Math.max(failingSince + silenceLimitMs, patientUntil), run: () => this.#giveUp() }
    }
    if (!this.isWatched) return { dueAt: this.#usedAt + lingerMs, run: () => this.#forget() }
    return { dueAt: this.#readAt + this.#pauseMs(), run: () => this.#read() }
  }

  #pauseMs(): number {
    const { tickMs } = this.#context
    if (this.#failures > 0) return Math.min(tickMs * 2 ** this.#failures, longestPauseMs)
    return this.#touched ? tickMs : (this.view.refreshMs ?? fallbackMs)
  }

  #read(): PromiseWithResolvers<Opened> {
    const reading = Promise.withResolvers<Opened>()
    this.#reading = reading
    this.#askedAt = this.#context.clock.monotonic()
    this.#failingSince ??= this.#askedAt
    this.#leaveQueue = this.#context.slots.enqueue(() => this.#begin(reading))
    this.#schedule()
    return reading
  }

  #begin(reading: PromiseWithResolvers<Opened>): Promise<void> {
    this.#touched = false
    const beganAt = this.#context.clock.monotonic()
    this.#readAt = beganAt
    return this.view.read(this.topic).then(
      (read) => this.#conclude(reading, { read, beganAt }),
      (error: unknown) => this.#conclude(reading, { error }),
    )
  }

  /**
   * What nobody waits for any more still counts when it could be read and is news: a view that takes longer than a try is given
   * would else be refused for as long as somebody asks for it.
   */
  #conclude(reading: PromiseWithResolvers<Opened>, result: Read | { error: unknown }): void {
    if (this.#closed) return
    if (this.#reading === reading) {
      this.#reading = null
      reading.resolve('error' in result ? this.#fail(result.error) : this.#take(result))
    } else if (!('error' in result) && result.beganAt > this.#takenAt) this.#take(result)
    else return
    this.#schedule()
  }

  #take({ read, beganAt }: Read): Opened {
    this.#takenAt = beganAt
    this.#failingSince = null
    this.#failures = 0
    if (read === null) {
      this.#state = null
      this.#refuseAll(namesNothing(this.topic))
      return { ok: false, code: 'unknown-view' }
    }
    const now = this.#context.clock.monotonic()
    const moment = this.#momentOf(read)
    if (this.#state) this.#show(this.#state, moment, now)
    else this.#state = new TopicState({ topic: this.topic, newEpoch: this.#context.newEpoch, first: moment, now })
    return { ok: true, state: this.#state }
  }

  #momentOf(reading: ViewReading): Moment {
    return {
      position: reading.position,
      rows: new Map(Object.entries(reading.rows)),
      asOf: this.#context.stageTimes.of(reading, this.view.reads, this.#context.clock.now()),
    }
  }

  #show(state: TopicState, moment: Moment, now: number): void {
    const advance = state.advance(moment, now)
    switch (advance.kind) {
      case 'unchanged':
        return
      case 'restarted':
        for (const reader of this.#readers) reader.restart()
        return
      case 'patch':
        this.#broadcast(advance.message, { version: state.version, asOf: moment.asOf })
    }
  }

  #broadcast(message: EncodedMessage, { version, asOf }: { version: number; asOf: StageTimes | null }): void {
    const { clock, telemetry } = this.#context
    const startedAt = clock.monotonic()
    let receivers = 0
    for (const reader of this.#readers) {
      if (reader.deliver(message, version)) receivers += 1
    }
    telemetry.emit('live.emitted', {
      topic: this.topic,
      view: this.view.name,
      asOf,
      receivers,
      skipped: this.#readers.size - receivers,
      bytes: message.bytes,
      durationMs: clock.monotonic() - startedAt,
    })
  }

  #fail(error: unknown): Opened {
    const { logger, clock } = this.#context
    if (this.#failures === 0) logger.error({ err: error, topic: this.topic }, 'view cannot be read; it is tried again')
    this.#failures += 1
    if (this.#isUnavailable(clock.monotonic())) this.#refuseUnavailable()
    return { ok: false, code: 'unavailable' }
  }

  /** The reading has no answer: a screen must not look alive meanwhile, and a later try may have one (L21). */
  #giveUp(): void {
    const abandoned = this.#reading
    this.#reading = null
    this.#leaveQueue()
    abandoned?.resolve(this.#fail(new Error(`no answer within ${silenceLimitMs} ms`)))
    this.#schedule()
  }

  #refuseUnavailable(): void {
    this.#refuseAll({
      code: 'unavailable',
      detail: 'The view cannot be read at the moment.',
      retryMs: retryUnavailableMs,
    })
  }

  #refuseAll(reason: Omit<Refused, 'type' | 'topic'>): void {
    const readers = [...this.#readers]
    this.#readers.clear()
    this.#usedAt = this.#context.clock.monotonic()
    for (const reader of readers) reader.refuse({ type: 'refused', topic: this.topic, ...reason })
  }

  #forget(): void {
    this.close()
    this.#onForgotten()
  }
}
