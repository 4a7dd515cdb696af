import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Socket } from 'socket.io-client'
import { io } from 'socket.io-client'
import { livePath } from '#contract/live-timing.ts'
import { keyIdOf } from '#server/projections/identity/key-id.ts'
import { HttpConnection } from './http-connection.ts'
import type { Installation } from './installation.ts'
import type { Latencies } from './latencies.ts'
import { summarizeLatencies } from './latencies.ts'
import { signedRequest } from './sample-events.ts'
import { seededRandom } from './transfer-instances.ts'

export interface InstallationSize {
  customers: number
  entries: number
}

export interface TrafficDone {
  sent: number
  opened: Latencies
  paged: Latencies
  searched: Latencies
}

const eventsPerRequest = 100
/** Apart from each other, begun. */
const everyMs = { request: 100, open: 40, search: 150 }
/** In turns, each within what a person may ask for; each leaves pages open, ten at the most. */
const people = 8
const openPages = 10

interface Person {
  socket: Socket
  /** Topics, the oldest first. */
  open: string[]
}

/** What a shop's people and its customers do all day, with customers drawn by lot. */
export class CustomerTraffic {
  readonly #installation: Installation
  readonly #random = seededRandom(20261128)
  readonly #people: Person[]

  constructor(installation: Installation) {
    this.#installation = installation
    const options = { path: livePath, addTrailingSlash: false, transports: ['websocket'], forceNew: true }
    this.#people = Array.from({ length: people }, () => ({
      socket: io(`http://127.0.0.1:${installation.port}`, options),
      open: [],
    }))
  }

  /** @param isBusy false: no events come in meanwhile. */
  async run({ customers }: InstallationSize, seconds: number, isBusy = true): Promise<TrafficDone> {
    const until = performance.now() + seconds * 1000
    const draw = () => 1 + Math.floor(this.#random() * customers)
    const [opened, paged, searched]: [number[], number[], number[]] = [[], [], []]
    const line = () => HttpConnection.open(this.#installation.port)
    const lines = [await line(), await line(), await line()] as const
    let sent = 0
    const ended = await Promise.allSettled([
      repeat(isBusy ? until : 0, everyMs.request, async () => {
        await ask(lines[0], this.#events(draw), 202)
        sent += eventsPerRequest
      }),
      repeat(until, everyMs.open, async () => {
        const id = keyIdOf({ kind: 'customer', value: `c-${draw()}` })
        opened.push(await timed(() => this.#openPage(`customer:${id}`)))
        const before = `${Date.now() - 86_400_000}.0`
        paged.push(await timed(() => get(lines[1], `/v1/customers/${id}/timeline?before=${before}`)))
      }),
      repeat(until, everyMs.search, async () => {
        searched.push(await timed(() => get(lines[2], `/v1/customers?q=${encodeURIComponent(this.#question(draw()))}`)))
      }),
    ])
    const failed = ended.find((each) => each.status === 'rejected')
    if (failed) throw new Error('the traffic was not answered', { cause: failed.reason })
    await Promise.all(this.#people.map((person) => leave(person, 0)))
    for (const line of lines) line.close()
    await this.#installation.caughtUp()
    return {
      sent,
      opened: summarizeLatencies(opened),
      paged: summarizeLatencies(paged),
      searched: summarizeLatencies(searched),
    }
  }

  stop(): void {
    for (const { socket } of this.#people) socket.disconnect()
  }

  /** Pages, mostly of somebody signed in, and now and then an order or a visitor whom nobody has seen before. */
  #events(draw: () => number): Buffer {
    const events = Array.from({ length: eventsPerRequest }, (_, index) => {
      const customerId = `c-${draw()}`
      const envelope = { id: randomUUID(), timestamp: new Date().toISOString() }
      if (index % 25 === 0)
        return {
          ...envelope,
          type: 'order.placed',
          data: { orderId: randomUUID(), customerId, totalMinor: 4900, currency: 'EUR' },
        }
      const visitor = { visitorId: `v-${randomUUID()}`, ...(index % 10 !== 1 && { customerId }) }
      const who = index % 10 < 2 ? visitor : { customerId }
      return {
        ...envelope,
        type: 'page.viewed',
        data: { ...who, title: `Product ${index}`, path: `/products/${index}` },
      }
    })
    return signedRequest(this.#installation.key, Buffer.from(JSON.stringify(events)))
  }

  async #openPage(topic: string): Promise<void> {
    const person = this.#people.shift()
    if (!person) throw new Error('nobody is there')
    this.#people.push(person)
    const answer: unknown = JSON.parse(String(await person.socket.emitWithAck('subscribe', JSON.stringify({ topic }))))
    if (!isSnapshot(answer)) throw new Error(`${topic} was answered with ${JSON.stringify(answer)}`)
    person.open.push(topic)
    await leave(person, openPages)
  }

  /** As people type: a number, an address, an order, two beginnings of names. */
  #question(n: number): string {
    const questions = [`c-${n}`, `W${n - (n % 2)}`, String(n), 'Mama Dou', 'Rile', 'Beranrd', 'Robin Vincent', 'mou']
    return questions[n % questions.length] ?? ''
  }
}

/** The pages that have been open longest, until so many are left. */
async function leave({ socket, open }: Person, kept: number): Promise<void> {
  for (const topic of open.splice(0, Math.max(0, open.length - kept)))
    await socket.emitWithAck('unsubscribe', JSON.stringify({ topic }))
}

function isSnapshot(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'type' in answer && answer.type === 'snapshot'
}

async function repeat(until: number, eachMs: number, work: () => Promise<void>): Promise<void> {
  while (performance.now() < until) {
    const next = performance.now() + eachMs
    await work()
    await delay(Math.max(0, next - performance.now()))
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

async function get(line: HttpConnection, path: string): Promise<void> {
  await ask(line, Buffer.from(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`), 200)
}

async function ask(line: HttpConnection, request: Buffer, expectedStatus: number): Promise<void> {
  const answer = await new Promise<{ status: number; body: string }>((resolve) =>
    line.send(request, resolve, { keepBody: true }),
  )
  if (answer.status !== expectedStatus) throw new Error(`the server answered ${answer.status}: ${answer.body}`)
}
