import { once } from 'node:events'
import { createServer } from 'node:http'
import { defaultTickMs } from '../../server/live/live-sessions.ts'
import { LiveGateway } from '../../server/live/gateway.ts'
import { systemClock } from '../../server/runtime/clock.ts'
import { createLogger } from '../../server/runtime/logger.ts'
import { Telemetry } from '../../server/runtime/telemetry.ts'
import { EncodedMessage } from '../../server/live/encoded-message.ts'
import { MemoryView } from '../../server/testing/memory-view.ts'
import { serve } from '../worker.ts'

/* The real gateway, over a view in memory that changes once a tick: one row, so long that the packet has a given size. */

const view = new MemoryView()
const telemetry = new Telemetry()
const server = createServer()
const gateway = new LiveGateway({
  server,
  views: { find: (topic) => (topic === 'wall' ? view : undefined) },
  telemetry,
  clock: systemClock,
  logger: createLogger('warn'),
  identify: () => Promise.resolve({ id: 'bench', name: 'Bench', kind: 'token', roles: ['admin'] }),
  isHandshakeAllowed: () => true,
})
let changing: NodeJS.Timeout | undefined
let changes = 0

serve({
  async listen() {
    gateway.start()
    server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 })
    await once(server, 'listening')
    const address = server.address()
    return typeof address === 'object' ? address?.port : undefined
  },
  start(bytes: number) {
    const pad = 'x'.repeat(Math.max(0, bytes - packetBytes('')))
    changing = setInterval(() => change(pad), defaultTickMs)
  },
  stop() {
    clearInterval(changing)
  },
  cpuMicros() {
    const { user, system } = process.cpuUsage()
    return user + system
  },
})

function change(pad: string): void {
  changes += 1
  view.change({ r: { n: changes, pad } })
  const now = Date.now()
  telemetry.emit('projection.applied', {
    projection: 'counters',
    position: view.position,
    events: 1,
    touched: ['wall'],
    newest: { source: 'bench', occurredAt: now, receivedAt: now, storedAt: now, projectedAt: now },
    durationMs: 0,
  })
}

/** What a patch with this padding comes to, give or take the digits of its numbers. */
function packetBytes(pad: string): number {
  const epoch = '00000000-0000-0000-0000-000000000000'
  const numbers = { from: 100, to: 101, position: '100' }
  const set = { r: { n: 100, pad } }
  const patch = new EncodedMessage({ type: 'patch', topic: 'wall', epoch, ...numbers, set, del: [], asOf: null })
  return `4${patch.packet}`.length
}
