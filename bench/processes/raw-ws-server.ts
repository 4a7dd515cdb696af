import { once } from 'node:events'
import type { WebSocket } from 'ws'
import { WebSocketServer } from 'ws'
import { textFrame } from '../../server/live/encoded-message.ts'
import { defaultTickMs } from '../../server/live/live-sessions.ts'
import { serve } from '../worker.ts'

/* The least that a WebSocket server can do: one frame, built once, written to everybody. Nothing else is known of them. */

interface FrameSender {
  sendFrame(frame: Buffer[], onSent?: (error?: Error) => void): void
}

const clockBytes = 70
let sending: NodeJS.Timeout | undefined
let frame: Buffer[] = []
let server: WebSocketServer | undefined

serve({
  async listen() {
    server = new WebSocketServer({ port: 0, host: '127.0.0.1', backlog: 4096, perMessageDeflate: false })
    server.on('connection', (socket) => socket.on('message', (data) => socket.send(data, { binary: false })))
    await once(server, 'listening')
    const clock = build(clockBytes)
    setInterval(() => broadcast(clock), 1000)
    const address = server.address()
    return typeof address === 'object' ? address?.port : undefined
  },
  start(bytes: number) {
    frame = build(bytes)
    sending = setInterval(() => broadcast(frame), defaultTickMs)
  },
  stop() {
    clearInterval(sending)
  },
  cpuMicros() {
    const { user, system } = process.cpuUsage()
    return user + system
  },
})

function build(bytes: number): Buffer[] {
  return [textFrame('x'.repeat(bytes))]
}

function broadcast(built: Buffer[]): void {
  for (const client of server?.clients ?? []) senderOf(client).sendFrame(built)
}

/** As Engine.IO does it: the way of `ws` to send a frame that is already built. */
function senderOf(client: WebSocket): FrameSender {
  return Reflect.get(client, '_sender') as FrameSender // ws 8 keeps its Sender there
}
