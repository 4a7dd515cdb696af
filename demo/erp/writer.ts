import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { backoffMs } from '#cli/replay/retry.ts'
import type { ErpBooking } from './booking.ts'
import { statementsOf } from './statements.ts'

export interface WriterOptions {
  /** Connection string of the ERP's database. */
  url: string
  /** Bookings kept while the database is away; past it the oldest go, and are counted. */
  maxQueued: number
  signal: AbortSignal
  /** Something a person would want to know. */
  say: (message: string) => void
}

export interface WriterCounts {
  booked: number
  /** What the ERP refused, such as a sale of what somebody has taken out of it by hand. */
  refused: number
  dropped: number
}

const backoff = { firstMs: 200, maxMs: 5000 }
const timeouts = { connectionTimeoutMillis: 5000, query_timeout: 10_000 }

/** Books in the ERP, each booking in a transaction of its own, in order, each until it is committed or refused. */
export class ErpWriter {
  readonly counts: WriterCounts = { booked: 0, refused: 0, dropped: 0 }
  readonly #options: WriterOptions
  readonly #queue: ErpBooking[] = []
  #running: Promise<void> | null = null
  #client: pg.Client | null = null

  constructor(options: WriterOptions) {
    this.#options = options
  }

  get queued(): number {
    return this.#queue.length
  }

  put(booking: ErpBooking): void {
    this.#queue.push(booking)
    if (this.#queue.length > this.#options.maxQueued) {
      this.#queue.shift()
      this.counts.dropped += 1
    }
    this.#running ??= this.#run()
  }

  /** Resolves when nothing waits, or the signal has ended it. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running
  }

  /** After the signal: resolves when what was under way is committed and the line is closed. */
  async close(): Promise<void> {
    await this.idle()
    await this.#client?.end().catch(() => undefined)
    this.#client = null
  }

  async #run(): Promise<void> {
    const { signal } = this.#options
    while (!signal.aborted) {
      const next = this.#queue.shift()
      if (!next) break
      await this.#book(next)
    }
    this.#running = null
  }

  async #book(booking: ErpBooking): Promise<void> {
    const { signal, say } = this.#options
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      try {
        this.#client ??= await connect(this.#options.url)
        await bookOnce(this.#client, booking)
        this.counts.booked += 1
        if (attempt > 0) say('the ERP books again')
        return
      } catch (error) {
        if (isRefusal(error)) {
          this.counts.refused += 1
          return say(`the ERP refuses ${booking.booking.kind}: ${error.message}`)
        }
        await this.#client?.end().catch(() => undefined)
        this.#client = null
        if (attempt === 0)
          say(`the ERP cannot be written, trying again: ${error instanceof Error ? error.message : ''}`)
        const delay = backoffMs(backoff, { attempt, random: Math.random() })
        await wait(delay, undefined, { signal }).catch(() => undefined)
      }
    }
  }
}

export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'Brisemer ERP', ...timeouts })
  // A line that breaks while nobody asks anything would end the process.
  client.on('error', () => undefined)
  await client.connect()
  return client
}

/** @returns whether it was booked now; false when it has been before. */
export async function bookOnce(client: pg.ClientBase, { at, booking }: ErpBooking): Promise<boolean> {
  const [first, ...rest] = statementsOf(booking, at)
  await client.query('begin')
  try {
    const { rowCount } = await client.query(first.text, [...first.values])
    const isNew = rowCount !== null && rowCount > 0
    if (isNew) for (const { text, values } of rest) await client.query(text, [...values])
    await client.query('commit')
    return isNew
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}

/** Classes 22 and 23, data and integrity: trying again changes nothing. */
function isRefusal(error: unknown): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError && /^2[23]/.test(error.code ?? '')
}
