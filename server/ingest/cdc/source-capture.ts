import { once } from 'node:events'
import type { Pool } from 'pg'
import type { DatabaseConfig } from '#contract/database.ts'
import { backoffMs, pause } from '../../runtime/backoff.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import { OperatorError } from '../../runtime/operator-error.ts'
import type { Telemetry } from '../../runtime/telemetry.ts'
import { withoutMessage } from '../redact.ts'
import type { CaptureContext, CaptureMemory, ChangeSink, SnapshotStage } from './capture.ts'
import { CaptureError } from './capture.ts'
import type { CaptureLock, CaptureLocks } from './capture-lock.ts'
import { StoredMemory, SupersededError } from './capture-memory.ts'
import type { BoundMode, CaptureModes } from './capture-modes.ts'
import { bindMode } from './capture-modes.ts'
import type { CaptureOrder } from './capture-orders.ts'
import { openConnection } from './connection.ts'
import { declareGap } from './declare-gap.ts'

/*
 * One captured source in this process.
 *
 *   outside ──lock──► at it ──────────► ended: by a fault (back off), a change of the settings, or an order
 *      ▲                │ ▲                                                             │
 *      └──lock lost─────┘ └─────────────────────────────────────────────────────────────┘
 *
 * What "at it" is follows from the settings and the memory, in this order: what another mode, or an outbox elsewhere, has left
 * in the database is taken out; an order is carried out; one that was given up waits for an order; a paused source is watched;
 * anything else is captured. Whatever it is, there is one of it at a time, and the next begins only after it has ended.
 */

/** A source as it stands in our database. */
export interface CaptureSettings {
  source: string
  enabled: boolean
  config: DatabaseConfig
  /** A connection string, opened late: it may be that it does not open. */
  secret: () => string
  /** Alike only where all of the above is. */
  fingerprint: string
}

export interface SourceCaptureOptions {
  pool: Pool
  locks: CaptureLocks
  modes: CaptureModes
  /** Where changes of this source go, and where its copied rows wait. */
  storage: (of: Pick<CaptureContext, 'source' | 'config' | 'memory' | 'signal'>) => {
    sink: ChangeSink
    snapshots: SnapshotStage
  }
  telemetry: Telemetry
  clock: Clock
  logger: Logger
  /** How soon somebody who has not the lock asks for it again. */
  lockRetryMs?: number
  /** The first pause after a fault; it doubles up to {@link longestPauseMs}. */
  firstPauseMs?: number
}

const longestPauseMs = 30_000
/** What went on for so long had overcome what stopped the tries before it. */
const overcomeMs = 60_000

export class SourceCapture {
  readonly #options: Required<SourceCaptureOptions>
  readonly #stopping = new AbortController()
  readonly #running: Promise<void>
  #settings: CaptureSettings
  #memory: StoredMemory | null = null
  #attempt = new AbortController()
  /** When the memory was read for this try, monotonic: orders given until then have been seen. */
  #openedAt = Number.NEGATIVE_INFINITY
  #failures = 0

  constructor(settings: CaptureSettings, options: SourceCaptureOptions) {
    this.#options = { lockRetryMs: 3000, firstPauseMs: 500, ...options }
    this.#settings = settings
    this.#running = this.#run(this.#stopping.signal)
  }

  /** What it remembers, while this process is at it. */
  get memory(): StoredMemory | null {
    return this.#memory
  }

  /** @param readAt when reading the settings and the order began, monotonic. */
  change(settings: CaptureSettings, order: CaptureOrder | null, readAt: number): void {
    const isOther = settings.fingerprint !== this.#settings.fingerprint
    this.#settings = settings
    if (isOther) this.#failures = 0
    // An order stands until it is carried out: looks at it meanwhile must not cut that short.
    const isNews = order !== null && order !== this.#memory?.order && this.#openedAt < readAt
    if (isOther || isNews) this.#attempt.abort()
  }

