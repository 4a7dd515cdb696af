import type { TableMapping } from '#contract/database.ts'
import type { NewEvent } from '#contract/event.ts'
import { isCausedByData } from '../../db/errors.ts'
import { LogOverloadedError } from '../../log/append.ts'
import { dataJsonOf } from '../../log/events.ts'
import type { EventLog } from '../../log/log.ts'
import { backoffMs, pause } from '../../runtime/backoff.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Telemetry } from '../../runtime/telemetry.ts'
import { canaryEvent } from '../canary-event.ts'
import type { ChangeSink } from './capture.ts'
import { LineJoiner } from './join-lines.ts'
import type { EventDraft } from './map-change.ts'
import { Mappings, toNewEvent } from './map-change.ts'
import type { RowChange } from './row-change.ts'

/*
 * From changes to the log, in their order. One append is under way while changes of later calls wait, and the next one
 * takes what has come, also of several calls; never two, since the log goes on with the second when the first has failed.
 * Changes are mapped when their append is filled, which begins while the one before is under way: no more than two batches
 * of events are in memory. After an append has failed nothing is stored any more: what is behind the failure must not come
 * before it.
 */
const maxAppendEvents = 1000
const maxAppendBytes = 4 * 1024 ** 2

export interface ChangeSinkOptions {
  log: Pick<EventLog, 'append'>
  /** Slug of the source. */
  source: string
  mappings: readonly TableMapping[]
  clock: Clock
  telemetry: Telemetry
  /** Aborted when the run of the capture ends: what waits is rejected, an append under way still ends. */
  signal: AbortSignal
  /** Told once an append at the most, and of row after row with the same trouble once. Their events are in the log, with `data.mappingError`. */
  onMappingFailed(detail: string): void
}

/** For one run of a capture. */
export function createChangeSink(options: ChangeSinkOptions): ChangeSink {
  const joiner = new LineJoiner(new Mappings(options.mappings))
  const queue = new AppendQueue(options)
  return {
    store: (changes, { endsTransaction }) => {
      const at = { source: options.source, receivedAt: options.clock.now() }
      return queue.add({ entries: mapAll(joiner, changes, { endsTransaction, at }), changes })
    },
    storeCanary: (canary) => queue.add({ entries: [canaryOf(canary, options)].values(), changes: [] }),
  }
}

interface Entry {
  event: NewEvent
  /** Made while the append before is under way. */
  dataJson: string
  bytes: number
  problem?: string | undefined
}

function* mapAll(
  joiner: LineJoiner,
  changes: readonly RowChange[],
  { endsTransaction, at }: { endsTransaction: boolean; at: { source: string; receivedAt: number } },
): Generator<Entry, void> {
  const entry = (draft: EventDraft): Entry => {
    const event = toNewEvent(draft, at)
    return { event, dataJson: dataJsonOf(event), bytes: draft.bytes, problem: draft.problem }
  }
  for (const change of changes) for (const draft of joiner.take(change)) yield entry(draft)
  if (endsTransaction) for (const draft of joiner.endTransaction()) yield entry(draft)
}

function canaryOf(canary: { id: string; sentAt: number }, { source, clock }: ChangeSinkOptions): Entry {
  const event = canaryEvent(canary, { source, receivedAt: clock.now() })
  return { event, dataJson: dataJsonOf(event), bytes: 200 }
}

interface Work {
  entries: Iterator<Entry, void>
  changes: readonly RowChange[]
}

interface Call extends Work {
  /** Drawn from `entries` and not yet in a batch. */
  drawn: IteratorResult<Entry, void> | null
  resolve: () => void
  reject: (error: Error) => void
}

interface Batch {
  entries: Entry[]
  bytes: number
  /** Calls whose last event is in this batch, or before it. */
  ended: Call[]
}

function isEmpty({ entries, ended }: Batch): boolean {
  return entries.length === 0 && ended.length === 0
}

function explain({ event, problem }: Entry): string {
  return `${event.type} ${event.subject ?? event.id}: ${problem}`
}

class AppendQueue {
  readonly #options: ChangeSinkOptions
  /** Those that have events which are in no batch yet. */
  #calls: Call[] = []
  /** Those whose events are all in a batch which is not yet in the log. */
  #taken: Call[] = []
  #isRunning = false
  #failure: Error | null = null
  /** New in the log, and not yet told of with their changes. */
  #storedEvents = 0
  #told: string | undefined

  constructor(options: ChangeSinkOptions) {
    this.#options = options
  }

