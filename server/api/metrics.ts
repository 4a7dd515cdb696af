import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import type { Pool } from 'pg'
import { answeredWithin } from '../db/answered-within.ts'
import { epochMs } from '../db/epoch-ms.ts'
import { readCaptureStates } from '../ingest/cdc/capture-states.ts'
import { countOpenQuarantined } from '../ingest/quarantined-requests.ts'
import type { EventLog } from '../log/log.ts'
import { wallsProjection } from '../projections/counters.ts'
import type { ProjectionRunner } from '../projections/runner.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Telemetry } from '../runtime/telemetry.ts'
import type { View } from '../views/view.ts'
import { measureCaptures } from './capture-metrics.ts'

const stageBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
/** With these nobody knows whether there is such a source. */
const unknownSourceOutcomes = new Set(['unknown-source', 'unavailable', 'internal'])
const doorBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5]

interface MetricsOptions {
  telemetry: Telemetry
  pool: Pool
  log: EventLog
  runners: readonly ProjectionRunner[]
  logger: Logger
  views: readonly View[]
  version: string
}

/** Whoever asks for metrics waits no longer than some seconds. */
const readTimeoutMs = 2000

/** Turns telemetry into Prometheus metrics: prefix `vigie_`, base units, no user ids in labels. */
export function createMetrics(options: MetricsOptions): Registry {
  const { telemetry, pool, log, logger, views, version } = options
  const register = new Registry()
  collectDefaultMetrics({ register, prefix: 'vigie_' })
  new Gauge({ name: 'vigie_info', help: 'The running version', labelNames: ['version'], registers: [register] }).set(
    { version },
    1,
  )
  const target = new Gauge({
    name: 'vigie_freshness_target_seconds',
    help: 'The age that a view promises not to exceed',
    labelNames: ['view'],
    registers: [register],
  })
  for (const view of views) target.set({ view: view.name }, view.freshnessTargetSeconds)
  new Gauge({
    name: 'vigie_log_pending_events',
    help: 'Events that wait for their flush',
    registers: [register],
    collect() {
      this.set(log.pendingEvents)
    },
  })
  countDoors(telemetry, register)
  tellLastEvents(options, register)
  countRefusals(options, register)
  countLog(options, register)
  measureCaptures(
    telemetry,
    register,
    whileReadable(logger, () => readCaptureStates(pool), []),
  )
  countProjections(options, register)
  countLive(telemetry, register)
  measureFreshness(telemetry, register, views)
  return register
}

/** While the database does not answer, what is read from it is left out; the rest is told all the more. */
function whileReadable<Value>(logger: Logger, read: () => Promise<Value>, nothing: Value): () => Promise<Value> {
  return () =>
    answeredWithin(readTimeoutMs, read()).catch((error: unknown) => {
      logger.warn({ err: error }, 'metrics that are read from the database are left out')
      return nothing
    })
}

function countDoors(telemetry: Telemetry, register: Registry): void {
  const requests = new Counter({
    name: 'vigie_door_requests_total',
    help: 'Requests answered by a door',
    labelNames: ['source', 'outcome'],
    registers: [register],
  })
  const duration = new Histogram({
    name: 'vigie_door_duration_seconds',
    help: 'From the request read to the answer written',
    buckets: doorBuckets,
    registers: [register],
  })
  telemetry.on('door.answered', ({ source, outcome, durationMs }) => {
    // An unknown name comes from outside: it must not become a label.
    requests.inc({ source: unknownSourceOutcomes.has(outcome) ? '' : source, outcome })
    duration.observe(durationMs / 1000)
  })
  const silent = new Gauge({
    name: 'vigie_source_silent',
    help: '1 while a source is silent for longer than it was said to be',
    labelNames: ['source'],
    registers: [register],
  })
  telemetry.on('source.watched', ({ source, isSilent }) => silent.set({ source }, isSilent ? 1 : 0))
}

/** Of sources that send and of those that are read, whichever process took it in. */
function tellLastEvents({ pool, logger }: MetricsOptions, register: Registry): void {
  const readLast = whileReadable(logger, async () => {
    const { rows } = await pool.query<{ source: string; at: number }>(
      `select source, ${epochMs('last_received_at')} as at from source_activity`,
    )
    return rows
  }, [])
  new Gauge({
    name: 'vigie_source_last_event_timestamp_seconds',
    help: 'When the newest event of a source was received',
    labelNames: ['source'],
    registers: [register],
    async collect() {
      this.reset()
      for (const { source, at } of await readLast()) this.set({ source }, at / 1000)
    },
  })
}

function countRefusals({ telemetry, pool, logger }: MetricsOptions, register: Registry): void {
  const readOpen = whileReadable(logger, () => countOpenQuarantined(pool), new Map<string, number>())
  const refusals = new Counter({
    name: 'vigie_door_refusals_total',
    help: 'Requests of a known source that a door refused, whole or in part',
    labelNames: ['source', 'stage'],
    registers: [register],
  })
  const dropped = new Counter({
    name: 'vigie_quarantine_dropped_total',
    help: 'Refused requests that were not kept',
    labelNames: ['source', 'stage'],
    registers: [register],
  })
  telemetry.on('door.refused', ({ source, stage, isKept }) => {
    refusals.inc({ source, stage })
    if (!isKept) dropped.inc({ source, stage })
  })
  new Gauge({
    name: 'vigie_quarantine_open',
    help: 'Requests in the quarantine that wait to be replayed or discarded',
    labelNames: ['source'],
    registers: [register],
    async collect() {
      this.reset()
      for (const [source, open] of await readOpen()) this.set({ source }, open)
    },
  })
}

