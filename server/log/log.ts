import type { Pool } from 'pg'
import type { NewEvent, StoredEvent } from '#contract/event.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Telemetry } from '../runtime/telemetry.ts'
import type { ErasedPeople } from './append.ts'
import { Appender } from './append.ts'
import type { Appended } from './events.ts'
import { crossesPartition, ensurePartitions, expireKeys } from './partitions.ts'
import { PolledHead } from './polled-head.ts'
import type { EventPage, EventRange, EventSearch, EventSearchBack } from './read.ts'
import { readEvents, readHead, searchEvents, searchEventsBack } from './read.ts'
import { RecentEvents } from './recent.ts'
import { tail } from './tail.ts'

interface LogOptions {
  /** Appends have connections of their own, so that no reader can hold them up. */
  appendPool: Pool
  readPool: Pool
  telemetry: Telemetry
  clock: Clock
  logger: Logger
  /** How long a (source, id) is remembered. */
  keyWindowDays?: number
  /** Whose personal data is kept out; absent = nobody's. */
  erased?: ErasedPeople
}

/** A process that appends hears at once; one that only reads hears so often. */
const erasedIntervalMs = 5000
/** All keys are read then, which is much of a disk's work where there are many. */
const keyExpiryIntervalMs = 86_400_000
const keyExpiryRetryMs = 3_600_000

/** The append-only truth. One per process; many processes may share a database. */
export class EventLog {
  readonly #options: Required<Omit<LogOptions, 'erased'>> & Pick<LogOptions, 'erased'>
  readonly #recent = new RecentEvents()
  readonly #head: PolledHead
  readonly #appender: Appender
  readonly #stopping = new AbortController()
  #expiry: NodeJS.Timeout | null = null
  /** When old keys were last forgotten, or begun to be; on the monotonic clock. */
  #expiredAt = -Infinity
  #hearing: NodeJS.Timeout | null = null
  readonly #stopListening: (() => void)[] = []

  constructor(options: LogOptions) {
    this.#options = { keyWindowDays: 30, ...options }
    this.#head = new PolledHead(options.readPool)
    const { appendPool: pool, telemetry, clock, erased } = options
    const hearing = erased && {
      get version() {
        return erased.version
      },
      withoutErased: (event: NewEvent) => erased.withoutErased(event),
      refresh: () => this.hearOfErased(),
    }
    this.#appender = new Appender({ pool, telemetry, clock, recent: this.#recent, erased: hearing })
  }

  async start(): Promise<void> {
    const { appendPool, telemetry } = this.#options
    await ensurePartitions(appendPool)
    this.#stopListening.push(
      telemetry.on('log.appended', ({ from, to }) => {
        if (from <= to && crossesPartition(from, to)) void this.#createPartitionsAhead()
      }),
    )
    this.#stopListening.push(
      telemetry.on('log.append-failed', ({ events, error }) => {
        this.#options.logger.error({ err: error, events }, 'a flush failed; its senders were told to send again')
      }),
    )
    await this.hearOfErased()
    this.#hearing = setInterval(() => void this.#hearLater(), erasedIntervalMs)
    this.#hearing.unref()
    void this.#expireKeys()
    this.#expiry = setInterval(() => void this.#expireKeys(), keyExpiryRetryMs)
    this.#expiry.unref()
  }

  /** Resolves when every append that was accepted has settled. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    for (const stop of this.#stopListening) stop()
    if (this.#expiry) clearInterval(this.#expiry)
    if (this.#hearing) clearInterval(this.#hearing)
    await this.#appender.drain()
  }

  /** @param bytes about how many the events take as JSON; a door knows it from the body. See {@link Appender.append}. */
  append(events: readonly NewEvent[], bytes = events.length * 1024, dataJson?: readonly string[]): Promise<Appended> {
    return this.#appender.append(events, bytes, dataJson)
  }

  /** Hears who was erased, and forgets what is held in memory of before. */
  async hearOfErased(): Promise<void> {
    const { erased } = this.#options
    if (!erased) return
    const before = erased.version
    await erased.refresh()
    if (erased.version !== before) this.#recent.clear()
  }

  async #hearLater(): Promise<void> {
    try {
      await this.hearOfErased()
    } catch (error) {
      this.#options.logger.warn({ err: error }, 'cannot hear who was erased; it is tried again')
    }
  }

  get pendingEvents(): number {
    return this.#appender.pendingEvents
  }

  /** See {@link Appender.failedAt}. */
  get appendFailedAt(): number | null {
    return this.#appender.failedAt
  }

  head(): Promise<bigint> {
    return readHead(this.#options.readPool)
  }

  read(range: EventRange): Promise<StoredEvent[]> {
    return readEvents(this.#options.readPool, range)
  }

  /** Reads on through the log for events that pass a filter; see {@link searchEvents}. */
  search(search: EventSearch): Promise<EventPage> {
    return searchEvents(this.#options.readPool, search)
  }

  /** Reads back through the log; see {@link searchEventsBack}. */
  searchBack(search: EventSearchBack): Promise<EventPage> {
    return searchEventsBack(this.#options.readPool, search)
  }

  /** @returns batches of events behind `after`, for ever, until the signal aborts. */
  tail(after: bigint, signal: AbortSignal): AsyncGenerator<StoredEvent[], void, undefined> {
    const { readPool: pool, telemetry } = this.#options
    return tail({ pool, telemetry, recent: this.#recent, head: this.#head, after, signal })
  }

  /** Epoch ms at which this position was committed; null when that is not known in this process. */
  committedAt(position: bigint): number | null {
    return this.#recent.committedAt(position)
  }

  async #createPartitionsAhead(): Promise<void> {
    try {
      await ensurePartitions(this.#options.appendPool)
    } catch (error) {
      this.#options.logger.error(
        { err: error },
        'creating a partition ahead failed; the append that needs it will try again',
      )
    }
  }

  async #expireKeys(): Promise<void> {
    const { readPool: pool, keyWindowDays, clock, logger } = this.#options
    const now = clock.monotonic()
    if (now - this.#expiredAt < keyExpiryIntervalMs) return
    this.#expiredAt = now
    try {
      const expired = await expireKeys(pool, keyWindowDays, this.#stopping.signal)
      if (expired > 0) logger.info({ expired }, 'forgot event keys past their window')
    } catch (error) {
      this.#expiredAt = -Infinity
      logger.error({ err: error }, 'forgetting old event keys failed; it is tried again in an hour')
    }
  }
}
