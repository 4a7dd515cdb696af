import { setTimeout as delay } from 'node:timers/promises'
import { isAllowed } from '#contract/access.ts'
import { sightOf } from '#contract/personal-data.ts'
import type { Viewer } from '#contract/role.ts'
import { readOptions } from './options.ts'
import type { Sample } from './rounds.ts'
import { compareInRounds } from './rounds.ts'
import { WebSocketClient } from './websocket-client.ts'
import { startWorker } from './worker.ts'

/*
 * What permissions cost a subscribe: all that is asked of them for one, against the CPU that the gateway spends on the whole of it,
 * from the packet to the acknowledgement, to a view of one small row that is open already. Reading tables comes on top in truth.
 */
const sockets = 20
/** A socket may ask so often without being told to wait. */
const perSocket = 150
const rowBytes = 200

/** The role that counts is the last that is looked at. */
const viewer: Viewer = { id: 'bench', name: 'Bench', kind: 'person', roles: ['exec', 'marketing', 'data'] }

const options = readOptions({ rounds: 9, seconds: 2 })
const gateway = await startWorker('gateway-server')
const port = await gateway.call<number>('listen')

try {
  await gateway.call('start', rowBytes)
  await delay(300)
  await gateway.call('stop')
  await subscribeAll()
  await check()
  await compareInRounds({
    rounds: options.rounds,
    baseline: { name: 'subscribe', measure: subscribeAll },
    ours: { name: 'permission', measure: check },
    goals: [{ measure: 'microsPerSubscribe', ratio: 0.05, better: 'lower' }],
  })
} finally {
  await gateway.stop()
}
process.exit()

async function subscribeAll(): Promise<Sample> {
  let [micros, subscribed] = [0, 0]
  const until = performance.now() + options.seconds * 1000
  while (performance.now() < until) {
    const subscribers = await Promise.all(Array.from({ length: sockets }, openSubscriber))
    const before = await gateway.call<number>('cpuMicros')
    await Promise.all(subscribers.map((each) => each.ask()))
    micros += (await gateway.call<number>('cpuMicros')) - before
    subscribed += sockets * perSocket
    for (const each of subscribers) each.close()
  }
  return { microsPerSubscribe: micros / subscribed }
}

/** Speaks as much of Engine.IO and Socket.IO as it needs; every subscribe is a packet of its own. */
async function openSubscriber(): Promise<{ ask: () => Promise<void>; close: () => void }> {
  const [connected, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  let answers = 0
  const client: WebSocketClient = new WebSocketClient({
    port,
    path: '/live?EIO=4&transport=websocket',
    onText(payload) {
      const packet = payload.toString('latin1', 0, 2)
      if (packet.startsWith('0')) client.send('40')
      else if (packet === '40') connected.resolve()
      else if (packet === '43') {
        if (payload.includes('refused')) answered.reject(new Error(payload.toString()))
        answers += 1
        if (answers === perSocket) answered.resolve()
        else subscribe(answers)
      }
    },
  })
  // The next when the one before is answered: it would overtake it else.
  const subscribe = (id: number): void => client.send(`42${id}["subscribe","{\\"topic\\":\\"wall\\"}"]`)
  await connected.promise
  return {
    ask() {
      subscribe(0)
      return answered.promise
    },
    close: () => client.close(),
  }
}

/** As `server/live/requests.ts` asks: before the view is opened, whether masked or not, and again when it is open. */
async function check(): Promise<Sample> {
  const perTurn = 100_000
  let [micros, checked, seen] = [0, 0, 0]
  const until = performance.now() + (options.seconds * 1000) / 4
  while (performance.now() < until) {
    const began = performance.now()
    for (let asked = 0; asked < perTurn; asked += 1) {
      if (isAllowed(viewer, 'view:events') && sightOf(viewer) === 'masked' && isAllowed(viewer, 'view:events'))
        seen += 1
    }
    micros += (performance.now() - began) * 1000
    checked += perTurn
    await delay(0)
  }
  if (seen !== checked) throw new Error('The viewer of this benchmark may see the view, masked')
  return { microsPerSubscribe: micros / checked }
}