function countLog({ telemetry, log, logger }: MetricsOptions, register: Registry): void {
  const readHead = whileReadable<bigint | null>(logger, () => log.head(), null)
  const events = new Counter({
    name: 'vigie_log_events_total',
    help: 'Events by what the log did with them',
    labelNames: ['outcome'],
    registers: [register],
  })
  const flushes = new Histogram({
    name: 'vigie_log_flush_duration_seconds',
    help: 'One group commit',
    buckets: stageBuckets,
    registers: [register],
  })
  new Gauge({
    name: 'vigie_log_position',
    help: 'The last position given out',
    registers: [register],
    async collect() {
      const head = await readHead()
      if (head === null) this.remove()
      else this.set(Number(head))
    },
  })
  telemetry.on('log.appended', ({ stored, duplicates, durationMs }) => {
    events.inc({ outcome: 'stored' }, stored)
    events.inc({ outcome: 'duplicate' }, duplicates)
    flushes.observe(durationMs / 1000)
  })
  telemetry.on('log.append-failed', ({ events: count }) => events.inc({ outcome: 'failed' }, count))
}

function countProjections({ telemetry, runners }: MetricsOptions, register: Registry): void {
  const stage = new Histogram({
    name: 'vigie_event_stage_duration_seconds',
    help: 'Time from one stage of an event to the next, of the newest event of each batch that the wall shows',
    labelNames: ['stage', 'source'],
    buckets: stageBuckets,
    registers: [register],
  })
  new Gauge({
    name: 'vigie_projection_position',
    help: 'The last position folded into tables',
    labelNames: ['projection'],
    registers: [register],
    collect() {
      for (const { name, position } of runners) this.set({ projection: name }, Number(position))
    },
  })
  const setAside = new Counter({
    name: 'vigie_projection_set_aside_total',
    help: 'Events that a projection could not take',
    labelNames: ['projection'],
    registers: [register],
  })
  const failures = new Counter({
    name: 'vigie_projection_failures_total',
    help: 'Times a projection stopped and started again',
    labelNames: ['projection'],
    registers: [register],
  })
  telemetry.on('projection.applied', ({ projection, newest }) => {
    if (projection !== wallsProjection || newest.storedAt === null) return
    stage.observe({ stage: 'store', source: newest.source }, Math.max(0, newest.storedAt - newest.receivedAt) / 1000)
    stage.observe({ stage: 'project', source: newest.source }, Math.max(0, newest.projectedAt - newest.storedAt) / 1000)
  })
  telemetry.on('projection.set-aside', ({ projection }) => setAside.inc({ projection }))
  telemetry.on('projection.failed', ({ projection }) => failures.inc({ projection }))
}

function countLive(telemetry: Telemetry, register: Registry): void {
  const connections = new Gauge({ name: 'vigie_ws_connections', help: 'Open sockets', registers: [register] })
  const messages = new Counter({
    name: 'vigie_ws_messages_total',
    help: 'Patches delivered to sockets',
    registers: [register],
  })
  const skipped = new Counter({
    name: 'vigie_ws_skipped_total',
    help: 'Deliveries left out because the client had not drained',
    registers: [register],
  })
  const resumed = new Counter({
    name: 'vigie_ws_resumed_total',
    help: 'Subscriptions answered, by what was sent',
    labelNames: ['how'],
    registers: [register],
  })
  telemetry.on('live.connected', ({ connections: open }) => connections.set(open))
  telemetry.on('live.disconnected', ({ connections: open }) => connections.set(open))
  telemetry.on('live.emitted', ({ receivers, skipped: left }) => {
    messages.inc(receivers)
    skipped.inc(left)
  })
  telemetry.on('live.resumed', ({ how }) => resumed.inc({ how }))
}

function measureFreshness(telemetry: Telemetry, register: Registry, views: readonly View[]): void {
  const age = new Histogram({
    name: 'vigie_view_age_seconds',
    help: 'From the door to the socket, of the newest event that a patch brings',
    labelNames: ['view'],
    buckets: stageBuckets,
    registers: [register],
  })
  const breaches = new Counter({
    name: 'vigie_freshness_breach_total',
    help: 'Newest events that reached the socket later than the view promises',
    labelNames: ['view'],
    registers: [register],
  })
  const targets = new Map<string, number>(views.map((view) => [view.name, view.freshnessTargetSeconds]))
  const newestSeen = new Map<string, number>()
  telemetry.on('live.emitted', ({ view, asOf }) => {
    // A patch that only moves a time window dates from an event that has been measured already.
    if (asOf === null || asOf.receivedAt <= (newestSeen.get(view) ?? 0)) return
    newestSeen.set(view, asOf.receivedAt)
    const ageSeconds = Math.max(0, asOf.emittedAt - asOf.receivedAt) / 1000
    age.observe({ view }, ageSeconds)
    if (ageSeconds > (targets.get(view) ?? Number.POSITIVE_INFINITY)) breaches.inc({ view })
  })
}
