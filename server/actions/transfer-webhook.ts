import type { StoredEvent } from '#contract/event.ts'
import { acceptedTransferSchema } from '#contract/transfers.ts'
import { ownSource } from '../ingest/own-sources.ts'
import { parseSecret, sign } from '../ingest/standard-webhooks.ts'
import { backoffMs, pause } from '../runtime/backoff.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'

/*
 * Tells whoever moves the stock what was accepted: one signed request a transfer (Standard Webhooks), in the order of the log,
 * at least once. The position up to which everything was told is durable: it moves after the answer, so what a crash cuts off
 * is sent again, with the same `webhook-id`. A receiver that answers anything but 2xx, or nothing, is asked again with growing
 * pauses; what it has not taken after three days is given up, and the log of the server says so.
 */
const timeoutMs = 10_000
const giveUpAfterMs = 3 * 86_400_000
const retries = { firstMs: 1000, maxMs: 5 * 60_000 }
/** Where nothing is to be told the position is written down at most this often. */
const notedEveryMs = 10_000
const otherProcessMs = 1000

export interface Destination {
  url: string
  /** `whsec_…` */
  secret: string
}

interface TransferWebhookOptions {
  /** Where to send, as the settings say now; null = nobody is told. */
  readDestination(): Promise<Destination | null>
  /** Everything up to it has been told. A new installation begins at the head of the log. */
  readPosition(): Promise<bigint>
  savePosition(position: bigint): Promise<void>
  tail(after: bigint, signal: AbortSignal): AsyncIterable<readonly StoredEvent[]>
  /** @returns false when another process is at it. */
  alone(work: () => Promise<void>): Promise<boolean>
  /** How long to wait before the next attempt; absent = with exponential backoff. */
  waitMs?: (attempt: number) => number
  clock: Clock
  logger: Logger
}

export class TransferWebhook {
  readonly #options: TransferWebhookOptions
  readonly #stopping = new AbortController()
  #running: Promise<void> | null = null
  #notedAt = 0

  constructor(options: TransferWebhookOptions) {
    this.#options = options
  }

  start(): void {
    this.#running = this.#run(this.#stopping.signal)
  }

  /** A request that is under way is cut, and made again at the next start. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
  }

  async #run(signal: AbortSignal): Promise<void> {
    let failures = 0
    while (!signal.aborted) {
      try {
        await this.#follow(signal, () => (failures = 0))
      } catch (error) {
        if (signal.aborted) return
        this.#options.logger.warn({ err: error }, 'telling of accepted transfers stopped; it goes on from where it was')
        await pause(backoffMs(failures++), signal)
      }
    }
  }

  async #follow(signal: AbortSignal, onProgress: () => void): Promise<void> {
    const { readPosition, savePosition, tail, clock } = this.#options
    for await (const batch of tail(await readPosition(), signal)) {
      for (const event of batch) if (isToTell(event)) await this.#tell(event, signal)
      const last = batch.at(-1)
      if (signal.aborted) return
      onProgress()
      if (!last || clock.now() - this.#notedAt < notedEveryMs) continue
      await savePosition(last.position)
      this.#notedAt = clock.now()
    }
  }

  async #tell(event: StoredEvent, signal: AbortSignal): Promise<void> {
    const { alone, readPosition, savePosition, waitMs = (attempt) => backoffMs(attempt, retries) } = this.#options
    for (let attempt = 0; !signal.aborted; attempt++) {
      let isTold = false
      const isOurs = await alone(async () => {
        isTold = (await readPosition()) >= event.position || (await this.#attempt(event, signal))
        if (isTold) await savePosition(event.position)
      })
      if (isTold) return
      await pause(isOurs ? waitMs(attempt) : otherProcessMs, signal)
    }
  }

  /** @returns whether nothing remains to be done about it. */
  async #attempt(event: StoredEvent, signal: AbortSignal): Promise<boolean> {
    const { readDestination, clock, logger } = this.#options
    const destination = await readDestination()
    if (!destination) return true
    const { url } = destination
    const refusal = await post(destination, event, { now: clock.now(), signal })
    if (refusal === null) return true
    const facts = { url, position: event.position.toString(), refusal }
    if (clock.now() - event.receivedAt > giveUpAfterMs) {
      logger.error(facts, 'an accepted transfer was given up: its receiver has not taken it for three days')
      return true
    }
    logger.warn(facts, 'an accepted transfer could not be told; it is tried again')
    return false
  }
}

function isToTell({ type, source, backfill, synthetic }: StoredEvent): boolean {
  return type === 'transfer.accepted' && source === ownSource && !backfill && !synthetic
}

/** @returns null once it was taken, else why not. */
async function post(
  { url, secret }: Destination,
  { occurredAt, data, position }: StoredEvent,
  { now, signal }: { now: number; signal: AbortSignal },
): Promise<string | null> {
  const accepted = acceptedTransferSchema.safeParse(data)
  if (!accepted.success) return null
  const id = `transfer_${accepted.data.transfer}`
  const timestamp = Math.floor(now / 1000)
  const body = JSON.stringify({
    type: 'transfer.accepted',
    timestamp: new Date(occurredAt).toISOString(),
    data: { ...accepted.data, position: position.toString() },
  })
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': sign(parseSecret(secret), { id, timestamp, body }),
      },
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    })
    await response.body?.cancel()
    return response.ok ? null : `it answered ${response.status}`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