  add(work: Work): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure)
    const stored = new Promise<void>((resolve, reject) => {
      this.#calls.push({ ...work, drawn: null, resolve, reject })
      if (!this.#isRunning) void this.#run()
    })
    // Who has handed over several calls may wait for the first one only, which rejects with the same failure.
    stored.catch(() => undefined)
    return stored
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    try {
      let batch = this.#fill({ entries: [], bytes: 0, ended: [] })
      while (!isEmpty(batch)) {
        this.#options.signal.throwIfAborted()
        const [stored, next] = await Promise.all([this.#append(batch.entries, batch.bytes), this.#fillMeanwhile()])
        this.#storedEvents += stored
        this.#tell(batch)
        for (const { resolve } of this.#taken.splice(0, batch.ended.length)) resolve()
        batch = this.#fill(next)
      }
    } catch (cause) {
      const failure = cause instanceof Error ? cause : new Error('the capture was told to stop', { cause })
      this.#failure = failure
      for (const { reject } of [...this.#taken.splice(0), ...this.#calls.splice(0)]) reject(failure)
    }
    this.#isRunning = false
  }

  /** Once the append is on its way to the database: that one waits for nothing here. */
  async #fillMeanwhile(): Promise<Batch> {
    await new Promise(setImmediate)
    return this.#fill({ entries: [], bytes: 0, ended: [] })
  }

  /** Adds to the batch what waits, as far as there is room. */
  #fill(batch: Batch): Batch {
    for (let call = this.#calls[0]; call; call = this.#calls[0]) {
      for (;;) {
        const drawn = (call.drawn ??= call.entries.next())
        if (drawn.done) break
        const { entries, bytes } = batch
        const isFull = entries.length >= maxAppendEvents || bytes + drawn.value.bytes > maxAppendBytes
        if (entries.length > 0 && isFull) return batch
        entries.push(drawn.value)
        batch.bytes += drawn.value.bytes
        call.drawn = null
      }
      batch.ended.push(call)
      this.#taken.push(call)
      this.#calls.shift()
    }
    return batch
  }

  #tell({ entries, ended }: Batch): void {
    const { source, telemetry, clock, onMappingFailed } = this.#options
    const changes = ended.flatMap((call) => call.changes)
    const newest = changes.at(-1)
    if (newest) {
      const lagMs = clock.now() - newest.committedAt
      telemetry.emit('capture.stored', { source, changes: changes.length, events: this.#storedEvents, lagMs })
      this.#storedEvents = 0
    }
    const failed = entries.filter(({ problem }) => problem !== undefined)
    for (const entry of failed) telemetry.emit('capture.mapping-failed', { source, detail: explain(entry) })
    const [first] = failed
    if (!first || first.problem === this.#told) return
    this.#told = first.problem
    onMappingFailed(explain(first))
  }

  /** @returns how many the log did not have, signs of life apart. */
  async #append(entries: readonly Entry[], bytes: number): Promise<number> {
    const { log, signal } = this.#options
    if (entries.length === 0) return 0
    for (let attempt = 0; ; attempt++) {
      signal.throwIfAborted()
      try {
        const events = entries.map(({ event }) => event)
        const dataJson = entries.map((entry) => entry.dataJson)
        const { outcomes } = await log.append(events, bytes, dataJson)
        return outcomes.filter(({ outcome }, index) => outcome === 'stored' && !events[index]?.synthetic).length
      } catch (error) {
        if (!(error instanceof LogOverloadedError)) return await this.#appendApart(entries, error)
        await pause(backoffMs(attempt, { maxMs: 5000 }), signal)
      }
    }
  }

  /** The log cannot take one of them for what it holds, although all was measured: it is found, and kept without its row. */
  async #appendApart(entries: readonly Entry[], error: unknown): Promise<number> {
    const cause = error instanceof Error ? error.cause : undefined
    if (!(cause instanceof Error) || !isCausedByData(cause)) throw error
    const [only] = entries
    if (only && entries.length === 1) return this.#appendStripped(only, cause)
    const half = Math.ceil(entries.length / 2)
    const first = await this.#appendPart(entries.slice(0, half))
    return first + (await this.#appendPart(entries.slice(half)))
  }

  #appendPart(entries: readonly Entry[]): Promise<number> {
    return this.#append(
      entries,
      entries.reduce((sum, { bytes }) => sum + bytes, 0),
    )
  }

  async #appendStripped(entry: Entry, cause: Error): Promise<number> {
    const { exactData: _, ...event } = entry.event
    const detail = `the log could not hold the row: ${cause.message.slice(0, 200)}`
    entry.problem = detail
    const stripped = { ...event, subject: null, data: { mappingError: detail } }
    const { outcomes } = await this.#options.log.append([stripped], 1000)
    return outcomes.filter(({ outcome }) => outcome === 'stored').length
  }
}
