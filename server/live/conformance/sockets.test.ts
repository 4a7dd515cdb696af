import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pino from 'pino'
import { afterEach, expect, test } from 'vitest'
import type { Environment } from '#components/live/environment.ts'
import { LiveStore } from '#components/live/live-store.ts'
import { socketTransport } from '#components/live/socket-transport.ts'
import type { ViewState } from '#components/live/view-state.ts'
import type { Row } from '#contract/view.ts'
import { systemClock } from '../../runtime/clock.ts'
import { Telemetry } from '../../runtime/telemetry.ts'
import { MemoryView } from '../../testing/memory-view.ts'
import { LiveGateway } from '../gateway.ts'

/*
 * The browser's core with its real adapter, against the real gateway, over loopback.
 */

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

const environment: Environment = {
  now: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
  random: () => 0.1,
  nextFrame: (run) => void setTimeout(run, 5),
  afterPaint: (run) => void setTimeout(run, 0),
  onNetwork: () => () => undefined,
}

async function startServer(view: MemoryView, telemetry: Telemetry, port = 0) {
  const server = createServer()
  const gateway = new LiveGateway({
    server,
    views: { find: () => view },
    telemetry,
    clock: systemClock,
    logger: pino({ level: 'silent' }),
    identify: () => Promise.resolve({ id: 'ada', name: 'Ada', kind: 'person', roles: ['exec'] }),
    isHandshakeAllowed: () => true,
    tickMs: 10,
  })
  gateway.start()
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const stop = async () => {
    await gateway.stop()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { stop, port: (server.address() as AddressInfo).port } // a TCP server that listens has one
}

function openStore(port: number) {
  const transport = socketTransport(`http://127.0.0.1:${port}`)
  const store = new LiveStore({ transport, environment, renderedAt: null })
  const lookers = new Set<() => void>()
  store.watch('wall', () => {
    for (const look of lookers) look()
  })
  closers.push(store.start())
  const shown = (condition: (view: ViewState<Row>) => boolean): Promise<ViewState<Row>> =>
    new Promise((resolve) => {
      const look = () => {
        const view = store.view('wall')
        if (!view || !condition(view)) return
        lookers.delete(look)
        resolve(view)
      }
      lookers.add(look)
      look()
    })
  return { store, shown }
}

function touch(telemetry: Telemetry, view: MemoryView): void {
  const newest = { source: 'shop', occurredAt: 1, receivedAt: 2, storedAt: 3, projectedAt: 4 }
  const { position } = view
  telemetry.emit('projection.applied', {
    projection: 'counters',
    position,
    events: 1,
    touched: ['wall'],
    newest,
    durationMs: 0,
  })
}

test('L3, L11: frames of every length class reach the screen', async () => {
  const [view, telemetry] = [new MemoryView(), new Telemetry()]
  const server = await startServer(view, telemetry)
  closers.push(server.stop)
  const { shown } = openStore(server.port)
  await shown(({ phase }) => phase === 'live')

  for (const bytes of [1, 1000, 65_000, 66_000, 300_000]) {
    const row = { text: 'é'.repeat(bytes / 2) }
    view.change({ total: row })
    touch(telemetry, view)
    const { rows } = await shown(({ position }) => position === view.position.toString())
    expect(rows.get('total')).toEqual(row)
  }
})

test('L23, L24: a screen is equal again after the server was away, without a reload', async () => {
  const [view, telemetry] = [new MemoryView(), new Telemetry()]
  view.change({ total: { n: 1 } })
  const first = await startServer(view, telemetry)
  const { store, shown } = openStore(first.port)
  await shown(({ phase }) => phase === 'live')

  await first.stop()
  const lost = await shown(({ phase }) => phase === 'offline')
  expect(lost.rows.get('total')).toEqual({ n: 1 })
  view.change({ total: { n: 2 } })
  const second = await startServer(view, telemetry, first.port)
  closers.push(second.stop)

  const { rows, position } = await shown(({ phase }) => phase === 'live')
  expect(rows.get('total')).toEqual({ n: 2 })
  expect(position).toBe(view.position.toString())
  expect(store.connection()).toMatchObject({ phase: 'live', retryAt: null })
})
