import type { FastifyInstance } from 'fastify'
import type { Pool } from 'pg'
import type { Registry } from 'prom-client'
import type { EventLog } from '../log/log.ts'
import type { ProjectionRunner } from '../projections/runner.ts'

interface HealthOptions {
  pool: Pool
  log: EventLog
  runners: readonly ProjectionRunner[]
  metrics: Registry
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

/** A projection further behind than this many events is worth a warning. */
const warnLagEvents = 10_000
const readyTimeoutMs = 2000

/** `/livez`: the process turns. `/readyz`: it can take and show events. `/metrics`: Prometheus. */
export function healthRoutes(options: HealthOptions) {
  return (app: FastifyInstance): void => {
    app.get('/livez', (_request, reply) =>
      reply.type('application/health+json').send(JSON.stringify({ status: 'pass' })),
    )

    app.get('/readyz', async (_request, reply) => {
      const checks = await checkAll(options)
      const status = worst(Object.values(checks).map((check) => check.status))
      reply.code(status === 'fail' ? 503 : 200).type('application/health+json')
      return JSON.stringify({ status, version: options.version, checks: wrapped(checks) })
    })

    app.get('/metrics', async (_request, reply) => {
      reply.type(options.metrics.contentType)
      return options.metrics.metrics()
    })
  }
}

async function checkAll({ pool, log, runners, isDraining }: HealthOptions): Promise<Record<string, Check>> {
  const time = new Date().toISOString()
  const startedAt = performance.now()
  try {
    const head = await withTimeout(log.head(), readyTimeoutMs)
    const checks: Record<string, Check> = {
      'postgres:responseTime': {
        componentType: 'datastore',
        status: 'pass',
        observedValue: Math.round(performance.now() - startedAt),
        observedUnit: 'ms',
        time,
      },
      'log:position': {
        componentType: 'component',
        status: 'pass',
        observedValue: Number(head),
        observedUnit: 'events',
        time,
      },
      'log:waiting': {
        componentType: 'component',
        status: 'pass',
        observedValue: log.pendingEvents,
        observedUnit: 'events',
        time,
      },
      'postgres:waiting': {
        componentType: 'datastore',
        status: 'pass',
        observedValue: pool.waitingCount,
        observedUnit: 'queries',
        time,
      },
    }
    for (const runner of runners) {
      const lag = Number(head - runner.position)
      checks[`projection.${runner.name}:lag`] = {
        componentType: 'component',
        status: lag > warnLagEvents ? 'warn' : 'pass',
        observedValue: lag,
        observedUnit: 'events',
        time,
      }
    }
    if (isDraining())
      checks['server:draining'] = { componentType: 'component', status: 'fail', output: 'shutting down', time }
    return checks
  } catch (error) {
    const output = error instanceof Error ? error.message : String(error)
    return { 'postgres:responseTime': { componentType: 'datastore', status: 'fail', output, time } }
  }
}

function withTimeout<Value>(promise: Promise<Value>, timeoutMs: number): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`PostgreSQL did not answer within ${timeoutMs} ms`)), timeoutMs)
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

function worst(statuses: readonly Status[]): Status {
  if (statuses.includes('fail')) return 'fail'
  return statuses.includes('warn') ? 'warn' : 'pass'
}

function wrapped(checks: Record<string, Check>): Record<string, Check[]> {
  return Object.fromEntries(Object.entries(checks).map(([name, check]) => [name, [check]]))
}
