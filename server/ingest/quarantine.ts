import type { Pool } from 'pg'
import type { PointerError, ProblemCode } from '#contract/problem.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import { RateLimit } from './rate-limit.ts'
import type { ProviderRequest } from './provider.ts'
import { redactHeaders } from './redact.ts'

/*
 * Requests that a door could not take, or not whole, are kept raw with the reason, so that somebody can mend what is wrong
 * and replay them. Each source and stage has a ring of its own: when it is full the oldest goes, and is counted, so that
 * noise fills no disk and pushes nothing out but noise.
 */

/**
 * Where it failed: its signature; its body against JSON or the schema of an event; its kind's mapping, by a fault of ours;
 * or an event that this source may not send.
 */
export const refusalStages = ['signature', 'schema', 'mapping', 'not-allowed'] as const
export type RefusalStage = (typeof refusalStages)[number]

export interface Refusal {
  stage: RefusalStage
  code: ProblemCode
  detail: string
  errors: readonly PointerError[]
}

interface Ring {
  requests: number
  bytes: number
  keepMs: number
}

const day = 86_400_000
const megabyte = 1024 * 1024
/** Anybody can send a wrong signature: few are kept, and shortly. */
const rings: Record<RefusalStage, Ring> = {
  signature: { requests: 100, bytes: 8 * megabyte, keepMs: 3 * day },
  schema: { requests: 5000, bytes: 256 * megabyte, keepMs: 14 * day },
  mapping: { requests: 5000, bytes: 256 * megabyte, keepMs: 14 * day },
  'not-allowed': { requests: 1000, bytes: 32 * megabyte, keepMs: 14 * day },
}
const signaturesKeptPerMinute = 60
const tidyEveryMs = 10 * 60_000

interface QuarantineOptions {
  pool: Pool
  clock: Clock
  logger: Logger
}

export class Quarantine {
  readonly #options: QuarantineOptions
  readonly #signatures: RateLimit
  #tidying: NodeJS.Timeout | null = null

  constructor(options: QuarantineOptions) {
    this.#options = options
    this.#signatures = new RateLimit('kept-signatures', options.clock)
  }

  start(): void {
    this.#tidying = setInterval(() => void this.#tidy(), tidyEveryMs)
    this.#tidying.unref()
  }

  stop(): void {
    if (this.#tidying) clearInterval(this.#tidying)
  }

  /**
   * Resolves once the request is durable in the quarantine, or counted where it is noise.
   *
   * @returns its id; null when it was not kept, or could not be.
   */
  async keep(request: ProviderRequest, refusal: Refusal): Promise<bigint | null> {
    const isNoise =
      refusal.stage === 'signature' && this.#signatures.take(request.source, signaturesKeptPerMinute).isExceeded
    if (isNoise) return null
    try {
      return await insertRequest(this.#options.pool, request, refusal)
    } catch (error) {
      this.#options.logger.error({ err: error, source: request.source }, 'a refused request could not be kept')
      return null
    }
  }

  async #tidy(): Promise<void> {
    const now = this.#options.clock.now()
    try {
      for (const stage of refusalStages) await expire(this.#options.pool, stage, new Date(now - rings[stage].keepMs))
    } catch (error) {
      this.#options.logger.warn({ err: error }, 'tidying the quarantine failed; it is tried again')
    }
  }
}

async function insertRequest(pool: Pool, request: ProviderRequest, refusal: Refusal): Promise<bigint> {
  const ring = rings[refusal.stage]
  const receivedAt = new Date(request.now)
  const { rows } = await pool.query<{ id: string }>({
    name: 'quarantine-request',
    text: `
      with pushed_out as (
        delete from quarantined_requests where id in (
          select id from (
            select id, row_number() over newest_first as place,
              sum(octet_length(body)) over newest_first as bytes
            from quarantined_requests where source = $1 and stage = $2
            window newest_first as (order by id desc)
          ) ring where place >= $11 or bytes + octet_length($9::bytea) > $12
        ) returning resolution
      ), counted as (
        insert into refusal_counts (source, stage, bucket, count, dropped)
        values ($1, $2, date_trunc('hour', $10::timestamptz), 1, (select count(*) from pushed_out where resolution is null))
        on conflict (source, stage, bucket) do update
          set count = refusal_counts.count + 1, dropped = refusal_counts.dropped + excluded.dropped
      )
      insert into quarantined_requests (source, stage, code, detail, errors, method, url, headers, body, received_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      returning id`,
    values: [
      request.source,
      refusal.stage,
      refusal.code,
      refusal.detail,
      JSON.stringify(refusal.errors.slice(0, 100)),
      request.method,
      request.url,
      JSON.stringify(redactHeaders(request.headers)),
      request.rawBody,
      receivedAt,
      ring.requests,
      ring.bytes,
    ],
  })
  const [row] = rows
  if (!row) throw new Error('an insert returned no row')
  return BigInt(row.id)
}

async function expire(pool: Pool, stage: RefusalStage, before: Date): Promise<void> {
  await pool.query('delete from quarantined_requests where stage = $1 and received_at < $2', [stage, before])
}
