import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import type { CapturePhase, CaptureState } from '#contract/capture-state.ts'
import type { CaptureMode, DatabaseConfig, DatabaseProblem } from '#contract/database.ts'
import { captureStateSchema } from '#contract/capture-state.ts'
import { databaseConfigSchema } from '#contract/database.ts'
import type { Logger } from '../../runtime/logger.ts'
import type { Telemetry } from '../../runtime/telemetry.ts'
import type { CaptureMemory } from './capture.ts'
import type { CaptureOrder } from './capture-orders.ts'
import { readOrder } from './capture-orders.ts'
import { dropStagedRows } from './drop-staged-rows.ts'

/*
 * One row of `captures`. Whoever takes a source up marks the row as its own, and from then on nothing that an earlier
 * holder still writes is taken: a process that was frozen while another took over must not put the position back.
 */

interface MemoryOptions {
  pool: Pool
  source: string
  config: DatabaseConfig
  telemetry: Telemetry
  logger: Logger
  now: () => number
  /** Ends what takes long; whoever begins does the rest of it. */
  signal?: AbortSignal
}

/** Reports are kept at most this often. */
const reportIntervalMs = 1000

/** Another process has taken the source up. */
export class SupersededError extends Error {
  override name = 'SupersededError'
}

export class StoredMemory implements CaptureMemory {
  /** What somebody wanted done with the capture when it was opened. */
  readonly order: CaptureOrder | null
  /** The config that captured the source before, where what it has put into the database is none of this one's. */
  readonly former: DatabaseConfig | null
  readonly #options: MemoryOptions
  readonly #holder: string
  #epoch: number
  #position: unknown
  #state: CaptureState
  #isChanged = false
  #writtenAt = Number.NEGATIVE_INFINITY
  #timer: NodeJS.Timeout | null = null
  #writing: Promise<void> = Promise.resolve()
  /** The problem is that of a try that failed: the next one that gets to follow has overcome it. */
  #isOfFailure: boolean

  private constructor(options: MemoryOptions, opened: Opened) {
    this.order = opened.order
    this.former = opened.former
    this.#options = options
    this.#holder = opened.holder
    this.#epoch = opened.epoch
    this.#position = opened.position
    this.#state = opened.state
    this.#isOfFailure = opened.state.problem !== null
  }

  /** Takes the row up, or makes it. */
  static async open(options: MemoryOptions): Promise<StoredMemory> {
    return new StoredMemory(options, await takeUp(options))
  }

  get epoch(): number {
    return this.#epoch
  }

  get position(): unknown {
    return this.#position
  }

  get state(): CaptureState {
    return this.#state
  }

