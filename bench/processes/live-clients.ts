import { setTimeout as delay } from 'node:timers/promises'
import { downSchema } from '#contract/live.ts'
import { webhookAnswerSchema } from '#contract/api.ts'
import { HttpConnection } from '../http-connection.ts'
import { summarizeLatencies } from '../latencies.ts'
import type { Latencies } from '../latencies.ts'
import type { ConnectPlan, EchoPlan, ProbePlan, Received } from '../live-clients.ts'
import { sampleEvent, signedRequest } from '../sample-events.ts'
import { WebSocketClient } from '../websocket-client.ts'
import { serve } from '../worker.ts'

const livePath = '/live?EIO=4&transport=websocket'
const engineOpen = 0x30
const enginePing = 0x32
const engineMessage = 0x34
const socketConnect = 0x30
const socketEvent = 0x32
const socketAck = 0x33
/** Of `p` in `42["live","{\"type\":\"patch\"…`. */
const typeOffset = 23
const patchInitial = 0x70

const clients: WebSocketClient[] = []
let received: Received = { patches: 0, others: 0, bytes: 0 }

serve({
  async connect(plan: ConnectPlan) {
    // A hundred at a time: the listen backlog is finite.
    for (let left = plan.clients; left > 0; left -= 100) {
      const some = Math.min(left, 100)
      await Promise.all(Array.from({ length: some }, () => (plan.protocol === 'live' ? live(plan) : plain(plan))))
    }
  },
  disconnect() {
    for (const client of clients.splice(0)) client.close()
  },
  count() {
    const counted = received
    received = { patches: 0, others: 0, bytes: 0 }
    return counted
  },
  probe,
  echo,
})

async function plain({ port }: ConnectPlan): Promise<void> {
  const client = new WebSocketClient({
    port,
    path: '/',
    onText(payload) {
      received.patches += 1
      received.bytes += payload.length
    },
  })
  clients.push(client)
  await client.opened.promise
}

/** Speaks as much of Engine.IO and Socket.IO as a dashboard needs: open, connect, subscribe, ping. */
async function live({ port }: ConnectPlan, onEvent: (payload: Buffer) => void = countEvent): Promise<void> {
  const subscribed = Promise.withResolvers<void>()
  const client: WebSocketClient = new WebSocketClient({
    port,
    path: livePath,
    onText(payload) {
      const [engine, socket] = payload
      if (engine === engineOpen) client.send('40')
      else if (engine === enginePing) client.send('3')
      else if (engine !== engineMessage) throw new Error(`the server said ${payload.toString()}`)
      else if (socket === socketConnect) client.send('421["subscribe","{\\"topic\\":\\"wall\\"}"]')
      else if (socket === socketAck) subscribed.resolve()
      else if (socket === socketEvent) onEvent(payload)
    },
  })
  clients.push(client)
  await client.opened.promise
  await subscribed.promise
}

function countEvent(payload: Buffer): void {
  if (payload[typeOffset] === patchInitial) received.patches += 1
  else received.others += 1
  received.bytes += payload.length
}

/** Position up to which the watching dashboard is true. */
let seenPosition = 0n
let onSeen: () => void = () => undefined

async function probe({ port, key, count, everyMs }: ProbePlan): Promise<Latencies> {
  await live({ port, clients: 1, protocol: 'live' }, (payload) => {
    if (payload[typeOffset] === patchInitial) see(payload)
  })
  const door = await HttpConnection.open(port)
  const latencies: number[] = []
  for (let sent = 0; sent < count; sent += 1) {
    await delay(Math.random() * 2 * everyMs)
    latencies.push(await freshness(door, key, sent))
  }
  door.close()
  return summarizeLatencies(latencies)
}

function see(payload: Buffer): void {
  const event: unknown = JSON.parse(payload.toString('utf8', 2))
  const message = downSchema.parse(JSON.parse(String(Array.isArray(event) ? event[1] : '')))
  if (message.type !== 'patch') return
  seenPosition = BigInt(message.position)
  onSeen()
}

/** From the request's first byte to the frame that is true at the event's position, whichever comes last. */
async function freshness(door: HttpConnection, key: Uint8Array, n: number): Promise<number> {
  const request = signedRequest(key, Buffer.from(JSON.stringify(sampleEvent(n))))
  const sentAt = performance.now()
  const { status, body } = await new Promise<{ status: number; body: string }>((resolve) =>
    door.send(request, resolve, { keepBody: true }),
  )
  if (status !== 202) throw new Error(`the door answered ${status}: ${body}`)
  const position = BigInt(webhookAnswerSchema.parse(JSON.parse(body)).results[0]?.position ?? '0')
  while (seenPosition < position) {
    await new Promise<void>((resolve) => {
      onSeen = resolve
    })
  }
  return performance.now() - sentAt
}

async function echo({ port, count }: EchoPlan): Promise<Latencies> {
  let onEcho: () => void = () => undefined
  const client = new WebSocketClient({
    port,
    path: '/',
    // The server's clock comes by too; it is longer.
    onText: (payload) => payload.length === 4 && onEcho(),
  })
  await client.opened.promise
  const latencies: number[] = []
  for (let round = 0; round < count; round += 1) {
    const sentAt = performance.now()
    const echoed = new Promise<void>((resolve) => {
      onEcho = resolve
    })
    client.send('echo')
    await echoed
    latencies.push(performance.now() - sentAt)
  }
  client.close()
  return summarizeLatencies(latencies)
}
