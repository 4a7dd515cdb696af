import { randomUUID } from 'node:crypto'
import { eventCatalogue, isCoreEventType } from '#contract/event.ts'
import { webhookEventSchema } from '#contract/api.ts'
import type { BatchItem, BatchLimits } from './batch.ts'
import { Batching, fitsAlone } from './batch.ts'
import type { DeliveryOptions } from './deliver.ts'
import { deliver } from './deliver.ts'
import type { FileEvent, Format } from './formats/format.ts'
import type { Speed } from './pace.ts'
import { dueMs, waitUntil } from './pace.ts'
import { readEvents } from './read-file.ts'
import { ReplayError } from './replay-error.ts'
import type { InvalidEvent, Tally } from './tally.ts'
import { book } from './tally.ts'

/*
 * A replay reads its file twice. The first reading checks everything and sends nothing: unreadable gzip, wrong columns,
 * a record that makes no valid event or an event too large for the door end it there, so that nothing is half sent.
 * The second reading sends. Neither holds more of the file than the window of group.ts and the requests in flight.
 */

export interface ReplayOptions {
  path: string
  format: Format
  speed: Speed
  /** Keep the times of the file and mark the events as history. */
  backfill: boolean
  concurrency: number
  limits: BatchLimits
  delivery: Omit<DeliveryOptions, 'progress' | 'stop' | 'onRetry'>
  /** Aborted: what is in flight may finish, nothing more is sent. */
  stop: AbortSignal
  onRetry: (reason: string, delayMs: number) => void
  onInvalid: (event: InvalidEvent) => void
}

interface Item extends BatchItem {
  id: string
  line: number
}

/** The event as it goes over the wire. A live one is sent when it happens; only a paced one says so itself. */
function toItem({ event, at, line }: FileEvent, { speed, backfill }: ReplayOptions): Item {
  const timestamp = backfill ? at : speed === 'max' ? undefined : Date.now()
  const json = JSON.stringify({
    ...event,
    ...(timestamp !== undefined && { timestamp: new Date(timestamp).toISOString() }),
    ...(backfill && { backfill }),
  })
  return { json, id: event.id, line }
}

function checkEvent(fileEvent: FileEvent, options: ReplayOptions): void {
  const { line, event } = fileEvent
  const parsed = webhookEventSchema.safeParse(event)
  const data = isCoreEventType(event.type) ? eventCatalogue[event.type].safeParse(event.data) : parsed
  const issue = parsed.error?.issues[0] ?? data.error?.issues[0]
  if (issue && fileEvent.isUnreadable !== true)
    throw new ReplayError(`line ${line}: ${event.id}: ${issue.path.join('/')}: ${issue.message}`)
  if (!fitsAlone(toItem(fileEvent, options), options.limits)) {
    throw new ReplayError(
      `line ${line}: ${event.id} is larger than the ${options.limits.maxBytes} bytes a request may have.`,
    )
  }
}

/** First reading. @throws ReplayError for anything that would not be accepted. */
export async function checkFile(options: ReplayOptions, tally: Tally): Promise<void> {
  const { path, format, stop } = options
  for await (const fileEvent of readEvents({ path, format, reading: tally.reading })) {
    if (stop.aborted) return
    checkEvent(fileEvent, options)
    tally.total += 1
    tally.firstAt = Math.min(tally.firstAt, fileEvent.at)
    tally.lastAt = Math.max(tally.lastAt, fileEvent.at)
  }
}

/** Second reading. @throws ReplayError when the door refuses for good or stays away for too long. */
export async function sendFile(options: ReplayOptions, tally: Tally): Promise<void> {
  const { path, format, speed } = options
  tally.phase = 'sending'
  tally.reading = { bytes: 0, records: 0 }
  tally.startedAt = performance.now()
  const flight = new Flight(options, tally)
  const batching = new Batching<Item>(options.limits)
  for await (const fileEvent of readEvents({ path, format, reading: tally.reading })) {
    const due = tally.startedAt + dueMs(speed, { at: fileEvent.at, firstAt: tally.firstAt })
    if (due > performance.now()) {
      await flight.launch(batching.take())
      await waitUntil(due, flight.stopped)
    }
    if (flight.stopped.aborted) break
    tally.at = fileEvent.at
    const complete = batching.add(toItem(fileEvent, options))
    if (complete) await flight.launch(complete)
  }
  if (!flight.stopped.aborted) await flight.launch(batching.take())
  await flight.landed()
}

/** The requests under way, at most `concurrency`. The first failure stops all others. */
class Flight {
  readonly #options: ReplayOptions
  readonly #tally: Tally
  readonly #delivery: DeliveryOptions
  readonly #failed = new AbortController()
  readonly #underWay = new Set<Promise<void>>()
  readonly #name = randomUUID()
  #failure: Error | undefined
  /** Aborted when the person or a failure ends the replay. */
  readonly stopped: AbortSignal

  constructor(options: ReplayOptions, tally: Tally) {
    this.#options = options
    this.#tally = tally
    this.stopped = AbortSignal.any([options.stop, this.#failed.signal])
    this.#delivery = {
      ...options.delivery,
      stop: this.stopped,
      progress: { at: performance.now() },
      onRetry: (reason, delayMs) => {
        tally.retries += 1
        options.onRetry(reason, delayMs)
      },
    }
  }

  /** Sends a batch as soon as there is room. Resolves when it is on its way, not when it is answered. */
  async launch(items: Item[]): Promise<void> {
    while (this.#underWay.size >= this.#options.concurrency) await Promise.race(this.#underWay)
    if (items.length === 0 || this.stopped.aborted) return
    if (this.#underWay.size === 0) this.#delivery.progress.at = performance.now()
    this.#tally.requests += 1
    this.#tally.sent += items.length
    const delivery = this.#send(items, `replay-${this.#name}-${this.#tally.requests}`).finally(() =>
      this.#underWay.delete(delivery),
    )
    this.#underWay.add(delivery)
  }

  /** Resolves when everything is answered. @throws what ended the replay, if anything did. */
  async landed(): Promise<void> {
    await Promise.all(this.#underWay)
    if (this.#failure !== undefined) throw this.#failure
  }

  async #send(items: Item[], webhookId: string): Promise<void> {
    try {
      const results = await deliver(items, webhookId, this.#delivery)
      for (const [index, result] of results?.entries() ?? []) {
        const invalid = book(this.#tally, result, items[index]?.line ?? 0)
        if (invalid) this.#options.onInvalid(invalid)
      }
    } catch (error) {
      this.#failure ??= error instanceof Error ? error : new Error(String(error))
      this.#failed.abort()
    }
  }
}
