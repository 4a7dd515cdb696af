import type { FastifyInstance } from 'fastify'
import type { Pool } from 'pg'
import type { Registry } from 'prom-client'
import { answeredWithin } from '../db/answered-within.ts'
import { expectedMigrations, hasExactly } from '../db/migrate.ts'
import { readCaptureStates } from '../ingest/cdc/capture-states.ts'
import type { EventLog } from '../log/log.ts'
import type { ProjectionRunner } from '../projections/runner.ts'
import type { Clock } from '../runtime/clock.ts'

const open = { config: { access: 'anyone' } } as const

/** `/metrics`: Prometheus. */
export function metricsRoute(metrics: Registry) {
  return (app: FastifyInstance): void => {
    app.get('/metrics', open, async (_request, reply) => {
      reply.type(metrics.contentType)
      return metrics.metrics()
    })
  }
}

interface HealthOptions {
  pool: Pool
  log: EventLog
  runners: readonly ProjectionRunner[]
  clock: Clock
  version: string
  isDraining: () => boolean
}

type Status = 'pass' | 'warn' | 'fail'

interface Check {
  componentType: 'datastore' | 'component'
  status: Status
  observedValue?: number
  observedUnit?: string
  output?: string
  time: string
}

type Verdict = Omit<Check, 'time'>

const datastore = { componentType: 'datastore' } as const
const component = { componentType: 'component' } as const

/** A projection further behind than this many events is worth a warning. */
const warnLagEvents = 10_000
const readyTimeoutMs = 2000
/** So long after a flush that failed it is not known whether the next would succeed, unless one did. */
const appendTroubleMs = 30_000

/** `/livez`: the process turns. `/readyz`: it can take and show events. */
export function healthRoutes(options: HealthOptions) {
  return async (app: FastifyInstance): Promise<void> => {
    const expected = await expectedMigrations()
    app.get('/livez', open, (_request, reply) =>
      reply.type('application/health+json').send(JSON.stringify({ status: 'pass' })),
    )

    app.get('/readyz', open, async (_request, reply) => {
      const checks = await checkAll(options, expected)
      const status = worst(Object.values(checks).map((check) => check.status))
      reply.code(status === 'fail' ? 503 : 200).type('application/health+json')
      return JSON.stringify({ status, version: options.version, checks: wrapped(checks) })
    })
  }
}

async function checkAll(options: HealthOptions, expected: ReadonlyMap<string, string>): Promise<Record<string, Check>> {
  const time = new Date().toISOString()
  try {
    const database = await checkDatabase(options)
    const schema = await checkSchema(options, expected)
    const projections = await checkProjections(options)
    const captures = await checkCaptures(options)
    const draining: Record<string, Verdict> = options.isDraining()
      ? { 'server:draining': { componentType: 'component', status: 'fail', output: 'shutting down' } }
      : {}
    const verdicts = Object.entries({ ...database, ...schema, ...projections, ...captures, ...draining })
    return Object.fromEntries(verdicts.map(([name, verdict]) => [name, { ...verdict, time }]))
  } catch (error) {
    const output = error instanceof Error ? error.message : String(error)
    return { 'postgres:responseTime': { componentType: 'datastore', status: 'fail', output, time } }
  }
}

async function checkDatabase({ pool, log, clock }: HealthOptions): Promise<Record<string, Verdict>> {
  const startedAt = performance.now()
  const head = await answeredWithin(readyTimeoutMs, log.head())
  const responseMs = Math.round(performance.now() - startedAt)
  const isReadOnly = await answeredWithin(readyTimeoutMs, takesNoWrites(pool))
  return {
    'postgres:responseTime': { ...datastore, status: 'pass', observedValue: responseMs, observedUnit: 'ms' },
    'postgres:waiting': { ...datastore, status: 'pass', observedValue: pool.waitingCount, observedUnit: 'queries' },
    'postgres:writable': isReadOnly
      ? { ...datastore, status: 'fail', output: 'the database is read-only, as a standby is' }
      : { ...datastore, status: 'pass' },
    'log:position': { ...component, status: 'pass', observedValue: Number(head), observedUnit: 'events' },
    'log:waiting': { ...component, status: 'pass', observedValue: log.pendingEvents, observedUnit: 'events' },
    'log:append': checkAppend(log, clock),
  }
}

/** Of a standby too, and of a database that was set so. */
async function takesNoWrites(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ isReadOnly: boolean }>(
    `select current_setting('transaction_read_only')::boolean as "isReadOnly"`,
  )
  return rows[0]?.isReadOnly ?? false
}

function checkAppend({ appendFailedAt: failedAt }: EventLog, clock: Clock): Verdict {
  if (failedAt === null || clock.monotonic() - failedAt > appendTroubleMs) return { ...component, status: 'pass' }
  return { ...component, status: 'fail', output: 'events could not be stored; the log of the server says why' }
}

/** Another version has migrated the database under this process, which goes on as far as it can. */
async function checkSchema(
  { pool }: HealthOptions,
  expected: ReadonlyMap<string, string>,
): Promise<Record<string, Verdict>> {
  const isOurs = await answeredWithin(readyTimeoutMs, hasExactly(pool, expected))
  return {
    'postgres:migrations': isOurs
      ? { ...datastore, status: 'pass' }
      : {
          ...datastore,
          status: 'warn',
          output: 'the schema is not that of this version; start the same version everywhere',
        },
  }
}

async function checkProjections({ pool, log, runners }: HealthOptions): Promise<Record<string, Verdict>> {
  const head = await answeredWithin(readyTimeoutMs, log.head())
  const setAside = await answeredWithin(readyTimeoutMs, countSetAside(pool))
  const verdicts: Record<string, Verdict> = {
    'projections:setAside': {
      ...component,
      status: setAside > 0 ? 'warn' : 'pass',
      observedValue: setAside,
      observedUnit: 'events',
    },
  }
  for (const { name, position, failure } of runners) {
    const lag = Number(head - position)
    verdicts[`projection.${name}:lag`] = {
      ...component,
      status: lag > warnLagEvents || failure !== null ? 'warn' : 'pass',
      observedValue: lag,
      observedUnit: 'events',
      ...(failure !== null && { output: failure.message }),
    }
  }
  return verdicts
}

/** A capture that fails is the trouble of one source: this server goes on taking and showing events. */
async function checkCaptures({ pool }: HealthOptions): Promise<Record<string, Verdict>> {
  const captured = await answeredWithin(readyTimeoutMs, readCaptureStates(pool))
  if (captured.length === 0) return {}
  const troubled = captured.flatMap(({ source, state }) => (state.problem ? [`${source}: ${state.problem.code}`] : []))
  return {
    'captures:troubled': {
      ...component,
      status: troubled.length > 0 ? 'warn' : 'pass',
      observedValue: troubled.length,
      observedUnit: 'sources',
      ...(troubled.length > 0 && { output: troubled.join(', ') }),
    },
  }
}

async function countSetAside(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ count: number }>('select count(*)::int as count from set_aside_events')
  return rows[0]?.count ?? 0
}

function worst(statuses: readonly Status[]): Status {
  if (statuses.includes('fail')) return 'fail'
  return statuses.includes('warn') ? 'warn' : 'pass'
}

function wrapped(checks: Record<string, Check>): Record<string, Check[]> {
  return Object.fromEntries(Object.entries(checks).map(([name, check]) => [name, [check]]))
}
