import type { EventServer } from '../server/event-server.ts'
import { startEventServer } from '../server/event-server.ts'
import { createLogger } from '../server/runtime/logger.ts'

/*
 * A process that runs event servers, one after the other, each on a database of its own: Node loads and compiles the same
 * modules once for many tests. Whoever forks it sends {start: options} or {stop: true}, one at a time, and is sent
 * {done: true} when that is so. It ends with the channel.
 */
export interface EventServerSettings {
  databaseUrl: string
  port: number
  publicUrl: string
  vigieSecret: string
  pushHosts: readonly string[]
  feedHosts: readonly string[]
}

export type Order = { start: EventServerSettings } | { stop: true }

const logger = createLogger('warn')
let server: EventServer | undefined

async function obey(order: Order): Promise<void> {
  if ('start' in order) {
    server = await startEventServer({ ...order.start, host: '127.0.0.1', demo: false, logger })
  } else {
    await server?.stop()
  }
  process.send?.({ done: true })
}

process.on('message', (message) => {
  // Only event-server-host.ts sends messages here, and it sends these.
  void obey(message as Order)
})
process.once('disconnect', () => process.exit(0))
