import { benchWriteKey, startInstallation } from './installation.ts'
import { startLoad } from './load.ts'
import { readOptions } from './options.ts'
import type { Sample } from './rounds.ts'
import { compareInRounds } from './rounds.ts'

/*
 * One event a request through the door for Segment's clients, against the same event signed as Standard Webhooks through
 * the plain door of the same server. The key is in the header, as these clients send it, and both bodies say the same of the
 * same customer. CPU is that of all server processes until the projections have folded everything.
 */
const connections = 128
/** More than the machine takes: what is left over is thrown away. */
const requestsPerSecond = 20_000

const options = readOptions({ rounds: 5, seconds: 4 })
const installation = await startInstallation(options)
const load = await startLoad()

try {
  await plain(1)
  await segment(1)
  await compareInRounds({
    rounds: options.rounds,
    baseline: { name: 'plain', measure: () => plain(options.seconds) },
    ours: { name: 'segment', measure: () => segment(options.seconds) },
    goals: [
      { measure: 'cpuMicrosPerRequest', ratio: 1.3, better: 'lower' },
      { measure: 'requestsPerSecond', ratio: 1 / 1.3, better: 'higher' },
    ],
  })
} finally {
  await load.stop()
  await installation.stop()
}
process.exit()

function plain(seconds: number): Promise<Sample> {
  return ingest({ seconds, expectedStatus: 202 })
}

function segment(seconds: number): Promise<Sample> {
  return ingest({ seconds, expectedStatus: 200, writeKey: benchWriteKey })
}

interface Ingest {
  seconds: number
  expectedStatus: number
  writeKey?: string
}

async function ingest({ seconds, expectedStatus, writeKey }: Ingest): Promise<Sample> {
  const requests = Math.ceil(requestsPerSecond * seconds)
  const way = { isForwarded: true, namesCustomer: true, ...(writeKey !== undefined && { writeKey }) }
  const bytesPerRequest = await load.prepare({ key: installation.key, requests, eventsPerRequest: 1, ...way })
  const before = await installation.caughtUp()
  await installation.checkpoint()
  const cpuBefore = installation.cpu()
  const run = await load.closedLoop({ port: installation.port, connections, seconds, expectedStatus })
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
    bytesPerRequest,
    p99Ms: run.latencies.p99Ms,
  }
}
