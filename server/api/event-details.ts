import type { Pool } from 'pg'
import type { EventDetails, RawRequest, TouchedProjection } from '#contract/event-details.ts'
import type { StoredEvent } from '#contract/event.ts'
import type { EventLog } from '../log/log.ts'
import type { Projection } from '../projections/projection.ts'
import type { Clock } from '../runtime/clock.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import type { ViewRegistry } from '../views/registry.ts'
import { toWireEvent } from './wire-event.ts'

export interface DetailsOptions {
  pool: Pool
  log: EventLog
  projections: readonly Projection[]
  views: ViewRegistry
  clock: Clock
}

/** Requests are written within this time of their events, if they are kept. */
const keptWithinMs = 3000

/** @throws ProblemError `not-found` where the log has nothing at this position. */
export async function readEventDetails(options: DetailsOptions, position: bigint): Promise<EventDetails> {
  const { log, pool, clock } = options
  const [event] = await log.read({ after: position - 1n, limit: 1 })
  if (event?.position !== position) throw new ProblemError('not-found', `there is no event at position ${position}`)
  const [request, standings] = await Promise.all([readRequest(pool, event), readStandings(pool, position)])
  const isPending = clock.now() - event.receivedAt < keptWithinMs
  return {
    event: toWireEvent(event),
    request: request ? { state: 'kept', request } : { state: isPending ? 'pending' : 'not-kept' },
    touched: options.projections.map((projection) =>
      touchedBy({ projection, event, views: options.views, standing: standings.get(projection.name) }),
    ),
  }
}

interface RequestRow {
  method: string
  url: string
  headers: Record<string, string | string[]>
  body: Buffer
  body_bytes: number
  received_at: Date
  from_position: string
  to_position: string
}

async function readRequest(pool: Pool, { position, source }: StoredEvent): Promise<RawRequest | null> {
  // Requests hardly ever share positions: the nearest few that begin before it are enough to look at.
  const { rows } = await pool.query<RequestRow>({
    name: 'read-request-of-event',
    text: `
      select method, url, headers, body, body_bytes, received_at, from_position, to_position from (
        select id, source, method, url, headers, body, body_bytes, received_at, from_position, to_position
        from kept_requests where from_position <= $1 order by from_position desc limit 8
      ) nearest where to_position >= $1 and source = $2 order by id desc limit 1`,
    values: [position.toString(), source],
  })
  return rows[0] ? toRawRequest(rows[0]) : null
}

function toRawRequest(row: RequestRow): RawRequest {
  return {
    method: row.method,
    url: row.url,
    headers: row.headers,
    ...toBody(row.body),
    bodyBytes: row.body_bytes,
    isWhole: row.body.length === row.body_bytes,
    receivedAt: row.received_at.toISOString(),
    from: row.from_position,
    to: row.to_position,
  }
}

/** A body that was cut may end within a character, which is left out. */
function toBody(bytes: Buffer): Pick<RawRequest, 'body' | 'bodyEncoding'> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  try {
    return { body: decoder.decode(bytes, { stream: true }), bodyEncoding: 'utf8' }
  } catch {
    return { body: bytes.toString('base64'), bodyEncoding: 'base64' }
  }
}

interface Standing {
  projection: string
  is_past: boolean
  error: string | null
  attempts: number | null
}

/** How far each projection is, and what it has set aside, in one moment. */
async function readStandings(pool: Pool, position: bigint): Promise<ReadonlyMap<string, Standing>> {
  const { rows } = await pool.query<Standing>({
    name: 'read-standings-of-event',
    text: `
      select checkpoints.projection, checkpoints.position >= $1 as is_past, error, attempts
      from checkpoints left join set_aside_events aside
        on aside.projection = checkpoints.projection and aside.position = $1`,
    values: [position.toString()],
  })
  return new Map(rows.map((row) => [row.projection, row]))
}

interface Touching {
  projection: Projection
  event: StoredEvent
  views: ViewRegistry
  standing: Standing | undefined
}

function touchedBy({ projection, event, views, standing }: Touching): TouchedProjection {
  return {
    projection: projection.name,
    state: stateOf({ projection, event, standing }),
    error: standing?.error ?? null,
    attempts: standing?.attempts ?? 0,
    views: views.all().flatMap(({ name, reads }) => (reads.includes(projection.name) ? [name] : [])),
  }
}

function stateOf({ projection, event, standing }: Omit<Touching, 'views'>): TouchedProjection['state'] {
  if (projection.consumes !== 'all' && !projection.consumes.includes(event.type)) return 'ignored'
  if (standing?.error != null) return 'set-aside'
  return standing?.is_past === true ? 'applied' : 'waiting'
}
