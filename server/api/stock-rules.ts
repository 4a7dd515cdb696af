import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Pool } from 'pg'
import * as z from 'zod'
import { idempotencyKeySchema } from '#contract/alerts.ts'
import type { EventResult } from '#contract/api.ts'
import type { RuleOf, RuleTrial, RuleValues, StockRuleList } from '#contract/stock-rules.ts'
import { ruleId, ruleIdSchema, ruleOf, ruleValuesSchema, tryRuleSchema } from '#contract/stock-rules.ts'
import type { EventLog } from '../log/log.ts'
import { tryRule } from '../projections/rule-trial/try-rule.ts'
import type { BusinessTime } from '../runtime/business-time.ts'
import type { Clock } from '../runtime/clock.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import { Turnstile } from '../runtime/turnstile.ts'
import { readStockRules } from '../views/stock-rules.ts'
import { ownEvent, storeOwnEvent, toResult } from './own-event.ts'
import { parseRequest } from './parse-request.ts'
import type { Actor } from './viewer.ts'
import { actorOf } from './viewer.ts'

interface RuleOptions {
  pool: Pool
  log: Pick<EventLog, 'append'>
  time: BusinessTime
  clock: Clock
}

const paramsSchema = z.object({ id: ruleIdSchema })
const headersSchema = z.object({ 'idempotency-key': idempotencyKeySchema.optional() })

/** One is most of what a process can spare beside everything else; it begins no SKU after so long. */
const trialsAtATime = 1
const longestTrialMs = 10_000

/** `/v1/stock/rules`: what people set and remove. The answer comes after the commit of its event. */
export function stockRuleRoutes(options: RuleOptions) {
  const { pool, time, clock } = options
  const trials = new Turnstile(trialsAtATime)
  return (app: FastifyInstance): void => {
    app.get('/v1/stock/rules', { config: { access: 'read:stock-rules' } }, () => listRules(pool))

    app.post(
      '/v1/stock/rules/trial',
      { config: { access: 'command:stock-rule.try' } },
      async (request): Promise<RuleTrial> => {
        const { rule, values } = parseRequest(tryRuleSchema, request.body)
        const trial = await trials.pass(
          () => tryRule({ rule: ruleOf(rule), values }, { pool, time, now: clock.now(), maxMs: longestTrialMs }),
          () => new ProblemError('unavailable', 'another rule is being tried', { retryAfterSeconds: 5 }),
        )
        return { ...trial, since: new Date(trial.since).toISOString(), until: new Date(trial.until).toISOString() }
      },
    )

    app.put(
      '/v1/stock/rules/:id',
      { config: { access: 'command:stock-rule.set' } },
      async (request): Promise<EventResult> => {
        const rule = ruleOf(parseRequest(paramsSchema, request.params).id)
        const { 'idempotency-key': key } = parseRequest(headersSchema, request.headers)
        const values = parseRequest(ruleValuesSchema, request.body)
        return tell(options, { by: actorOf(request), rule, key, known: await readKnown(pool, rule), values })
      },
    )

    app.delete(
      '/v1/stock/rules/:id',
      { config: { access: 'command:stock-rule.remove' } },
      async (request): Promise<EventResult> => {
        const rule = ruleOf(parseRequest(paramsSchema, request.params).id)
        const { 'idempotency-key': key } = parseRequest(headersSchema, request.headers)
        const known = await readKnown(pool, rule)
        if (!known) throw new ProblemError('not-found', 'there is no such rule')
        return tell(options, { by: actorOf(request), rule, key, known, values: null })
      },
    )
  }
}

async function listRules(pool: Pool): Promise<StockRuleList> {
  const { standard, rules } = await readStockRules(pool)
  const { kind: _, places: _places, categories: _categories, ...values } = standard
  return {
    standard: values,
    rules: rules.map(({ kind: _rule, setAt, ...rule }) => ({ ...rule, setAt: new Date(setAt).toISOString() })),
  }
}

interface KnownRule {
  values: RuleValues
  /** Position of the event that set it. */
  version: string
}

async function readKnown(pool: Pool, { scope, value }: RuleOf): Promise<KnownRule | undefined> {
  const { rows } = await pool.query<RuleValues & { version: string }>({
    name: 'read-stock-rule',
    text: `select opens_at as "opensAt", closes_below as "closesBelow", lead_time_hours as "leadTimeHours",
        kept_share as "keptShare", position::text as version
      from stock_rules where scope = $1 and value = $2`,
    values: [scope, value],
  })
  const [row] = rows
  if (!row) return undefined
  const { version, ...values } = row
  return { values, version }
}

interface Asked {
  by: Actor
  rule: RuleOf
  key: string | undefined
  known: KnownRule | undefined
  /** null = it is to say nothing any more. */
  values: RuleValues | null
}

async function tell({ log, clock }: RuleOptions, { by, rule, key, known, values }: Asked): Promise<EventResult> {
  const subject = `stock-rule/${ruleId(rule)}`
  // The same for the same request: known by its key, or else by what it asks for while nothing else has happened.
  const same = key === undefined ? [known?.version ?? null, values] : ['key', key]
  const id = createHash('sha256')
    .update(JSON.stringify([subject, by.id, ...same]))
    .digest('base64url')
  if (values && known && isSame(values, known.values)) return { id, outcome: 'duplicate' }
  const type = values ? 'stock-rule.set' : 'stock-rule.removed'
  const event = ownEvent({ id, type, subject, data: { ...rule, ...values, by }, now: clock.now() })
  return toResult(id, await storeOwnEvent(log, event))
}

function isSame(a: RuleValues, b: RuleValues): boolean {
  return (
    a.opensAt === b.opensAt &&
    a.closesBelow === b.closesBelow &&
    a.leadTimeHours === b.leadTimeHours &&
    a.keptShare === b.keptShare
  )
}
