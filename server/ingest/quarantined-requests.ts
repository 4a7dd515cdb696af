import { isUtf8 } from 'node:buffer'
import type { Pool } from 'pg'
import * as z from 'zod'
import type { PointerError } from '#contract/problem.ts'
import { pointerErrorSchema } from '#contract/problem.ts'
import type {
  QuarantineQuery,
  QuarantineState,
  QuarantineTotal,
  QuarantinedDetail,
  QuarantinedRequest,
  RefusalStage,
} from '#contract/quarantine.ts'
import { quarantineStateSchema, refusalStageSchema } from '#contract/quarantine.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import { toJson, toText } from './quarantine-table.ts'
import type { NotedRefusal } from './refusal.ts'

/* What the quarantine holds, and what becomes of it. */

interface SummaryRow {
  id: string
  source: string
  stage: string
  state: string
  code: string
  detail: string
  errors: unknown
  method: string
  url: string
  body_bytes: number
  received_at: Date
  resolved_at: Date | null
}

interface FullRow extends SummaryRow {
  headers: unknown
  body: Buffer
}

/** A request with the bytes that came. */
export interface RawQuarantined {
  request: QuarantinedRequest
  headers: Record<string, string | string[]>
  body: Buffer
  /** Epoch ms. */
  receivedAt: number
}

const summaryColumns = `id, source, stage, coalesce(resolution, 'open') as state, code, detail, errors, method, url,
  octet_length(body) as body_bytes, received_at, resolved_at`

const headersSchema = z.record(z.string(), z.union([z.string(), z.array(z.string())]))

/** Newest first. */
export async function listQuarantined(pool: Pool, query: QuarantineQuery): Promise<QuarantinedRequest[]> {
  const { source, stage, state, before, limit } = query
  const { rows } = await pool.query<SummaryRow>({
    text: `
      select ${summaryColumns} from quarantined_requests
      where ($1::text is null or source = $1) and ($2::text is null or stage = $2)
        and ($3::text is null or coalesce(resolution, 'open') = $3) and ($4::bigint is null or id < $4)
      order by id desc limit $5`,
    values: [source ?? null, stage ?? null, state ?? null, before ?? null, limit],
  })
  return rows.map(toRequest)
}

export async function totalQuarantined(pool: Pool, now: Date): Promise<QuarantineTotal[]> {
  const { rows } = await pool.query<{ source: string; stage: string; open: string; refused: string; dropped: string }>({
    text: `
      with open as (
        select source, stage, count(*) as open from quarantined_requests where resolution is null group by source, stage
      ), counted as (
        select source, stage, sum(dropped) as dropped,
          coalesce(sum(count) filter (where bucket > $1::timestamptz - interval '24 hours'), 0) as refused
        from refusal_counts where bucket > $1::timestamptz - interval '30 days' group by source, stage
      )
      select source, stage, coalesce(open, 0) as open, coalesce(refused, 0) as refused, coalesce(dropped, 0) as dropped
      from open full join counted using (source, stage) order by source, stage`,
    values: [now],
  })
  return rows.map(({ source, stage, open, refused, dropped }) => ({
    source,
    stage: refusalStageSchema.parse(stage),
    open: Number(open),
    refusedLastDay: Number(refused),
    dropped: Number(dropped),
  }))
}

/** @returns per source how many are open; none while the database cannot be asked. */
export async function countOpenQuarantined(pool: Pool): Promise<ReadonlyMap<string, number>> {
  try {
    const { rows } = await pool.query<{ source: string; open: string }>(
      'select source, count(*) as open from quarantined_requests where resolution is null group by source',
    )
    return new Map(rows.map(({ source, open }) => [source, Number(open)]))
  } catch {
    // The other metrics are needed most just then.
    return new Map()
  }
}

/** @throws ProblemError `not-found`. */
export async function readQuarantined(pool: Pool, id: bigint): Promise<RawQuarantined> {
  const { rows } = await pool.query<FullRow>({
    text: `select ${summaryColumns}, headers, body from quarantined_requests where id = $1`,
    values: [id.toString()],
  })
  const [row] = rows
  if (!row) throw new ProblemError('not-found', 'there is no such request in the quarantine; it may have been too old')
  const headers = headersSchema.parse(row.headers)
  return { request: toRequest(row), headers, body: row.body, receivedAt: row.received_at.getTime() }
}

export function toDetail({ request, headers, body }: RawQuarantined, isReplayable: boolean): QuarantinedDetail {
  const isText = isUtf8(body)
  return {
    ...request,
    headers,
    body: body.toString(isText ? 'utf8' : 'base64'),
    bodyEncoding: isText ? 'utf8' : 'base64',
    isMendable: request.stage !== 'signature',
    isReplayable,
  }
}

/** @returns ids of open ones behind `after`, oldest first. */
export async function listOpenIds(
  pool: Pool,
  filter: { source?: string | undefined; stage?: RefusalStage | undefined; after: bigint; limit: number },
): Promise<bigint[]> {
  const { rows } = await pool.query<{ id: string }>({
    text: `
      select id from quarantined_requests
      where resolution is null and id > $1 and ($2::text is null or source = $2) and ($3::text is null or stage = $3)
      order by id limit $4`,
    values: [filter.after.toString(), filter.source ?? null, filter.stage ?? null, filter.limit],
  })
  return rows.map(({ id }) => BigInt(id))
}

/** Everything in it is stored: that stands, also when somebody discarded it meanwhile. */
export async function markReplayed(pool: Pool, id: bigint, at: Date): Promise<void> {
  await pool.query(
    `update quarantined_requests set resolution = 'replayed', resolved_at = $2
     where id = $1 and resolution is distinct from 'replayed'`,
    [id.toString(), at],
  )
}

/** @throws ProblemError `conflict` when it is not open, `not-found`. */
export async function discardQuarantined(pool: Pool, id: bigint, at: Date): Promise<QuarantinedRequest> {
  const { rows } = await pool.query<SummaryRow>({
    text: `
      update quarantined_requests set resolution = 'discarded', resolved_at = $2
      where id = $1 and resolution is null returning ${summaryColumns}`,
    values: [id.toString(), at],
  })
  const [row] = rows
  if (row) return toRequest(row)
  const { request } = await readQuarantined(pool, id)
  throw notOpen(request.state)
}

export function notOpen(state: QuarantineState): ProblemError {
  return new ProblemError('conflict', `this request has been ${state} already`)
}

/** Gives an open one the reason that a replay failed for. */
export async function noteRefusedAgain(pool: Pool, id: bigint, refusal: NotedRefusal): Promise<void> {
  await pool.query(
    `update quarantined_requests set stage = $2, code = $3, detail = $4, errors = $5
     where id = $1 and resolution is null`,
    [id.toString(), refusal.stage, refusal.code, toText(refusal.detail), toJson(refusal.errors)],
  )
}

function toRequest(row: SummaryRow): QuarantinedRequest {
  return {
    id: row.id,
    source: row.source,
    stage: refusalStageSchema.parse(row.stage),
    state: quarantineStateSchema.parse(row.state),
    code: row.code,
    detail: row.detail,
    errors: toErrors(row.errors),
    method: row.method,
    url: row.url,
    bodyBytes: row.body_bytes,
    receivedAt: row.received_at.toISOString(),
    resolvedAt: row.resolved_at?.toISOString() ?? null,
  }
}

function toErrors(errors: unknown): PointerError[] {
  return z.array(pointerErrorSchema).parse(errors)
}
