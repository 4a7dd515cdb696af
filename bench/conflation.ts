import { setTimeout as delay } from 'node:timers/promises'
import { startInstallation } from './installation.ts'
import { startLiveClients } from './live-clients.ts'
import { startLoad } from './load.ts'
import { readOptions } from './options.ts'
import type { Sample } from './rounds.ts'
import { compareInRounds } from './rounds.ts'

/*
 * What showing costs when a hundred times as many events come: 10,000 events a second against 100, both as 100 requests
 * a second, with 1,000 dashboards on the wall. CPU of fan-out is what the servers (event server and PostgreSQL) use
 * with the dashboards less what they use at the same rate of events without.
 */
const clients = 1000
const requestsPerSecond = 100

const options = readOptions({ rounds: 5, seconds: 4 })
const installation = await startInstallation(options)
const load = await startLoad()
const dashboards = await startLiveClients()

try {
  await run(100, 2)
  await compareInRounds({
    rounds: options.rounds,
    baseline: { name: '100/s', measure: () => show(1) },
    ours: { name: '10000/s', measure: () => show(100) },
    goals: [
      { measure: 'messagesPerClient', ratio: 1.05, better: 'lower' },
      { measure: 'fanOutCpuMillisPerSecond', ratio: 1.3, better: 'lower' },
      { measure: 'bytesPerClient', ratio: 1.5, better: 'lower' },
    ],
  })
} finally {
  await Promise.all([load.stop(), dashboards.stop()])
  await installation.stop()
}
process.exit()

async function show(eventsPerRequest: number): Promise<Sample> {
  const alone = await run(eventsPerRequest, options.seconds)
  await dashboards.connect({ port: installation.port, clients, protocol: 'live' })
  await delay(500)
  const watched = await run(eventsPerRequest, options.seconds)
  await dashboards.disconnect()
  await delay(500)
  return {
    messagesPerClient: watched.patches / clients,
    bytesPerClient: watched.bytes / clients,
    fanOutCpuMillisPerSecond: watched.cpuMillisPerSecond - alone.cpuMillisPerSecond,
    cpuMillisPerSecond: watched.cpuMillisPerSecond,
    cpuMillisPerSecondUnwatched: alone.cpuMillisPerSecond,
    eventsPerSecond: watched.eventsPerSecond,
  }
}

async function run(eventsPerRequest: number, seconds: number) {
  const { key, port } = installation
  await load.prepare({ key, requests: requestsPerSecond * seconds, eventsPerRequest })
  const plan = { port, perSecond: requestsPerSecond, connections: 16, seconds, expectedStatus: 202 }
  await dashboards.count()
  const before = installation.cpu()
  const { perSecond, seconds: took } = await load.openLoop(plan)
  const after = installation.cpu()
  const { patches, bytes } = await dashboards.count()
  const cpu = after.server - before.server + after.postgres - before.postgres
  return {
    patches,
    bytes,
    cpuMillisPerSecond: (cpu / took) * 1000,
    eventsPerSecond: perSecond * eventsPerRequest,
  }
}
