import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Pool } from 'pg'
import * as z from 'zod'
import {
  alertIdSchema,
  assignAlertSchema,
  commentAlertSchema,
  idempotencyKeySchema,
  snoozeAlertSchema,
} from '#contract/alerts.ts'
import type { EventResult } from '#contract/api.ts'
import type { EventLog } from '../log/log.ts'
import { alertStateAt } from '../projections/alert-state-at.ts'
import type { Clock } from '../runtime/clock.ts'
import { invalidAt, ProblemError } from '../runtime/problem-error.ts'
import type { Asking, Decision, KnownAlert } from './alert-decisions.ts'
import { acknowledge, assign, comment, reopen, snooze } from './alert-decisions.ts'
import { ownEvent, storeOwnEvent, toResult } from './own-event.ts'
import { parseRequest } from './parse-request.ts'
import { actorOf } from './viewer.ts'

interface AlertOptions {
  pool: Pool
  log: Pick<EventLog, 'append'>
  clock: Clock
}

/** A verb: what its body must be, and what it makes of an alert. */
interface Verb<Body extends z.ZodType> {
  body: Body
  decide(alert: KnownAlert, body: z.infer<Body>, asking: Asking): Decision
}

const noBody = z.strictObject({})

/** `/v1/alerts/{id}/<verb>`: what people do with an alert. The answer comes after the commit of its event. */
export function alertRoutes(options: AlertOptions) {
  return (app: FastifyInstance): void => {
    const verb = <Body extends z.ZodType>(name: AlertVerb, what: Verb<Body>) =>
      app.post(`/v1/alerts/:id/${name}`, { config: { access: `command:alert.${name}` } }, (request) =>
        run(options, request, what),
      )
    verb('acknowledge', { body: noBody, decide: acknowledge })
    verb('assign', { body: assignAlertSchema, decide: assign })
    verb('snooze', { body: snoozeAlertSchema, decide: snooze })
    verb('comment', { body: commentAlertSchema, decide: comment })
    verb('reopen', { body: noBody, decide: reopen })
  }
}

type AlertVerb = 'acknowledge' | 'assign' | 'snooze' | 'comment' | 'reopen'

const headersSchema = z.object({ 'idempotency-key': idempotencyKeySchema.optional() })

async function run<Body extends z.ZodType>(
  { pool, log, clock }: AlertOptions,
  request: FastifyRequest,
  { body: schema, decide }: Verb<Body>,
): Promise<EventResult> {
  const { id } = parseRequest(z.object({ id: alertIdSchema }), request.params)
  const { 'idempotency-key': key } = parseRequest(headersSchema, request.headers)
  const body = parseRequest(schema, request.body ?? {})
  const by = actorOf(request)
  const now = clock.now()
  const alert = await readAlert(pool, { id, now })
  if (!alert) throw await missing(pool, id)
  const decision = decide(alert, body, { by, now })
  if (decision.do === 'refuse') throw new ProblemError('conflict', decision.detail)
  if (decision.do === 'correct') throw invalidAt(decision.pointer, decision.detail)
  const asked = { alert: id, by: by.id, key, version: alert.version, what: decision }
  const eventId = eventIdOf(asked)
  if (decision.do === 'nothing') return { id: eventId, outcome: 'duplicate' }
  const event = ownEvent({ id: eventId, type: decision.type, data: { alert: id, by, ...decision.data }, now })
  return toResult(eventId, await storeOwnEvent(log, event))
}

/** As the fold knows it; one whose time has come is no longer snoozed. */
async function readAlert(
  pool: Pool,
  { id, now }: { id: string; now: number },
): Promise<(KnownAlert & { version: string }) | undefined> {
  const { rows } = await pool.query<KnownAlert & { version: string }>({
    name: 'read-alert',
    text: `
      select position::text as version,
        ${alertStateAt('$2')} as state,
        acknowledged_by_id as "takenById", acknowledged_by as "takenBy", assignee_id as assignee,
        (extract(epoch from snoozed_until) * 1000)::float8 as "snoozedUntil"
      from stock_alerts where id = $1`,
    values: [id, now],
  })
  return rows[0]
}

/** An id ends in the position at which the alert opened: tables that are made anew may not have come to it. */
async function missing(pool: Pool, id: string): Promise<ProblemError> {
  const { rows } = await pool.query<{ isComing: boolean }>({
    name: 'is-alert-coming',
    text: `select $1::numeric between coalesce((select position from checkpoints where projection = 'stock'), 0) + 1 and position
        as "isComing" from log_head`,
    values: [/:(\d{1,19})$/.exec(id)?.[1] ?? '0'],
  })
  if (rows[0]?.isComing !== true) return new ProblemError('not-found', 'there is no such alert')
  return new ProblemError('unavailable', 'stock is being counted again, and alerts with it: try again in a moment', {
    retryAfterSeconds: 10,
  })
}

interface Asked {
  alert: string
  by: string
  key: string | undefined
  /** Position of the event that the alert was last changed by. */
  version: string
  what: Decision
}

/** The same for the same request: known by its key, or else by what it asks for while nothing else has happened. */
function eventIdOf({ alert, by, key, version, what }: Asked): string {
  const same = key === undefined ? [version, what] : ['key', key]
  return createHash('sha256')
    .update(JSON.stringify([alert, by, ...same]))
    .digest('base64url')
}
