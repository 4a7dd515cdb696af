import { startInstallation } from './installation.ts'
import { startLoad } from './load.ts'
import { readOptions } from './options.ts'
import { startPostgresBaseline } from './postgres-baseline.ts'
import type { Sample } from './rounds.ts'
import { compareInRounds } from './rounds.ts'

/*
 * How long a sender waits for the durable acknowledgement of one event when the server is half busy, against one row
 * inserted and committed on one idle connection. Half busy: requests come at half of the rate that saturates it, which
 * is measured first; they leave when they are due, whatever the answers do.
 */
const connections = 64
const saturatingRequestsPerSecond = 30_000

const options = readOptions({ rounds: 5, seconds: 4 })
const installation = await startInstallation(options)
const load = await startLoad()
const baseline = await startPostgresBaseline(installation.baselineUrl)

try {
  await saturate(1)
  const saturation = await saturate(3)
  console.log(`  saturation: ${Math.round(saturation)} requests/s`)
  await compareInRounds({
    rounds: options.rounds,
    baseline: { name: 'INSERT', measure: insert },
    ours: { name: 'vigie', measure: () => ingest(saturation / 2) },
    goals: [
      { measure: 'p50Ms', ratio: 4, better: 'lower' },
      { measure: 'p99Ms', ratio: 4, better: 'lower' },
    ],
  })
} finally {
  await Promise.all([load.stop(), baseline.stop()])
  await installation.stop()
}
process.exit()

async function prepare(requests: number): Promise<void> {
  await load.prepare({ key: installation.key, requests: Math.ceil(requests), eventsPerRequest: 1 })
  await installation.caughtUp()
  await installation.checkpoint()
}

async function saturate(seconds: number): Promise<number> {
  await prepare(saturatingRequestsPerSecond * seconds)
  const run = await load.closedLoop({ port: installation.port, connections, seconds, expectedStatus: 202 })
  return run.perSecond
}

async function insert(): Promise<Sample> {
  await baseline.prepareInserts(options.seconds * 10_000)
  await installation.checkpoint()
  return { ...(await baseline.insert(options.seconds)) }
}

async function ingest(perSecond: number): Promise<Sample> {
  const { seconds } = options
  await prepare(perSecond * seconds)
  const before = await installation.caughtUp()
  const run = await load.openLoop({ port: installation.port, perSecond, connections, seconds, expectedStatus: 202 })
  const stored = (await installation.caughtUp()) - before
  if (stored !== BigInt(run.answered)) throw new Error(`${run.answered} were acknowledged, ${stored} are stored`)
  return { ...run.latencies, requestsPerSecond: run.perSecond, generatorLateMs: run.generatorLateMs ?? 0 }
}
