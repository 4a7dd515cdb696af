import { setTimeout as wait } from 'node:timers/promises'
import { Batching, bodyOf } from '#cli/replay/batch.ts'
import type { Door, DoorReply } from '#cli/replay/door.ts'
import { postToDoor } from '#cli/replay/door.ts'
import { backoffMs, decide } from '#cli/replay/retry.ts'
import { maxBodyBytes } from '#contract/api.ts'
import type { DemoEvent } from './simulation.ts'

/** What became of a source's events so far. */
export interface OutboxCounts {
  accepted: number
  /** Refused by the door for good, or invalid. */
  refused: number
  /** Given up because the server was away for longer than the queue is long. */
  dropped: number
}

export interface OutboxOptions {
  door: Door
  /** Events kept while the door does not answer; past it the oldest go, and are counted. */
  maxQueued: number
  /** How long events gather before they are sent. 0 = at once; what comes while a request is under way goes next. */
  gatherMs: number
  signal: AbortSignal
  /** Something a person would want to know. */
  say: (message: string) => void
}

const requestTimeoutMs = 15_000
const backoff = { firstMs: 200, maxMs: 5000 }
const limits = { maxItems: 100, maxBytes: maxBodyBytes }

interface Queued {
  id: string
  json: string
}

/** Sends the events of one source in order, one request at a time, each until the door has taken or refused it. */
export class Outbox {
  readonly counts: OutboxCounts = { accepted: 0, refused: 0, dropped: 0 }
  readonly #options: OutboxOptions
  readonly #queue: Queued[] = []
  #running = false
  #isAway = false
  #requests = 0

  constructor(options: OutboxOptions) {
    this.#options = options
  }

  get queued(): number {
    return this.#queue.length
  }

  put({ event, at }: DemoEvent): void {
    const json = JSON.stringify({ ...event, timestamp: new Date(at).toISOString() })
    this.#queue.push({ id: event.id, json })
    if (this.#queue.length > this.#options.maxQueued) {
      this.#queue.shift()
      this.counts.dropped += 1
    }
    if (!this.#running) void this.#run()
  }

  async #run(): Promise<void> {
    const { gatherMs, signal } = this.#options
    this.#running = true
    while (this.#queue.length > 0 && !signal.aborted) {
      if (gatherMs > 0) await wait(gatherMs, undefined, { signal }).catch(() => undefined)
      if (!signal.aborted) await this.#send(this.#takeBatch())
    }
    this.#running = false
  }

  #takeBatch(): Queued[] {
    const batching = new Batching<Queued>(limits)
    for (let count = 0; ; count++) {
      const next = this.#queue[count]
      const complete = next && batching.add(next)
      if (next && !complete) continue
      this.#queue.splice(0, count)
      return complete ?? batching.take()
    }
  }

  async #send(items: Queued[]): Promise<void> {
    const { door, signal } = this.#options
    this.#requests += 1
    const webhookId = `${items[0]?.id ?? ''}-request-${this.#requests}`
    for (let attempt = 0; !signal.aborted; attempt++) {
      const timeout = AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)])
      const reply = await postToDoor(door, { webhookId, body: bodyOf(items), signal: timeout })
      if (signal.aborted) return
      if (decide(reply) !== 'again') return this.#settle(items, reply)
      this.#noticeAway()
      const asked = reply.type === 'refused' ? (reply.retryAfterMs ?? 0) : 0
      const delay = Math.max(asked, backoffMs(backoff, { attempt, random: Math.random() }))
      await wait(delay, undefined, { signal }).catch(() => undefined)
    }
  }

  #noticeAway(): void {
    if (this.#isAway) return
    this.#isAway = true
    this.#options.say(`${this.#options.door.source}: the server does not take events, trying again`)
  }

  #settle(items: readonly Queued[], reply: DoorReply): void {
    const { door, say } = this.#options
    const invalid = reply.type === 'accepted' ? reply.results.filter(({ outcome }) => outcome === 'invalid') : items
    this.counts.accepted += items.length - invalid.length
    this.counts.refused += invalid.length
    if (reply.type !== 'accepted') say(`${door.source}: ${items.length} events refused: ${reply.detail}`)
    else if (invalid.length > 0) say(`${door.source}: invalid: ${JSON.stringify(invalid[0])}`)
    if (!this.#isAway) return
    this.#isAway = false
    say(`${door.source}: sending again, ${this.#queue.length} waiting, ${this.counts.dropped} dropped so far`)
  }
}