  /** Resolves when nothing of it runs any more. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
  }

  async #run(stopping: AbortSignal): Promise<void> {
    const { locks, lockRetryMs } = this.#options
    while (!stopping.aborted) {
      const lock = await locks.take(this.#settings.source)
      if (lock) await this.#runWith(lock, stopping)
      // Of several that wait, not always the same one is to be first.
      if (!stopping.aborted) await pause(lockRetryMs * (0.5 + Math.random() / 2), stopping)
    }
  }

  async #runWith(lock: CaptureLock, stopping: AbortSignal): Promise<void> {
    const until = AbortSignal.any([stopping, lock.lost])
    while (!until.aborted) {
      this.#attempt = new AbortController()
      const signal = AbortSignal.any([until, this.#attempt.signal])
      const retryMs = await this.#attemptOnce(this.#settings, signal)
      await pause(retryMs, signal)
    }
    await lock.release()
  }

  /** @returns how long to wait before the next try. */
  async #attemptOnce(settings: CaptureSettings, signal: AbortSignal): Promise<number> {
    const { pool, telemetry, logger, clock } = this.#options
    const { source, config } = settings
    const startedAt = clock.monotonic()
    const now = () => clock.now()
    this.#openedAt = Number.POSITIVE_INFINITY
    try {
      const memory = await StoredMemory.open({ pool, source, config, telemetry, logger, now, signal })
      this.#openedAt = clock.monotonic()
      this.#memory = memory
      try {
        await this.#doWhatIsDue(settings, memory, signal)
      } finally {
        await memory.close()
      }
      return 0
    } catch (error) {
      if (signal.aborted || error instanceof SupersededError) return 0
      if (clock.monotonic() - startedAt > overcomeMs) this.#failures = 0
      return this.#explain(source, error)
    } finally {
      this.#memory = null
      this.#openedAt = Number.NEGATIVE_INFINITY
    }
  }

  async #doWhatIsDue(settings: CaptureSettings, memory: StoredMemory, signal: AbortSignal): Promise<void> {
    const { enabled, config } = settings
    const mode = bindMode(this.#options.modes, config)
    try {
      if (memory.former !== null) await this.#replace(memory.former, { settings, memory, signal })
      else if (memory.order !== null) await this.#carryOut(memory.order, { mode, settings, memory, signal })
      else if (memory.state.phase === 'given-up') await this.#waitGivenUp({ mode, settings, memory, signal })
      else if (enabled) await mode.capture(this.#contextOf(settings, memory, signal))
      else await this.#watchPaused({ mode, settings, memory, signal })
    } catch (error) {
      if (!signal.aborted && !(error instanceof SupersededError)) noteFailure(memory, error)
      throw error
    }
  }

  /** One does not begin before the other has taken its own out: a slot that nobody reads would fill somebody's disk. */
  async #replace(former: DatabaseConfig, { settings, memory, signal }: Omit<Due, 'mode'>): Promise<void> {
    const mode = bindMode(this.#options.modes, former)
    await mode.release(this.#contextOf({ ...settings, config: former }, memory, signal))
    // What waited in the one outbox is gone, and of the other there is nothing before its copy.
    const isMoved = former.capture === 'outbox' && settings.config.capture === 'outbox'
    if (isMoved) declareGap(memory, { reason: 'outbox-missing', now: this.#options.clock.now() })
    await memory.beginAnew()
  }

  /** With the position it is forgotten what there is in the database. Until that is taken out the order stands. */
  async #beginAnew({ mode, settings, memory, signal }: Due): Promise<void> {
    await mode.beforeNewBeginning?.(this.#contextOf(settings, memory, signal))
    this.#failures = 0
    await memory.beginAnew()
  }

  async #carryOut(order: CaptureOrder, due: Due): Promise<void> {
    const { mode, settings, memory, signal } = due
    if (order === 'begin-anew') return this.#beginAnew(due)
    this.#failures = 0
    try {
      await mode.release(this.#contextOf(settings, memory, signal))
      await memory.beginAnew()
      memory.report({ phase: 'waiting' })
    } catch (error) {
      // The order stands, for the next try or another process.
      if (signal.aborted) throw error
      // Whoever gave the order is told; to try it again is theirs to say.
      noteFailure(memory, error)
      this.#log(settings.source, error, 'what a capture had put into a database could not be taken out')
    }
    await memory.forgetOrder()
  }

  async #waitGivenUp({ mode, settings, memory, signal }: Due): Promise<void> {
    await mode.whileGivenUp?.(this.#contextOf(settings, memory, signal))
    await aborted(signal)
  }

  async #watchPaused({ mode, settings, memory, signal }: Due): Promise<void> {
    memory.report({ phase: 'waiting' })
    await (mode.whilePaused?.(this.#contextOf(settings, memory, signal)) ?? aborted(signal))
  }

  #contextOf({ source, config, secret }: CaptureSettings, memory: StoredMemory, signal: AbortSignal): CaptureContext {
    const { storage, clock, logger, telemetry } = this.#options
    const connection = openConnection(secret(), source)
    const shared: { memory: CaptureMemory } = { memory }
    const stored = storage({ source, config, signal, ...shared })
    return { source, config, connection, signal, clock, logger, telemetry, ...shared, ...stored }
  }

  #explain(source: string, error: unknown): number {
    const { telemetry, firstPauseMs, logger } = this.#options
    const isGivenUp = error instanceof CaptureError && error.givesUp
    const retryMs = isGivenUp ? null : backoffMs(this.#failures++, { firstMs: firstPauseMs, maxMs: longestPauseMs })
    const code = error instanceof CaptureError ? error.code : 'internal'
    telemetry.emit('capture.failed', { source, code, retryMs })
    if (error instanceof CaptureError) logger.warn({ source, code, retryMs }, 'a capture stopped')
    else this.#log(source, error, 'a capture failed')
    return retryMs ?? 0
  }

  /** What an unknown error says may quote rows or the connection. */
  #log(source: string, error: unknown, message: string): void {
    const reason = error instanceof CaptureError ? { code: error.code } : { err: withoutMessage(error) }
    this.#options.logger.error({ source, ...reason }, message)
  }
}

interface Due {
  mode: BoundMode
  settings: CaptureSettings
  memory: StoredMemory
  signal: AbortSignal
}

function noteFailure(memory: StoredMemory, error: unknown): void {
  if (error instanceof CaptureError) {
    memory.reportFailure({ code: error.code, detail: error.message }, error.givesUp ? 'given-up' : 'waiting')
  } else if (error instanceof OperatorError) {
    memory.reportFailure({ code: 'internal', detail: error.message }, 'waiting')
  } else {
    memory.reportFailure(
      { code: 'internal', detail: 'an error of Vigie itself; the log of the server says more' },
      'waiting',
    )
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
}
