import { cpuSeconds } from './cpu.ts'
import type { Installation } from './installation.ts'
import { startInstallation } from './installation.ts'
import type { Load } from './load.ts'
import { startLoad } from './load.ts'
import { readOptions } from './options.ts'
import type { PostgresBaseline } from './postgres-baseline.ts'
import { startPostgresBaseline } from './postgres-baseline.ts'
import type { Sample } from './rounds.ts'
import { compareInRounds } from './rounds.ts'

/*
 * Durable ingest of signed requests of 100 events, against COPY of the same rows into the same tables. COPY commits every
 * N rows, N being the median number of events that one commit of ours held. CPU is that of all server processes
 * (for COPY: its client and PostgreSQL), ours until the projections have folded everything.
 */
const eventsPerRequest = 100
const connections = 8
/** More than the machine takes: what is left over is thrown away. */
const requestsPerSecond = 700

const options = readOptions({ rounds: 5, seconds: 4 })
const installation = await startInstallation(options)
const load = await startLoad()
const baseline = await startPostgresBaseline(installation.baselineUrl)
let perCommit = 200
let copied = 40_000

try {
  await ingest(1)
  await compareInRounds({
    rounds: options.rounds,
    baseline: { name: 'COPY', measure: () => copy(installation, baseline) },
    ours: { name: 'vigie', measure: () => ingest(options.seconds) },
    goals: [
      { measure: 'eventsPerSecond', ratio: 0.35, better: 'higher' },
      { measure: 'cpuMicrosPerEvent', ratio: 3, better: 'lower' },
    ],
  })
} finally {
  await Promise.all([load.stop(), baseline.stop()])
  await installation.stop()
}
process.exit()

async function ingest(seconds: number): Promise<Sample> {
  return measureIngest(installation, load, seconds)
}

async function measureIngest(system: Installation, generator: Load, seconds: number): Promise<Sample> {
  await generator.prepare({ key: system.key, requests: Math.ceil(requestsPerSecond * seconds), eventsPerRequest })
  const before = await system.caughtUp()
  await system.checkpoint()
  const cpuBefore = system.cpu()
  const run = await generator.closedLoop({ port: system.port, connections, seconds, expectedStatus: 202 })
  const after = await system.caughtUp()
  const cpuAfter = system.cpu()
  const events = run.answered * eventsPerRequest
  if (after - before !== BigInt(events)) throw new Error(`${events} were acknowledged, ${after - before} are stored`)
  perCommit = await medianCommit(system, before)
  copied = events
  const server = ((cpuAfter.server - cpuBefore.server) / events) * 1e6
  const postgres = ((cpuAfter.postgres - cpuBefore.postgres) / events) * 1e6
  return {
    eventsPerSecond: run.perSecond * eventsPerRequest,
    cpuMicrosPerEvent: server + postgres,
    serverMicros: server,
    postgresMicros: postgres,
    perCommit,
    p50Ms: run.latencies.p50Ms,
    p99Ms: run.latencies.p99Ms,
  }
}

/** Rows of one transaction have the same xmin. */
async function medianCommit({ sql }: Installation, after: bigint): Promise<number> {
  const { rows } = await sql.query<{ median: string }>(
    `select percentile_disc(0.5) within group (order by size) as median
     from (select count(*) as size from events where position > $1 group by xmin::text) commits`,
    [after.toString()],
  )
  return Number(rows[0]?.median)
}

async function copy(system: Installation, client: PostgresBaseline): Promise<Sample> {
  await client.prepareCopy({ events: copied, perCommit })
  await system.checkpoint()
  const cpu = (): number => cpuSeconds([client.pid, system.postgresPid])
  const before = cpu()
  const seconds = await client.copy()
  const events = Math.ceil(copied / perCommit) * perCommit
  return {
    eventsPerSecond: events / seconds,
    cpuMicrosPerEvent: ((cpu() - before) / events) * 1e6,
    perCommit,
  }
}
