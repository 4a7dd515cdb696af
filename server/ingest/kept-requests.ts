import type { Pool } from 'pg'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { ProviderRequest } from './provider.ts'
import { toText } from './quarantine-table.ts'
import { redactHeaders, redactUrl } from './redact.ts'

/*
 * The newest requests as they came, so that an event can be opened and its raw request seen. They are for looking at: the
 * truth is the log. So they are written after the answer and in groups, few a second and a ring per source, and what a
 * busy source sends beyond that costs one comparison.
 */
const keptPerSecond = 20
const maxBodyBytes = 64 * 1024
const ring = { requests: 2000, bytes: 64 * 1024 * 1024 }
/** More than this does not wait for a database that is slow. */
const maxWaitingBytes = 8 * 1024 * 1024
const flushEveryMs = 500
const trimEveryMs = 60_000

interface Offered {
  request: Omit<ProviderRequest, 'rawBody'>
  /** The beginning of the body. */
  body: Buffer
  bodyBytes: number
  from: bigint
  to: bigint
}

interface KeptRequestsOptions {
  pool: Pool
  clock: Clock
  logger: Logger
}

export class KeptRequests {
  readonly #options: KeptRequestsOptions
  #offered: Offered[] = []
  #waitingBytes = 0
  #perSource = new Map<string, number>()
  #second = 0
  #flushing: Promise<void> = Promise.resolve()
  #flush: NodeJS.Timeout | null = null
  #trim: NodeJS.Timeout | null = null

  constructor(options: KeptRequestsOptions) {
    this.#options = options
  }

  start(): void {
    this.#flush = setInterval(() => this.#flushSoon(), flushEveryMs)
    this.#trim = setInterval(() => void this.#trimRings(), trimEveryMs)
    this.#flush.unref()
    this.#trim.unref()
  }

  async stop(): Promise<void> {
    if (this.#flush) clearInterval(this.#flush)
    if (this.#trim) clearInterval(this.#trim)
    await this.settle()
  }

  /** Resolves once everything that was offered is written. */
  async settle(): Promise<void> {
    this.#flushSoon()
    await this.#flushing
  }

  /** Takes a request whose events have the positions `from` … `to`, if its source has not had its share of this second. */
  offer(request: ProviderRequest, from: bigint, to: bigint): void {
    const second = Math.floor(this.#options.clock.monotonic() / 1000)
    if (second !== this.#second) {
      this.#second = second
      this.#perSource.clear()
    }
    const kept = this.#perSource.get(request.source) ?? 0
    if (kept >= keptPerSecond) return
    this.#perSource.set(request.source, kept + 1)
    const { rawBody, ...rest } = request
    // Of a longer body only the beginning is held, not the memory that all of it takes.
    const body = rawBody.length > maxBodyBytes ? Buffer.from(rawBody.subarray(0, maxBodyBytes)) : rawBody
    if (this.#waitingBytes + body.length > maxWaitingBytes) return
    this.#waitingBytes += body.length
    this.#offered.push({ request: rest, body, bodyBytes: rawBody.length, from, to })
  }

  #flushSoon(): void {
    if (this.#offered.length === 0) return
    const offered = this.#offered
    this.#offered = []
    this.#flushing = this.#flushing.then(() => this.#write(offered))
  }

  async #write(offered: readonly Offered[]): Promise<void> {
    try {
      await insertRequests(this.#options.pool, offered)
    } catch (error) {
      this.#options.logger.warn(
        { err: error, requests: offered.length },
        'raw requests could not be kept; their events are',
      )
    } finally {
      for (const { body } of offered) this.#waitingBytes -= body.length
    }
  }

  async #trimRings(): Promise<void> {
    try {
      await trimRings(this.#options.pool)
    } catch (error) {
      this.#options.logger.warn({ err: error }, 'trimming the kept requests failed; it is tried again')
    }
  }
}

async function insertRequests(pool: Pool, offered: readonly Offered[]): Promise<void> {
  const column = <Value>(of: (each: Offered) => Value) => offered.map(of)
  await pool.query({
    name: 'keep-requests',
    text: `
      insert into kept_requests
        (source, method, url, headers, body, body_bytes, received_at, from_position, to_position)
      select * from unnest($1::text[], $2::text[], $3::text[], $4::json[], $5::bytea[], $6::int[],
        $7::timestamptz[], $8::bigint[], $9::bigint[])`,
    values: [
      column(({ request }) => request.source),
      column(({ request }) => request.method),
      column(({ request }) => toText(redactUrl(request.url), Infinity)),
      column(({ request }) => JSON.stringify(redactHeaders(request.headers))),
      column(({ body }) => body),
      column(({ bodyBytes }) => bodyBytes),
      column(({ request }) => new Date(request.now)),
      column(({ from }) => from.toString()),
      column(({ to }) => to.toString()),
    ],
  })
}

async function trimRings(pool: Pool): Promise<void> {
  await pool.query({
    text: `
      delete from kept_requests where id in (
        select id from (
          select id, row_number() over newest_first as place, sum(octet_length(body)) over newest_first as bytes
          from kept_requests window newest_first as (partition by source order by id desc)
        ) rings where place > $1 or bytes > $2
      )`,
    values: [ring.requests, ring.bytes],
  })
}
