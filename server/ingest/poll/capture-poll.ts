import type { Client } from 'pg'
import type { PollConfig, PolledTable } from '#contract/database.ts'
import { pause } from '../../runtime/backoff.ts'
import type { Capture, CaptureContext } from '../cdc/capture.ts'
import { CaptureError } from '../cdc/capture.ts'
import type { Limits } from '../cdc/limited-query.ts'
import { hangUp } from '../cdc/connection.ts'
import { ask } from '../cdc/limited-query.ts'
import type { PollPosition } from './poll-position.ts'
import { parsePosition, readName } from './poll-position.ts'
import type { PageSize, ReadOutcome } from './read-polled.ts'
import { readPolled } from './read-polled.ts'
import type { RowStatesLimits } from './row-states.ts'
import { RowStates } from './row-states.ts'

/*
 * Capture of what can only be read: the same questions, again and again. It sees the last state of each row, not what was
 * between two readings, and no row that was deleted. How old its numbers are is what `asOf` says: when the last reading
 * began that was complete.
 */

export interface PollTiming {
  /** How long the database may take to answer. */
  answerMs: number
  page: PageSize
  /** Of each reading. */
  states: RowStatesLimits
}

const pollTiming: PollTiming = {
  answerMs: 20_000,
  page: { rows: 2000, bytes: 1024 * 1024 },
  states: { rows: 50_000, changed: 500 },
}

/** Between readings that are further apart nobody's connection is kept. */
const keepConnectionMs = 10_000
/** The first is sent as soon as it follows: a subscriber is there by then. */
const canaryMs = 30_000

export const capturePoll: Capture<PollConfig> = pollCapture()

/** @param timing other limits, for tests. */
export function pollCapture(timing: Partial<PollTiming> = {}): Capture<PollConfig> {
  return (context) => new PollCapture(context, { ...pollTiming, ...timing }).run()
}

class PollCapture {
  readonly #context: CaptureContext<PollConfig>
  readonly #timing: PollTiming
  readonly #limits: Limits
  readonly #states = new Map<string, RowStates>()
  #position: PollPosition
  #client: Client | null = null
  #canaryAt = Number.NEGATIVE_INFINITY
  #reported: string | null = null

  constructor(context: CaptureContext<PollConfig>, timing: PollTiming) {
    this.#context = context
    this.#timing = timing
    this.#limits = { timeoutMs: timing.answerMs, signal: context.signal }
    this.#position = parsePosition(context.memory.position)
  }

  async run(): Promise<never> {
    const { config, memory, signal, connection } = this.#context
    const intervalMs = config.intervalSeconds * 1000
    memory.report({ phase: 'preparing' })
    try {
      for (;;) {
        signal.throwIfAborted()
        this.#client ??= await connection.connect('poll', { pooled: true })
        await this.#readAll(this.#client)
        if (intervalMs > keepConnectionMs) this.#hangUp()
        await pause(intervalMs, signal)
      }
    } finally {
      this.#hangUp()
    }
  }

  #hangUp(): void {
    if (this.#client) hangUp(this.#client)
    this.#client = null
  }

  /** A reading that fails does not keep the others from being read; until all succeed `asOf` stays where it is. */
  async #readAll(client: Client): Promise<void> {
    const { config, memory, clock } = this.#context
    const asOf = clock.now()
    const problems: CaptureError[] = []
    for (const polled of config.reads) {
      try {
        const outcome = await this.#read(polled, client)
        if (outcome.hasPlaceless) problems.push(placeless(polled))
      } catch (error) {
        if (!(error instanceof CaptureError) || error.code === 'connection-lost') throw error
        problems.push(error)
      }
    }
    const isComplete = problems.every((problem) => problem instanceof PlacelessError)
    memory.report({ phase: 'following', ...(isComplete && { asOf }) })
    this.#reportProblem(problems[0] ?? null)
    await this.#sendCanary(client)
  }

  async #read(polled: PolledTable, client: Client): Promise<ReadOutcome> {
    const { memory } = this.#context
    const name = readName(polled)
    const position = this.#position.reads[name] ?? null
    const states = this.#states.get(name) ?? new RowStates(this.#timing.states, position?.changed ?? [])
    this.#states.set(name, states)
    if (!position?.isBegun && this.#context.config.snapshot) memory.report({ phase: 'storing' })
    const outcome = await readPolled(polled, {
      ...this.#context,
      client,
      limits: this.#limits,
      page: this.#timing.page,
      states,
      position,
      remember: async (changed) => {
        if (JSON.stringify(changed) === JSON.stringify(this.#position.reads[name])) return
        this.#position = { reads: { ...this.#position.reads, [name]: changed } }
        await memory.remember(this.#position)
      },
    })
    if (outcome.changedAt !== null) memory.report({ lastChangeAt: outcome.changedAt })
    return outcome
  }

  /** Nothing can be written here, so the sign of life is what the database's clock says. */
  async #sendCanary(client: Client): Promise<void> {
    const { memory, sink, clock } = this.#context
    if (clock.monotonic() - this.#canaryAt < canaryMs) return
    this.#canaryAt = clock.monotonic()
    const sentAt = clock.now()
    const [read] = await ask<{ at: string }>(
      client,
      { text: `select (extract(epoch from clock_timestamp()) * 1000000)::bigint::text as at` },
      this.#limits,
    )
    await sink.storeCanary({ id: `e${memory.epoch}/poll/clock/${read?.at ?? sentAt}`, sentAt })
  }

  #reportProblem(problem: CaptureError | null): void {
    if ((problem?.message ?? null) === this.#reported) return
    this.#reported = problem?.message ?? null
    this.#context.memory.reportProblem(problem && { code: problem.code, detail: problem.message })
  }
}

/** Everything else is read. */
class PlacelessError extends CaptureError {
  override name = 'PlacelessError'
}

function placeless({ table, cursor, key }: PolledTable): PlacelessError {
  return new PlacelessError(
    'column-unknown',
    `rows of ${table} in which ${[cursor, ...key].join(' or ')} is null are never read`,
  )
}
