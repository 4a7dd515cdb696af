import { setTimeout as delay } from 'node:timers/promises'
import type { LiveClients } from './live-clients.ts'
import { startLiveClients } from './live-clients.ts'
import { readOptions } from './options.ts'
import type { Sample } from './rounds.ts'
import { compareInRounds } from './rounds.ts'
import type { Worker } from './worker.ts'
import { startWorker } from './worker.ts'

/*
 * CPU of the serving process per message delivered, when one patch a tick goes to every dashboard, against a bare `ws`
 * server that writes one frame, built once, to every socket. Both send the same number of bytes, ten times a second,
 * and a small clock once a second.
 */
const options = readOptions({ rounds: 5, seconds: 3 })
const audiences = [1000, 5000]
const sizes = [200, 2000]

const gateway = await startWorker('gateway-server')
const raw = await startWorker('raw-ws-server')
const [gatewayClients, rawClients] = [await startLiveClients(), await startLiveClients()]
const workers = [gateway, raw, gatewayClients, rawClients]

interface Serving {
  server: Worker
  clients: LiveClients
  bytes: number
}

try {
  const [gatewayPort, rawPort] = [await gateway.call<number>('listen'), await raw.call<number>('listen')]
  for (const clients of audiences) {
    await gatewayClients.connect({ port: gatewayPort, clients, protocol: 'live' })
    await rawClients.connect({ port: rawPort, clients, protocol: 'plain' })
    for (const bytes of sizes) await compare(clients, bytes)
    await Promise.all([gatewayClients.disconnect(), rawClients.disconnect()])
    await delay(500)
  }
} finally {
  await Promise.all(workers.map((worker) => worker.stop()))
}
process.exit()

async function compare(clients: number, bytes: number): Promise<void> {
  console.log(`  ${clients} clients, ${bytes} bytes`)
  await compareInRounds({
    rounds: options.rounds,
    baseline: { name: 'ws', measure: () => deliver({ server: raw, clients: rawClients, bytes }) },
    ours: { name: 'vigie', measure: () => deliver({ server: gateway, clients: gatewayClients, bytes }) },
    goals: [{ measure: 'cpuMicrosPerMessage', ratio: 1.5, better: 'lower' }],
  })
}

async function deliver({ server, clients, bytes }: Serving): Promise<Sample> {
  await server.call('start', bytes)
  await delay(500)
  await clients.count()
  const before = await server.call<number>('cpuMicros')
  await delay(options.seconds * 1000)
  const cpu = (await server.call<number>('cpuMicros')) - before
  const received = await clients.count()
  await server.call('stop')
  const messages = received.patches + received.others
  return {
    cpuMicrosPerMessage: cpu / messages,
    messagesPerSecond: messages / options.seconds,
    bytesPerMessage: received.bytes / messages,
  }
}
