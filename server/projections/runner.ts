import type { Pool } from 'pg'
import type { StoredEvent } from '#contract/event.ts'
import { isCausedByData } from '../db/errors.ts'
import type { EventLog } from '../log/log.ts'
import { backoffMs, pause } from '../runtime/backoff.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Telemetry } from '../runtime/telemetry.ts'
import type { Progress } from './checkpoint.ts'
import {
  createCheckpoint,
  isSameProgress,
  lockProgress,
  moveCheckpoint,
  passOver,
  readCheckpoint,
  readProgress,
  refuseOtherSettings,
} from './checkpoint.ts'
import { foldTransaction } from './fold-transaction.ts'
import { ProgressWatch } from './progress-watch.ts'
import type { Projection, Tx } from './projection.ts'
import { rebuildIfMadeOtherwise } from './rebuild.ts'
import { restBetweenBatches } from './rest-between-batches.ts'
import { setAside } from './set-aside.ts'

/*
 * One loop per projection. State and checkpoint change in one transaction, under a lock on the checkpoint row, so
 * every event counts exactly once in every table whatever crashes and however many processes run the same loop.
 *
 *   following ──batch──► applying ──commit──► following
 *       ▲                   │ the batch cannot be taken: halve it; a single event is set aside
 *       └─────backoff───────┴ the database is away, or this is too much for it at a time: wait, start again from the
 *                             checkpoint with half as many, and some more each time that it goes well
 *
 * An event a projection cannot take never blocks the rest, and a projection that fails stops alone. One that no transaction
 * has the time for is no such event: its projection says so and tries it again. So does one whose tables another process has
 * made anew with other settings, until this process is started with them, too.
 */

interface RunnerOptions {
  pool: Pool
  log: EventLog
  projection: Projection
  telemetry: Telemetry
  clock: Clock
  logger: Logger
  /** Batches begin at least this far apart: while the log is busy few large ones cost less than many small ones. */
  minIntervalMs?: number
  /** Tells an idle loop that its checkpoint was moved from outside; shared by those of a process. */
  watch?: ProgressWatch
  /** How long it waits before it starts again, having failed so often without getting on. */
  waitMs?: (failures: number) => number
}

/** Another process moved the checkpoint, or made the tables anew: this loop must continue from there, if it may. */
class CheckpointMovedError extends Error {
  override name = 'CheckpointMovedError'
}

export class ProjectionRunner {
  readonly #options: Required<RunnerOptions>
  /** null: all. */
  readonly #consumed: ReadonlySet<string> | null
  readonly #stopping = new AbortController()
  #running: Promise<void> | null = null
  #position = 0n
  /** What the checkpoint says of the tables, as of when it was last looked for. */
  #madeWith: string | null = null
  /** Events that are taken at a time, at the most. */
  #mostEvents = Infinity
  /** Whether the transaction has got as far as the projection. */
  #isApplying = false
  #failure: Error | null = null
  readonly #waiting: (() => void)[] = []

  constructor(options: RunnerOptions) {
    const { minIntervalMs = 100, consumes } = options.projection
    this.#consumed = consumes === 'all' ? null : new Set(consumes)
    this.#options = { minIntervalMs, watch: new ProgressWatch(options.pool), waitMs: backoffMs, ...options }
  }

  get name(): string {
    return this.#options.projection.name
  }

  /** The last position whose changes are committed, as this process knows it. */
  get position(): bigint {
    return this.#position
  }

  /** Why it stands still, while it does. */
  get failure(): Error | null {
    return this.#failure
  }

  async start(): Promise<void> {
    const { pool, projection, logger } = this.#options
    await createCheckpoint(pool, this.name)
    if (await rebuildIfMadeOtherwise(pool, projection)) {
      logger.info({ projection: this.name }, 'settings have changed; the log is folded again')
    }
    // Known before anybody asks how far it is: until it has read it, everything would seem to be still to do.
    this.#moveTo(await readCheckpoint(pool, this.name))
    this.#running = this.#run(this.#stopping.signal)
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
  }

  /** Resolves once everything up to `position` is in the tables. */
  async whenProcessed(position: bigint): Promise<void> {
    while (this.#position < position) await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  get #progress(): Progress {
    return { position: this.#position, madeWith: this.#madeWith }
  }

  #moveTo(position: bigint): void {
    this.#position = position
    for (const tell of this.#waiting.splice(0)) tell()
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { telemetry, logger, waitMs } = this.#options
    let failures = 0
    while (!signal.aborted) {
      try {
        await this.#follow(signal, () => {
          failures = 0
        })
      } catch (cause) {
        if (signal.aborted) return
        if (cause instanceof CheckpointMovedError) continue
        const error = cause instanceof Error ? cause : new Error(String(cause))
        const retryMs = waitMs(failures++)
        this.#failure = error
        telemetry.emit('projection.failed', { projection: this.name, error, retryMs })
        logger.error(
          { err: error, projection: this.name, retryMs },
          'projection stopped; it starts again from its checkpoint',
        )
        await pause(retryMs, signal)
      }
    }
  }

