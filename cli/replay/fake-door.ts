import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import * as z from 'zod'
import { webhookEventSchema } from '#contract/api.ts'
import type { Door } from './door.ts'
import { decodeSecret } from './door.ts'

/*
 * A door for tests: a real HTTP server that checks signatures with the reference library, remembers events by id, and
 * fails in the ways that a door on a network fails, one after the other as it is told.
 */
export type Fault =
  | 'none'
  /** The connection is cut before anything is stored. */
  | 'cut'
  /** Everything is stored, and then the connection is cut: the sender cannot know. */
  | 'stored-then-cut'
  /** Stored, and half of the answer arrives. */
  | 'half-answer'
  /** Stored, and no answer ever. */
  | 'hang'
  | 'foreign-answer'
  /** A refusal with this status; 429 says when to come back. */
  | 400
  | 401
  | 408
  | 429
  | 500
  | 503

export interface ReceivedRequest {
  webhookId: string
  ids: string[]
  bytes: number
}

const secret = `whsec_${Buffer.from('a door that only tests go through').toString('base64')}`

export class FakeDoor implements AsyncDisposable {
  /** Every event, by source and id, as it first came. */
  readonly stored = new Map<string, z.infer<typeof webhookEventSchema>>()
  readonly requests: ReceivedRequest[] = []
  /** Ids that it calls invalid. */
  readonly invalidIds = new Set<string>()
  /** What a 429 says. */
  retryAfterSeconds = 0
  readonly #faults: Fault[]
  readonly #server: Server
  readonly #waiting = new Set<() => void>()

  private constructor(server: Server, faults: readonly Fault[]) {
    this.#server = server
    this.#faults = [...faults]
    server.on('request', (request, response) => void this.#take(request, response))
  }

  /** @param faults one a request, in order; then all goes well. */
  static async open(faults: readonly Fault[] = []): Promise<FakeDoor> {
    const server = createServer()
    const door = new FakeDoor(server, faults)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return door
  }

  get url(): string {
    // A server that listens on TCP has an address of this kind.
    const { port } = this.#server.address() as AddressInfo
    return `http://127.0.0.1:${port}`
  }

  get secret(): string {
    return secret
  }

  door(source = 'shop'): Door {
    return { url: this.url, source, key: decodeSecret(secret) ?? Buffer.alloc(0) }
  }

  idsOf(source: string): string[] {
    return [...this.stored.keys()]
      .filter((key) => key.startsWith(`${source} `))
      .map((key) => key.slice(source.length + 1))
  }

  addFaults(...faults: Fault[]): void {
    this.#faults.push(...faults)
  }

  /** Resolves once the condition holds; looked at after every request. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.add(resolve))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise<unknown>((resolve) => this.#server.close(resolve))
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await request.toArray()).toString()
    const fault = this.#faults.shift() ?? 'none'
    const headers = z.record(z.string(), z.string()).parse(request.headers)
    const events = z.array(webhookEventSchema.required({ id: true })).parse(JSON.parse(body))
    this.requests.push({ webhookId: headers['webhook-id'] ?? '', ids: events.map(({ id }) => id), bytes: body.length })
    this.#answer({ request, response, fault, body, headers, events })
    for (const resolve of this.#waiting) resolve()
    this.#waiting.clear()
  }

  #answer({ request, response, fault, body, headers, events }: Taken): void {
    if (typeof fault === 'number') return refuse(response, fault, this.retryAfterSeconds)
    if (fault === 'cut') return void request.socket.destroy()
    if (fault === 'foreign-answer') return void response.end('<html>hello</html>')
    try {
      new Webhook(secret).verify(body, headers)
    } catch {
      return refuse(response, 401)
    }
    const results = events.map((event) => this.#store(request.url?.split('/').at(-1) ?? '', event))
    if (fault === 'hang') return
    if (results.every(({ outcome }) => outcome === 'invalid')) return refuseAll(response, results.length)
    const answer = JSON.stringify({ results, receivedAt: Date.now(), storedAt: Date.now() })
    if (fault === 'stored-then-cut') return void request.socket.destroy()
    response.writeHead(202, { 'content-type': 'application/json', 'content-length': answer.length })
    if (fault === 'half-answer') response.write(answer.slice(0, answer.length / 2), () => request.socket.destroy())
    else response.end(answer)
  }

  #store(source: string, event: StoredEvent): { id: string; outcome: string; errors?: object[] } {
    const { id } = event
    if (this.invalidIds.has(id)) return { id, outcome: 'invalid', errors: [{ pointer: '#/data', detail: 'no good' }] }
    const key = `${source} ${id}`
    if (this.stored.has(key)) return { id, outcome: 'duplicate' }
    this.stored.set(key, event)
    return { id, outcome: 'stored' }
  }
}

type StoredEvent = z.infer<typeof webhookEventSchema> & { id: string }

interface Taken {
  request: IncomingMessage
  response: ServerResponse
  fault: Fault
  body: string
  headers: Record<string, string>
  events: StoredEvent[]
}

function refuse(response: ServerResponse, status: number, retryAfterSeconds = 0): void {
  response.writeHead(status, {
    'content-type': 'application/problem+json',
    ...(status === 429 && { 'retry-after': String(retryAfterSeconds) }),
  })
  const problem = { type: '/problems/test', title: 'Refused', status, detail: `because of ${status}`, code: 'test' }
  response.end(JSON.stringify(problem))
}

/** As a door refuses a request of which not one event is valid. */
function refuseAll(response: ServerResponse, events: number): void {
  const code = 'invalid-event'
  const pointers = Array.from({ length: Math.min(events, 20) }, (_, index) => `#/${index}/type`)
  const errors = pointers.map((pointer) => ({ pointer, detail: 'no good' }))
  response.writeHead(422, { 'content-type': 'application/problem+json' })
  response.end(JSON.stringify({ type: `/problems/${code}`, title: 'None', status: 422, detail: 'none', code, errors }))
}
