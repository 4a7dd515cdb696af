import { cpuSeconds } from './cpu.ts'
import { startInstallation } from './installation.ts'
import { startLoad } from './load.ts'
import { readOptions } from './options.ts'
import type { Sample } from './rounds.ts'
import { compareInRounds } from './rounds.ts'
import { startWorker } from './worker.ts'

/*
 * Durable ingest of signed requests of one event, against a `node:http` server that reads and parses the same bytes and
 * answers 204 without keeping anything. CPU is that of all server processes, ours until the projections have folded
 * everything.
 */
const connections = 128
/** More than the machine takes: what is left over is thrown away. */
const requestsPerSecond = 30_000

const options = readOptions({ rounds: 5, seconds: 4 })
const installation = await startInstallation(options)
const load = await startLoad()
const parser = await startWorker('parse-server')

try {
  const parserPort = await parser.call<number>('listen')
  await ingest(1)
  await compareInRounds({
    rounds: options.rounds,
    baseline: { name: 'node:http', measure: () => parseOnly(parserPort) },
    ours: { name: 'vigie', measure: () => ingest(options.seconds) },
    goals: [{ measure: 'requestsPerSecond', ratio: 0.55, better: 'higher' }],
  })
} finally {
  await Promise.all([load.stop(), parser.stop()])
  await installation.stop()
}
process.exit()

async function prepare(seconds: number): Promise<void> {
  const requests = Math.ceil(requestsPerSecond * seconds)
  await load.prepare({ key: installation.key, requests, eventsPerRequest: 1 })
}

async function parseOnly(port: number): Promise<Sample> {
  await prepare(options.seconds)
  const before = cpuSeconds([parser.pid])
  const run = await load.closedLoop({ port, connections, seconds: options.seconds, expectedStatus: 204 })
  const cpu = cpuSeconds([parser.pid]) - before
  return {
    requestsPerSecond: run.perSecond,
    cpuMicrosPerRequest: (cpu / run.answered) * 1e6,
    p50Ms: run.latencies.p50Ms,
    p99Ms: run.latencies.p99Ms,
  }
}

async function ingest(seconds: number): Promise<Sample> {
  await prepare(seconds)
  const before = await installation.caughtUp()
  await installation.checkpoint()
  const cpuBefore = installation.cpu()
  const run = await load.closedLoop({ port: installation.port, connections, seconds, expectedStatus: 202 })
  const after = await installation.caughtUp()
  const cpuAfter = installation.cpu()
  if (after - before !== BigInt(run.answered)) {
    throw new Error(`${run.answered} were acknowledged, ${after - before} are stored`)
  }
  const server = ((cpuAfter.server - cpuBefore.server) / run.answered) * 1e6
  const postgres = ((cpuAfter.postgres - cpuBefore.postgres) / run.answered) * 1e6
  return {
    requestsPerSecond: run.perSecond,
    cpuMicrosPerRequest: server + postgres,
    serverMicros: server,
    postgresMicros: postgres,
    p50Ms: run.latencies.p50Ms,
    p99Ms: run.latencies.p99Ms,
  }
}
