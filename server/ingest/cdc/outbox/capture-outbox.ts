import type { Client } from 'pg'
import type { OutboxConfig } from '#contract/database.ts'
import { createWake } from '../../../runtime/wake.ts'
import type { Capture, CaptureContext } from '../capture.ts'
import { CaptureError } from '../capture.ts'
import { declareGap } from '../declare-gap.ts'
import type { Limits } from '../limited-query.ts'
import { hangUp } from '../connection.ts'
import { ask, inTransaction, sqlStateOf } from '../limited-query.ts'
import { beginOutbox, positionOf } from './begin-outbox.ts'
import type { Look } from './look-at-outbox.ts'
import { lookAtOutbox } from './look-at-outbox.ts'
import type { ListenerLimits } from './outbox-listener.ts'
import { listen, listenerLimits } from './outbox-listener.ts'
import { outboxChannel, undoOutbox } from './outbox-sql.ts'
import type { ReadingSizes } from './read-outbox.ts'
import { OutboxReader, readingSizes } from './read-outbox.ts'
import { setUpOutbox, toScript } from './set-up-outbox.ts'

/*
 * Capture by triggers, where replication is not permitted. They write every change into an outbox table, in the
 * transaction that makes it; we read it, store what we read, and delete what is stored.
 *
 *   begin: set up, copy what was there ──► read ◄──► wait for a notification, at most `pollSeconds`
 *     ▲                                     │
 *     └──── a new copy is needed ───────────┘
 *
 * All is asked over one connection without state, which may pass a pooler; only the listener has another one.
 */

export interface OutboxTiming {
  /** How long the database may take to answer. */
  answerMs: number
  /** How often a sign of life is sent, and a look is taken at the triggers. */
  lookMs: number
  /** How often the room that the outbox takes is looked at. */
  watchMs: number
  listener: ListenerLimits
  sizes: ReadingSizes
}

export const outboxTiming: OutboxTiming = {
  answerMs: 10_000,
  lookMs: 30_000,
  watchMs: 10_000,
  listener: listenerLimits,
  sizes: readingSizes,
}

export const captureOutbox: Capture<OutboxConfig> = outboxCapture()

/** @param timing other limits, for tests. */
export function outboxCapture(timing: Partial<OutboxTiming> = {}): Capture<OutboxConfig> {
  return async (context) => {
    const client = await context.connection.connect('outbox', { pooled: true })
    try {
      return await new OutboxCapture(context, client, { ...outboxTiming, ...timing }).run()
    } finally {
      hangUp(client)
    }
  }
}

/**
 * Takes the triggers and the outbox away again, with what nobody has read.
 *
 * @throws CaptureError `insufficient-privilege` with the SQL for whoever may run it; once it has run there is nothing left to do.
 */
export async function releaseOutbox(context: CaptureContext<OutboxConfig>): Promise<void> {
  const { config, connection, memory, signal } = context
  const tables = new Set([...config.tables, ...(positionOf(memory)?.tables ?? [])])
  const client = await connection.connect('outbox', { pooled: true })
  const limits = { timeoutMs: outboxTiming.answerMs, signal }
  const statements = undoOutbox(config.schema, [...tables])
  try {
    await inTransaction(client, { mode: 'read write', ...limits }, async () => {
      for (const sql of statements) await ask(client, { text: sql }, limits)
    })
  } catch (error) {
    if (sqlStateOf(error) !== '42501') throw error
    const script = toScript(statements.map((sql) => ({ sql })))
    const detail = `the user may not take the outbox ${config.schema} away; somebody who may runs:\n${script}`
    throw new CaptureError('insufficient-privilege', detail, { cause: error })
  } finally {
    hangUp(client)
  }
}

type Problem = NonNullable<Parameters<CaptureContext['memory']['reportProblem']>[0]>

