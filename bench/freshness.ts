import { defaultTickMs } from '../server/live/live-sessions.ts'
import { startInstallation } from './installation.ts'
import type { Latencies } from './latencies.ts'
import { startLiveClients } from './live-clients.ts'
import type { LoadResult } from './load.ts'
import { startLoad } from './load.ts'
import { readOptions } from './options.ts'
import { startPostgresBaseline } from './postgres-baseline.ts'
import type { Sample } from './rounds.ts'
import { compareInRounds } from './rounds.ts'
import { startWorker } from './worker.ts'

/*
 * From POST to the frame in a dashboard that includes the event, while the server is at 30 % of the load that saturates
 * it. The baseline is the sum of what cannot be left out: one row durably committed, one echo over a bare WebSocket,
 * and the tick: half of it for the median, all of it for the 99th percentile.
 */
const connections = 64
const saturatingRequestsPerSecond = 30_000
const probeEveryMs = 40

const options = readOptions({ rounds: 5, seconds: 6 })
const installation = await startInstallation(options)
const load = await startLoad()
const dashboards = await startLiveClients()
const baseline = await startPostgresBaseline(installation.baselineUrl)
const echo = await startWorker('raw-ws-server')

try {
  const echoPort = await echo.call<number>('listen')
  await saturate(1)
  const perSecond = 0.3 * (await saturate(3))
  console.log(`  30 % of saturation: ${Math.round(perSecond)} requests/s`)
  await compareInRounds({
    rounds: options.rounds,
    baseline: { name: 'sum', measure: () => leastPossible(echoPort) },
    ours: { name: 'vigie', measure: () => freshness(perSecond) },
    goals: [
      { measure: 'p50Ms', ratio: 1.3, better: 'lower' },
      { measure: 'p99Ms', ratio: 1.5, better: 'lower' },
    ],
  })
} finally {
  await Promise.all([load.stop(), dashboards.stop(), baseline.stop(), echo.stop()])
  await installation.stop()
}
process.exit()

async function prepare(requests: number): Promise<void> {
  await load.prepare({ key: installation.key, requests: Math.ceil(requests), eventsPerRequest: 1 })
  await installation.caughtUp()
}

async function saturate(seconds: number): Promise<number> {
  await prepare(saturatingRequestsPerSecond * seconds)
  const run = await load.closedLoop({ port: installation.port, connections, seconds, expectedStatus: 202 })
  return run.perSecond
}

async function leastPossible(echoPort: number): Promise<Sample> {
  await baseline.prepareInserts(4000)
  const commit = await baseline.insert(1)
  const line = await dashboards.echo({ port: echoPort, count: 500 })
  return {
    p50Ms: commit.p50Ms + line.p50Ms + defaultTickMs / 2,
    p99Ms: commit.p99Ms + line.p99Ms + defaultTickMs,
    commitP50Ms: commit.p50Ms,
    commitP99Ms: commit.p99Ms,
    echoP50Ms: line.p50Ms,
  }
}

async function freshness(perSecond: number): Promise<Sample> {
  const { port, key } = installation
  const { seconds } = options
  await prepare(perSecond * seconds)
  // Probes stop a little before the load does.
  const count = Math.floor((seconds * 1000) / (probeEveryMs + 60)) - 5
  const [run, probes]: [LoadResult, Latencies] = await Promise.all([
    load.openLoop({ port, perSecond, connections, seconds, expectedStatus: 202 }),
    dashboards.probe({ port, key, count, everyMs: probeEveryMs }),
  ])
  await dashboards.disconnect()
  return { ...probes, requestsPerSecond: run.perSecond, ackP50Ms: run.latencies.p50Ms }
}
