import type { CaptureState } from '#contract/capture-state.ts'
import type { DatabaseConfig, DatabaseProblem } from '#contract/database.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import type { Telemetry } from '../../runtime/telemetry.ts'
import type { DatabaseConnection } from './connection.ts'
import type { RowChange } from './row-change.ts'

/*
 * A capture follows one database until it is told to stop. It is one function a mode; who runs it (capture-supervisor.ts)
 * sees to it that one process of all runs it at a time, that it is tried again after a fault, and that what it reports is
 * kept and shown. Exactly once in effect: a capture may hand over the same change again after any crash, under the same
 * id, and gives a change up in the database (a slot's position, an outbox's row, a cursor) only after `store` has resolved.
 */
export type Capture<Config extends DatabaseConfig = DatabaseConfig> = (
  context: CaptureContext<Config>,
) => Promise<never>

export interface CaptureContext<Config extends DatabaseConfig = DatabaseConfig> {
  /** Slug of the source. */
  source: string
  config: Config
  connection: DatabaseConnection
  sink: ChangeSink
  memory: CaptureMemory
  snapshots: SnapshotStage
  clock: Clock
  logger: Logger
  telemetry: Telemetry
  /** Aborted when the source is paused or changed, or the server ends. */
  signal: AbortSignal
}

/** Where changes go: the mapping, then the log. */
export interface ChangeSink {
  /**
   * Changes in the order of their commits; calls are taken in order, also while earlier ones have not resolved. A call
   * holds changes of one transaction, or rows that are read; a transaction, or rows of a snapshot that mean something only
   * together, come in one call or in several, the last of which has `endsTransaction`. Resolves after their events are in
   * the log, except those that wait for their lines: they are when the call that ends the transaction resolves, so only
   * then is a transaction given up in the database. Once the log has failed every call rejects: a sink belongs to one run
   * of a capture.
   */
  store(changes: readonly RowChange[], options: { endsTransaction: boolean }): Promise<void>
  /** A sign of life of our own, which counts nowhere. Resolves after it is in the log. */
  storeCanary(canary: { id: string; sentAt: number }): Promise<void>
}

/** What a capture knows of itself, kept over restarts. */
export interface CaptureMemory {
  /** Grows by one with every new beginning; part of the ids of changes, since positions of two beginnings may be alike. */
  readonly epoch: number
  /** What this mode remembers to go on from; null at a new beginning. */
  readonly position: unknown
  /** What was reported last, in this run or before it. */
  readonly state: Readonly<CaptureState>
  /**
   * Durable when resolved; `durable: false`: kept before anything that is committed to our database afterwards, at less
   * than a write to the disk. Whatever follows it there and outlasts a crash shows that it has, too.
   */
  remember(position: unknown, how?: { durable: boolean }): Promise<void>
  /** A new beginning: the epoch grows, the position is forgotten, staged rows are dropped. */
  beginAnew(): Promise<void>
  /** What screens see of it; kept at most once a second, the last one always. */
  report(change: Partial<Omit<CaptureState, 'capture' | 'problem' | 'canary'>>): void
  /** What stands in the way although the capture goes on; null when it no longer does. */
  reportProblem(problem: { code: DatabaseProblem; detail: string } | null): void
}

/**
 * Rows that were there before, on their way: copied out of the database in one short consistent transaction, kept in our
 * own database, and then brought into the log at the log's pace. A crash while copying begins the copy anew and nothing of
 * it is in the log yet; a crash while storing goes on where it was.
 */
export interface SnapshotStage {
  /** Drops what an unfinished copy left. */
  clear(): Promise<void>
  /** Adds rows, in order; each is a row as `row_to_json` writes it, with its table's key columns. */
  add(rows: readonly { table: string; key: readonly string[]; json: string }[]): Promise<void>
  /** From here on the copy is whole. */
  finish(takenAt: number): Promise<void>
  isFinished(): Promise<boolean>
  /**
   * Hands every row to the sink as history, reports how far it is, and empties the stage. Resolves when all are in the log.
   *
   * @param until ends it early, as the signal of the capture does. @throws its reason.
   */
  store(until?: AbortSignal): Promise<void>
}

/** Why a capture cannot go on. It is shown, and tried again unless only a person can mend it. */
export class CaptureError extends Error {
  override name = 'CaptureError'
  readonly code: DatabaseProblem
  /** A new beginning is needed, and somebody must ask for it: changes are missing. */
  readonly givesUp: boolean

  constructor(code: DatabaseProblem, detail: string, options: { cause?: unknown; givesUp?: boolean } = {}) {
    super(detail, { cause: options.cause })
    this.code = code
    this.givesUp = options.givesUp ?? false
  }
}