  async remember(position: unknown, { durable } = { durable: true }): Promise<void> {
    const { pool, source } = this.#options
    const { rowCount } = await pool.query({
      name: durable ? 'remember-capture-position' : 'remember-capture-position-soon',
      text: durable
        ? 'update captures set position = $3, updated_at = now() where source = $1 and holder = $2'
        : `with waiting as materialized (select set_config('synchronous_commit', 'off', true))
           update captures set position = $3, updated_at = now() from waiting where source = $1 and holder = $2`,
      values: [source, this.#holder, JSON.stringify(position)],
    })
    if (rowCount === 0) throw this.#superseded()
    this.#position = position
  }

  async beginAnew(): Promise<void> {
    const { pool, source, config, signal } = this.#options
    const { lastChangeAt, canary, gaps } = this.#state
    const state: CaptureState = { ...newState(config.capture), phase: 'preparing', lastChangeAt, canary, gaps }
    const { rows } = await pool.query<{ epoch: number }>(
      `update captures set epoch = epoch + 1, position = null, state = $3, as_of = null, updated_at = now(),
         asked = nullif(asked, 'begin-anew'), config = $4
       where source = $1 and holder = $2 returning epoch`,
      [source, this.#holder, JSON.stringify(state), JSON.stringify(config)],
    )
    if (!rows[0]) throw this.#superseded()
    this.#epoch = rows[0].epoch
    this.#position = null
    this.#isOfFailure = false
    this.#change(state)
    await dropStagedRows(pool, { source, holder: this.#holder, signal })
  }

  report(change: Parameters<CaptureMemory['report']>[0]): void {
    const isOvercome = change.phase === 'following' && this.#isOfFailure
    this.#change(isOvercome ? { ...change, problem: null } : change)
    if (isOvercome) this.#isOfFailure = false
  }

  reportProblem(problem: { code: DatabaseProblem; detail: string } | null): void {
    this.#isOfFailure = false
    this.#changeProblem(problem)
  }

  /** Why this try ended. It stays until a later one gets to follow. */
  reportFailure(problem: { code: DatabaseProblem; detail: string }, phase: CapturePhase): void {
    this.#changeProblem(problem)
    this.#isOfFailure = true
    this.#change({ phase })
  }

  /** A subscriber has been handed the newest canary. */
  reportCanary(canary: CaptureState['canary']): void {
    this.#change({ canary })
  }

  /** The order is carried out; another one that was given meanwhile is not. */
  async forgetOrder(): Promise<void> {
    await this.flush()
    await this.#options.pool.query('update captures set asked = nullif(asked, $3) where source = $1 and holder = $2', [
      this.#options.source,
      this.#holder,
      this.order,
    ])
  }

  /** Resolves when what was reported is kept, or could not be. */
  async flush(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#writing = this.#writing.then(() => this.#write())
    await this.#writing
  }

  /** What is reported later is not kept. */
  async close(): Promise<void> {
    await this.flush()
    this.#writtenAt = Number.POSITIVE_INFINITY
  }

  #changeProblem(problem: { code: DatabaseProblem; detail: string } | null): void {
    const known = this.#state.problem
    const since = problem !== null && known?.code === problem.code ? known.since : this.#options.now()
    this.#change({ problem: problem && { code: problem.code, detail: problem.detail, since } })
  }

  #change(change: Partial<CaptureState>): void {
    const { telemetry, source } = this.#options
    const { phase } = this.#state
    this.#state = { ...this.#state, ...change }
    this.#isChanged = true
    if (this.#state.phase !== phase) telemetry.emit('capture.phase', { source, phase: this.#state.phase })
    this.#writeSoon()
  }

  #writeSoon(): void {
    if (this.#timer || this.#writtenAt === Number.POSITIVE_INFINITY) return
    const restMs = Math.max(0, this.#writtenAt + reportIntervalMs - performance.now())
    this.#timer = setTimeout(() => void this.flush(), restMs)
  }

  /** Never throws: a report that could not be kept is kept with the next one. */
  async #write(): Promise<void> {
    if (!this.#isChanged) return
    const { pool, source, logger } = this.#options
    this.#isChanged = false
    const { asOf } = this.#state
    try {
      await pool.query({
        name: 'report-capture',
        text: `update captures set state = $3, as_of = to_timestamp($4::float8 / 1000), updated_at = now()
               where source = $1 and holder = $2`,
        values: [source, this.#holder, JSON.stringify(this.#state), asOf],
      })
    } catch (error) {
      this.#isChanged = true
      logger.warn({ err: error, source }, 'what a capture reports could not be kept; it is tried again')
    }
    this.#writtenAt = Math.max(this.#writtenAt, performance.now())
  }

  #superseded(): SupersededError {
    return new SupersededError(`another process has taken up the capture of ${this.#options.source}`)
  }
}

function newState(capture: CaptureMode): CaptureState {
  return {
    capture,
    phase: 'waiting',
    problem: null,
    snapshot: null,
    asOf: null,
    lastChangeAt: null,
    canary: null,
    wal: null,
    gaps: [],
  }
}

interface Opened {
  holder: string
  epoch: number
  position: unknown
  state: CaptureState
  order: CaptureOrder | null
  former: DatabaseConfig | null
}

/**
 * The config stays that of a former mode, or of an outbox elsewhere, until this one begins anew: nothing else says what is to be
 * taken out of the database. A slot is remembered by its name, with the position.
 */
async function takeUp({ pool, source, config }: MemoryOptions): Promise<Opened> {
  const holder = randomUUID()
  const { rows } = await pool.query<
    Record<'state' | 'position' | 'config', unknown> & { epoch: number; asked: string | null }
  >({
    name: 'take-up-capture',
    text: `insert into captures (source, state, config, holder, updated_at) values ($1, $2, $3, $4, now())
           on conflict (source) do update set holder = excluded.holder, updated_at = now(),
             config = case when captures.state->>'capture' = excluded.state->>'capture'
               and coalesce(captures.config->>'schema' = excluded.config->>'schema', true)
               then excluded.config else captures.config end
           returning epoch, position, state, asked, config`,
    values: [source, JSON.stringify(newState(config.capture)), JSON.stringify(config), holder],
  })
  const [row] = rows
  if (!row) throw new Error('taking up a capture answered no row')
  const { epoch, position } = row
  // A state that another version wrote is only what screens see: it is reported anew.
  const state = captureStateSchema.safeParse(row.state).data ?? newState(config.capture)
  const known = databaseConfigSchema.safeParse(row.config).data
  const former = known && !isSamePlace(known, config) ? known : null
  return { holder, epoch, position, state, order: readOrder(row.asked), former }
}

/** Whether one goes on with what the other has in the database. The statement above says the same. */
function isSamePlace(known: DatabaseConfig, config: DatabaseConfig): boolean {
  if (known.capture === 'outbox' && config.capture === 'outbox') return known.schema === config.schema
  return known.capture === config.capture
}
