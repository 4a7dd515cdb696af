import type { Pool } from 'pg'
import type { RefusalStage } from '#contract/quarantine.ts'
import type { ProviderRequest } from './provider.ts'
import { redactHeaders, redactUrl } from './redact.ts'
import type { Refusal } from './refusal.ts'

/* What the quarantine writes; what is read of it stands in quarantined-requests.ts. */

export interface RefusedRequest {
  request: ProviderRequest
  refusal: Refusal
}

/** Which ring: each source and stage has its own. */
export interface RingName {
  source: string
  stage: RefusalStage
}

export interface RefusalTally extends RingName {
  count: number
  dropped: number
}

const maxErrors = 100
const maxTextLength = 2000

/** @returns their ids, in the order given. */
export async function insertRefused(pool: Pool, refused: readonly RefusedRequest[]): Promise<bigint[]> {
  const column = <Value>(of: (each: RefusedRequest) => Value) => refused.map(of)
  const { rows } = await pool.query<{ id: string }>({
    name: 'quarantine-requests',
    text: `
      insert into quarantined_requests (source, stage, code, detail, errors, method, url, headers, body, received_at)
      select source, stage, code, detail, errors, method, url, headers, body, received_at
      from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::json[], $6::text[], $7::text[], $8::json[],
        $9::bytea[], $10::timestamptz[])
        with ordinality as refused (source, stage, code, detail, errors, method, url, headers, body, received_at, place)
      order by place
      returning id`,
    values: [
      column(({ request }) => request.source),
      column(({ refusal }) => refusal.stage),
      column(({ refusal }) => refusal.code),
      column(({ refusal }) => toText(refusal.detail)),
      column(({ refusal }) => toJson(refusal.errors)),
      column(({ request }) => request.method),
      column(({ request }) => toText(redactUrl(request.url), Infinity)),
      column(({ request }) => JSON.stringify(redactHeaders(request.headers))),
      column(({ request }) => request.rawBody),
      column(({ request }) => new Date(request.now)),
    ],
  })
  return rows.map(({ id }) => BigInt(id))
}

/** PostgreSQL's text cannot hold U+0000. */
export function toText(text: string, maxLength = maxTextLength): string {
  return text.slice(0, maxLength).replaceAll('\u0000', '\ufffd')
}

/** Pointers hold names of members, which may be as long as a body. */
export function toJson(errors: Refusal['errors']): string {
  const kept = errors.slice(0, maxErrors)
  return JSON.stringify(
    kept.map(({ pointer, detail }) => ({ pointer: pointer.slice(0, 500), detail: detail.slice(0, 500) })),
  )
}

/**
 * Leaves of a ring what fits: resolved ones go first, then the oldest.
 *
 * @returns how many open ones went.
 */
export async function trimRing(
  pool: Pool,
  { source, stage }: RingName,
  { requests, bytes }: { requests: number; bytes: number },
): Promise<number> {
  const { rows } = await pool.query<{ resolution: string | null }>({
    name: 'trim-quarantine',
    text: `
      delete from quarantined_requests where id in (
        select id from (
          select id, row_number() over kept_longest_first as place,
            sum(octet_length(body) + octet_length(url) + pg_column_size(headers)) over kept_longest_first as bytes
          from quarantined_requests where source = $1 and stage = $2
          window kept_longest_first as (order by resolution is null desc, id desc)
        ) ring where place > $3 or bytes > $4
      ) returning resolution`,
    values: [source, stage, requests, bytes],
  })
  return rows.filter(({ resolution }) => resolution === null).length
}

export async function addToCounts(pool: Pool, tallies: readonly RefusalTally[], at: Date): Promise<void> {
  await pool.query({
    name: 'count-refusals',
    text: `
      insert into refusal_counts (source, stage, bucket, count, dropped)
      select source, stage, date_trunc('hour', $5::timestamptz), count, dropped
      from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[]) as tally (source, stage, count, dropped)
      order by source, stage
      on conflict (source, stage, bucket) do update
        set count = refusal_counts.count + excluded.count, dropped = refusal_counts.dropped + excluded.dropped`,
    values: [
      tallies.map(({ source }) => source),
      tallies.map(({ stage }) => stage),
      tallies.map(({ count }) => count),
      tallies.map(({ dropped }) => dropped),
      at,
    ],
  })
}

export async function expireRequests(pool: Pool, stage: RefusalStage, before: Date): Promise<void> {
  await pool.query('delete from quarantined_requests where stage = $1 and received_at < $2', [stage, before])
}

export async function expireCounts(pool: Pool, before: Date): Promise<void> {
  await pool.query('delete from refusal_counts where bucket < $1', [before])
}
