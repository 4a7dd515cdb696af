import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:http'
import type { Duplex } from 'node:stream'
import pino from 'pino'
import type { Socket } from 'socket.io-client'
import { io } from 'socket.io-client'
import { afterEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import * as z from 'zod'
import type { Patch, Subscribed } from '#contract/live.ts'
import { downSchema, subscribedSchema } from '#contract/live.ts'
import type { Role } from '#contract/role-names.ts'
import type { Viewer } from '#contract/role.ts'
import { systemClock } from '../runtime/clock.ts'
import { Telemetry } from '../runtime/telemetry.ts'
import { MemoryView } from '../testing/memory-view.ts'
import type { LiveGatewayOptions } from './gateway.ts'
import { LiveGateway } from './gateway.ts'

/*
 * The shell: real Socket.IO on loopback on both sides. What the protocol does is proved without sockets elsewhere.
 */

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

function viewerWith(...roles: Role[]): Viewer {
  return { id: 'ada', name: 'Ada', kind: 'person', roles }
}

async function startGateway(options: Partial<LiveGatewayOptions> = {}) {
  const view = new MemoryView({ permission: 'read:events' })
  const telemetry = new Telemetry()
  const server = createServer((request, response) => response.end(`answered ${request.url}`))
  const gateway = new LiveGateway({
    server,
    views: { find: (topic) => (topic === 'wall' ? view : undefined) },
    telemetry,
    clock: systemClock,
    logger: pino({ level: 'silent' }),
    identify: () => Promise.resolve(viewerWith('admin')),
    isHandshakeAllowed: () => true,
    tickMs: 10,
    ...options,
  })
  gateway.start()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(async () => {
    await gateway.stop()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo // a TCP server that listens has one
  return { view, telemetry, gateway, server, url: `http://127.0.0.1:${port}` }
}

/** A client that keeps what it hears. */
function connect(url: string, options: { auth?: object; extraHeaders?: Record<string, string> } = {}) {
  const socket: Socket = io(url, {
    path: '/live',
    addTrailingSlash: false,
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    ...options,
  })
  closers.push(() => Promise.resolve(socket.disconnect()))
  const heard: string[] = []
  const waiting = new Set<() => void>()
  socket.on('live', (json: string) => {
    heard.push(json)
    for (const look of waiting) look()
  })
  const hear = <T>(pick: (message: ReturnType<typeof downSchema.parse>) => T | undefined): Promise<T> =>
    new Promise((resolve) => {
      const look = () => {
        for (const json of heard) {
          const found = pick(downSchema.parse(JSON.parse(json)))
          if (found === undefined) continue
          waiting.delete(look)
          resolve(found)
        }
      }
      waiting.add(look)
      look()
    })
  return { socket, heard, hear }
}

/** What is in a Socket.IO packet of the event `live`, as it is on the wire. */
function liveMessage(packet: string) {
  const [event, json] = z.tuple([z.string(), z.string()]).parse(JSON.parse(packet.slice(2)))
  expect(event).toBe('live')
  return downSchema.parse(JSON.parse(json))
}

async function subscribe(socket: Socket, request: object): Promise<Subscribed> {
  const answer: unknown = await socket.emitWithAck('subscribe', JSON.stringify(request))
  return subscribedSchema.parse(JSON.parse(String(answer)))
}

function touch(telemetry: Telemetry, view: MemoryView): void {
  telemetry.emit('projection.applied', {
    projection: 'counters',
    position: view.position,
    events: 1,
    touched: ['wall'],
    newest: { source: 'shop', occurredAt: 1, receivedAt: 2, storedAt: 3, projectedAt: 4 },
    durationMs: 0,
  })
}

test('L3: a subscription is answered with the snapshot and followed by its patches', async () => {
  const { url, view, telemetry } = await startGateway()
  view.change({ total: { stored: 1 } })
  const { socket, hear } = connect(url)

  const answer = await subscribe(socket, { topic: 'wall' })
  view.change({ total: { stored: 2 }, 'event:1': { type: 'ticket.opened', text: 'é€𝄞' } })
  touch(telemetry, view)
  const patch = await hear((message) => (message.type === 'patch' ? message : undefined))

  expect(answer).toMatchObject({ type: 'snapshot', version: 1, rows: { total: { stored: 1 } } })
  expect(patch).toMatchObject({
    from: 1,
    to: 2,
    position: view.position.toString(),
    set: { total: { stored: 2 }, 'event:1': { type: 'ticket.opened', text: 'é€𝄞' } },
    del: [],
  } satisfies Partial<Patch>)
})

test('L8: a client continues from the epoch and version of the HTTP snapshot', async () => {
  const { url, view, gateway, telemetry } = await startGateway()
  view.change({ total: { stored: 1 } })
  const page = await gateway.snapshot('wall')
  const { socket, hear } = connect(url)

  const answer = await subscribe(socket, { topic: 'wall', epoch: page?.epoch, version: page?.version })
  view.change({ total: { stored: 2 } })
  touch(telemetry, view)
  const patch = await hear((message) => (message.type === 'patch' ? message : undefined))

  expect(answer).toMatchObject({ type: 'patch', epoch: page?.epoch, from: 1, to: 1, set: {}, del: [] })
  expect(patch).toMatchObject({ epoch: page?.epoch, from: 1, to: 2, set: { total: { stored: 2 } } })
})

test('L1: requests that merely begin like /live, and other upgrades, are none of its business', async () => {
  const { url } = await startGateway()

  const health = await fetch(`${url}/livez`)
  const { socket } = connect(`${url}`, {})
  const elsewhere = io(url, {
    path: '/livery',
    addTrailingSlash: false,
    transports: ['websocket'],
    reconnection: false,
  })
  const refusal = await new Promise((resolve) => elsewhere.once('connect_error', resolve))
  await new Promise<void>((resolve) => socket.once('connect', resolve))

  expect(await health.text()).toBe('answered /livez')
  expect(refusal).toBeInstanceOf(Error)
})

test('L1: another origin gets no socket', async () => {
  const { url } = await startGateway({ isHandshakeAllowed: ({ origin }) => origin !== 'https://evil.example' })
  const { socket } = connect(url, { extraHeaders: { origin: 'https://evil.example' } })

  await expect(new Promise((resolve) => socket.once('connect_error', resolve))).resolves.toBeInstanceOf(Error)
})

test('L1: a viewer who cannot be identified gets no socket', async () => {
  const { url } = await startGateway({
    identify: ({ token }) => Promise.resolve(token === 'right' ? viewerWith('admin') : null),
  })
  const stranger = connect(url, { auth: { token: 'wrong' } })
  const refusal = new Promise<Error>((resolve) => stranger.socket.once('connect_error', resolve))
  const friend = connect(url, { auth: { token: 'right' } })

  expect((await refusal).message).toBe('sign-in-required')
  expect(await subscribe(friend.socket, { topic: 'wall' })).toMatchObject({ type: 'snapshot' })
})

test.each([
  ['at once', 0],
  ['after a refusal', 1],
])('L1: who asks twice on one line to be admitted, the second time %s, loses the line', async (_when, heardBefore) => {
  let asked = 0
  const { url } = await startGateway({
    identify: () => {
      asked += 1
      return Promise.resolve(null)
    },
  })
  const client = new WebSocket(`${url.replace('http', 'ws')}/live?EIO=4&transport=websocket`)
  const gone = once(client, 'close')
  await once(client, 'message')
  client.send('40')
  if (heardBefore > 0) await once(client, 'message')
  client.send('40')
  await gone

  expect(asked).toBe(1)
  const { socket } = connect(url)
  expect(await new Promise((resolve) => socket.once('connect_error', resolve))).toMatchObject({
    message: 'sign-in-required',
  })
})

test('L19: a role that is taken away ends the subscription', async () => {
  let roles: Role[] = ['data']
  const { url, gateway } = await startGateway({ identify: () => Promise.resolve(viewerWith(...roles)) })
  const { socket, hear } = connect(url)
  const before = await subscribe(socket, { topic: 'wall' })

  roles = ['sales']
  await gateway.reauthorise()

  expect(before.type).toBe('snapshot')
  expect(await hear((message) => (message.type === 'refused' ? message : undefined))).toMatchObject({
    topic: 'wall',
    code: 'forbidden',
  })
  expect(await subscribe(socket, { topic: 'wall' })).toMatchObject({ type: 'refused', code: 'forbidden' })
})

/** A subscribed client without a library, so that it can stop reading. */
async function connectBare(url: string) {
  const client = new WebSocket(`${url.replace('http', 'ws')}/live?EIO=4&transport=websocket`)
  closers.push(() => Promise.resolve(client.terminate()))
  const heard: string[] = []
  client.on('message', (data: Buffer) => heard.push(data.toString()))
  client.once('message', () => client.send('40'))
  const until = async (condition: () => boolean) => {
    while (!condition()) await once(client, 'message')
  }
  await until(() => heard.some((packet) => packet.startsWith('40')))
  client.send(`420["subscribe",${JSON.stringify('{"topic":"wall"}')}]`)
  await until(() => heard.some((packet) => packet.startsWith('430')))
  return { client, heard, until }
}

/** Changes the view until the one client has been skipped three times: nothing fits any more. @returns how often it was. */
async function fillLine(telemetry: Telemetry, view: MemoryView): Promise<number> {
  let skipped = 0
  for (let n = 1; skipped < 3; n += 1) {
    view.change({ total: { n, text: 'x'.repeat(200_000) } })
    const emitted = telemetry.once('live.emitted')
    touch(telemetry, view)
    skipped += (await emitted).skipped
  }
  return skipped
}

test('L19: roles that change while a socket is being identified count', async () => {
  const firstAsked = Promise.withResolvers<void>()
  const firstAnswer = Promise.withResolvers<Viewer>()
  const answers = [firstAnswer.promise]
  const { url, gateway } = await startGateway({
    identify: () => {
      firstAsked.resolve()
      return answers.shift() ?? Promise.resolve(viewerWith('sales'))
    },
  })
  const { socket } = connect(url)
  await firstAsked.promise

  await gateway.reauthorise()
  firstAnswer.resolve(viewerWith('data'))

  expect(await subscribe(socket, { topic: 'wall' })).toMatchObject({ type: 'refused', code: 'forbidden' })
})

test('L14: a client that asks and does not read is disconnected, and nothing is kept for it', async () => {
  const { url, view, telemetry, server } = await startGateway()
  const accepted = once(server, 'connection')
  const { client } = await connectBare(url)
  const [connection] = (await accepted) as [Duplex] // what a server's `connection` event carries

  client.pause()
  await fillLine(telemetry, view)
  const gone = once(connection, 'close')
  const request = `429["unsubscribe",${JSON.stringify(JSON.stringify({ topic: 'x'.repeat(256) }))}]`
  const disconnected = telemetry.once('live.disconnected')
  for (let n = 0; n < 190; n += 1) client.send(request)

  expect(await disconnected).toMatchObject({ connections: 0 })
  await gone
  expect(connection.writableLength).toBe(0)
})

test('L13, L14: a client that stops reading is skipped, and catches up with one message', async () => {
  const { url, view, telemetry } = await startGateway()
  const { client, heard, until } = await connectBare(url)

  client.pause()
  const skipped = await fillLine(telemetry, view)
  view.change({ total: { n: 'last' } })
  touch(telemetry, view)
  client.resume()
  await until(() => heard.some((packet) => packet.includes('last')))

  const messages = heard.flatMap((packet) => (packet.startsWith('42') ? [liveMessage(packet)] : []))
  let version = 1
  for (const message of messages) {
    if (message.type === 'patch') expect(message.from).toBe(version)
    if (message.type === 'patch') version = message.to
    if (message.type === 'snapshot') version = message.version
  }
  const received = messages.filter(({ type }) => type === 'patch' || type === 'snapshot').length
  expect(received).toBeLessThanOrEqual(version - 1 - skipped + 1)
})

test('L15: a message over 16 KiB ends the connection', async () => {
  const { url } = await startGateway()
  const { socket } = connect(url)
  await subscribe(socket, { topic: 'wall' })

  socket.emit('subscribe', 'x'.repeat(17 * 1024))

  expect(await new Promise((resolve) => socket.once('disconnect', resolve))).toMatch(/transport/)
})

test('L22: malformed messages are answered, unanswerable ones are ignored', async () => {
  const { url } = await startGateway()
  const { socket } = connect(url)

  socket.emit('subscribe')
  socket.emit('no-such-event', { some: 'thing' })
  const answer: unknown = await socket.emitWithAck('subscribe', '{"topic":')

  expect(JSON.parse(String(answer))).toMatchObject({ type: 'refused', code: 'invalid-request' })
  expect(await subscribe(socket, { topic: 'wall' })).toMatchObject({ type: 'snapshot' })
})

test('L24: a server that stops says so and closes', async () => {
  const { url, gateway } = await startGateway()
  const { socket, hear } = connect(url)
  await subscribe(socket, { topic: 'wall' })
  const disconnected = new Promise((resolve) => socket.once('disconnect', resolve))

  const stopped = gateway.stop()

  expect(await hear((message) => (message.type === 'closing' ? message : undefined))).toMatchObject({ spreadMs: 2000 })
  expect(await disconnected).toBe('io server disconnect')
  await stopped
})

test('L16: the clock is said at once, and goes on being said', async () => {
  const { url } = await startGateway()
  const { hear } = connect(url)
  const times: number[] = []

  await hear((message) => {
    if (message.type === 'clock' && !times.includes(message.now)) times.push(message.now)
    return times.length === 2 ? true : undefined
  })

  expect(times[1]).toBeGreaterThan(times[0] ?? Infinity)
})