class OutboxCapture {
  readonly #context: CaptureContext<OutboxConfig> & { client: Client; limits: Limits }
  readonly #timing: OutboxTiming
  readonly #reader: OutboxReader
  /** Monotonic; of a beginning nobody has looked at, yet. */
  #lookedAt = Number.NEGATIVE_INFINITY
  #silence: Problem | null = null
  #unseen: CaptureError | null = null
  #reported: Problem | null = null

  constructor(context: CaptureContext<OutboxConfig>, client: Client, timing: OutboxTiming) {
    this.#context = { ...context, client, limits: { timeoutMs: timing.answerMs, signal: context.signal } }
    this.#timing = timing
    this.#reader = new OutboxReader({ ...this.#context, sizes: timing.sizes })
  }

  async run(): Promise<never> {
    this.#context.memory.report({ phase: 'preparing' })
    await this.#look()
    const ended = new AbortController()
    const wake = createWake()
    // Nobody waits for its end: it may be connecting, over a line that is silent.
    void this.#listen(wake.notify, ended.signal)
    try {
      return await this.#follow(wake)
    } finally {
      ended.abort()
    }
  }

  /** Begins, or finds out whether there is something to begin again for. */
  async #look(): Promise<void> {
    const { memory, clock } = this.#context
    const position = positionOf(memory)
    if (position) this.#lookedAt = clock.monotonic()
    if (position) await this.#mind(await lookAtOutbox(position, this.#context))
    if (positionOf(memory) === null) await this.#begin()
  }

  async #mind(look: Look): Promise<void> {
    const { memory, clock } = this.#context
    this.#unseen = look.found === 'unseen' ? look.problem : null
    this.#reportProblem()
    switch (look.found) {
      case 'order':
      case 'unseen':
        return
      case 'copy-needed':
        // What waits in the outbox is news, under ids of this beginning; of the copy it would be history.
        await this.#reader.read()
        return memory.beginAnew()
      case 'another-outbox':
        declareGap(memory, { reason: 'outbox-missing', now: clock.now() })
        return memory.beginAnew()
    }
  }

  async #begin(): Promise<void> {
    const { memory, config, client, limits } = this.#context
    this.#lookedAt = Number.NEGATIVE_INFINITY
    memory.report({ phase: 'preparing' })
    await setUpOutbox(client, config, limits)
    await beginOutbox(this.#context)
  }

  async #follow(wake: ReturnType<typeof createWake>): Promise<never> {
    const { memory, config, clock, signal } = this.#context
    const { lookMs } = this.#timing
    signal.addEventListener('abort', wake.notify)
    for (;;) {
      signal.throwIfAborted()
      wake.reset()
      const { asOf, lastChangeAt } = await this.#reader.read()
      memory.report({ phase: 'following', asOf, ...(lastChangeAt !== null && { lastChangeAt }) })
      if (clock.monotonic() - this.#lookedAt >= lookMs) await this.#look()
      else await wake.wait(config.pollSeconds * 1000)
    }
  }

  async #listen(onNotified: () => void, signal: AbortSignal): Promise<void> {
    const { connection, config, logger, source } = this.#context
    await listen({
      connection,
      channel: outboxChannel(config.schema),
      limits: this.#timing.listener,
      signal,
      onNotified,
      onSilent: (silence) => {
        const detail = `${silence}; the outbox is read every ${config.pollSeconds} s instead`
        logger.warn({ source }, detail)
        this.#silence = { code: 'connection-lost', detail }
        this.#reportProblem()
      },
      onHeard: () => {
        this.#silence = null
        this.#reportProblem()
      },
    })
  }

  /** Says only what has changed: what others have reported before is theirs to take back. */
  #reportProblem(): void {
    const unseen = this.#unseen && { code: this.#unseen.code, detail: this.#unseen.message }
    const problem = unseen ?? this.#silence
    if (problem?.detail === this.#reported?.detail) return
    this.#reported = problem
    this.#context.memory.reportProblem(problem)
  }
}