  /** Follows the log from the checkpoint until it is told to stop or the checkpoint is moved from outside. */
  async #follow(signal: AbortSignal, onProgress: () => void): Promise<void> {
    const { pool, log, projection, watch, minIntervalMs, clock } = this.#options
    const progress = await readProgress(pool, this.name)
    this.#madeWith = progress.madeWith
    this.#moveTo(progress.position)
    refuseOtherSettings(projection, progress)
    if (this.#failure && (await log.head()) <= this.#position) {
      // Nothing waits to be applied, so nothing else would show that it no longer stands still.
      this.#failure = null
      onProgress()
    }
    // It may have aborted meanwhile, and then never tells a listener.
    if (signal.aborted) return
    const following = new AbortController()
    const stop = () => following.abort()
    signal.addEventListener('abort', stop)
    let watched: Error | null = null
    const onMoved = (error: Error | null) => {
      watched = error
      stop()
    }
    const stopWatching = watch.watch(this.name, { progress: () => this.#progress, onMoved })
    try {
      for await (const batch of log.tail(this.#position, following.signal)) {
        const startedAt = clock.monotonic()
        await this.#applyInParts(batch, onProgress, following.signal)
        const tookMs = clock.monotonic() - startedAt
        const done = { events: batch.length, tookMs, minIntervalMs, isAwaited: log.pendingEvents > 0 }
        await pause(restBetweenBatches(done), following.signal)
      }
    } finally {
      stopWatching()
      signal.removeEventListener('abort', stop)
    }
    // oxlint-disable-next-line typescript/only-throw-error -- set in a callback, which narrowing does not see
    if (watched) throw watched
  }

  async #applyInParts(batch: readonly StoredEvent[], onProgress: () => void, signal: AbortSignal): Promise<void> {
    for (let at = 0; at < batch.length && !signal.aborted;) {
      const part = batch.slice(at, at + this.#mostEvents)
      try {
        await this.#applyOrSetAside(part)
      } catch (cause) {
        if (this.#isApplying) this.#mostEvents = Math.max(1, Math.floor(part.length / 2))
        throw cause
      }
      // Slowly: each time that it is too much again costs as long as a transaction may take.
      this.#mostEvents += Math.ceil(this.#mostEvents / 8)
      at += part.length
      onProgress()
    }
  }

  async #applyOrSetAside(events: readonly StoredEvent[]): Promise<void> {
    const [first] = events
    if (!first) return
    try {
      await this.#apply(events, (tx, wanted) => this.#options.projection.apply(wanted, tx))
    } catch (cause) {
      if (cause instanceof CheckpointMovedError || !isCausedByData(cause)) throw cause
      if (events.length === 1) return this.#setAside(first, cause)
      const middle = Math.floor(events.length / 2)
      await this.#applyOrSetAside(events.slice(0, middle))
      await this.#applyOrSetAside(events.slice(middle))
    }
  }

  async #setAside(event: StoredEvent, cause: unknown): Promise<void> {
    const error = cause instanceof Error ? cause : new Error(String(cause))
    await this.#apply([event], async (tx) => {
      await setAside(tx, { projection: this.name, position: event.position, error })
      return []
    })
    this.#options.telemetry.emit('projection.set-aside', { projection: this.name, position: event.position, error })
    this.#options.logger.warn(
      { err: error, projection: this.name, position: event.position.toString() },
      'event set aside',
    )
  }

  /** @param work null: nothing of what was passed concerns this projection. */
  async #commit(to: bigint, work: ((tx: Tx) => Promise<readonly string[]>) | null): Promise<readonly string[]> {
    const { pool, projection } = this.#options
    this.#isApplying = false
    if (!work) {
      if (!(await passOver(pool, this.name, { from: this.#progress, to }))) throw new CheckpointMovedError()
      return []
    }
    return foldTransaction(pool, projection, async (tx) => {
      if (!isSameProgress(await lockProgress(tx, this.name), this.#progress)) throw new CheckpointMovedError()
      this.#isApplying = true
      const touched = await work(tx)
      await moveCheckpoint(tx, this.name, to)
      return touched
    })
  }

  /** Commits what `work` changes together with the checkpoint, then says so. */
  async #apply(
    events: readonly StoredEvent[],
    work: (tx: Tx, wanted: readonly StoredEvent[]) => Promise<readonly string[]>,
  ): Promise<void> {
    const { projection, telemetry, clock, log } = this.#options
    const last = events.at(-1)
    if (!last) return
    const startedAt = clock.monotonic()
    const consumed = this.#consumed
    const wanted = consumed === null ? events : events.filter(({ type }) => consumed.has(type))
    const touched = await this.#commit(last.position, wanted.length > 0 ? (tx) => work(tx, wanted) : null)
    this.#moveTo(last.position)
    this.#failure = null
    telemetry.emit('projection.applied', {
      projection: projection.name,
      position: last.position,
      events: events.length,
      touched,
      newest: {
        source: last.source,
        occurredAt: last.occurredAt,
        receivedAt: last.receivedAt,
        storedAt: log.committedAt(last.position),
        projectedAt: clock.now(),
      },
      durationMs: clock.monotonic() - startedAt,
    })
  }
}
