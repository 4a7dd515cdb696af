import type { EventResult } from '#contract/api.ts'
import type { NewEvent } from '#contract/event.ts'
import type { AppendOutcome } from '../log/events.ts'
import { LogOverloadedError } from '../log/append.ts'
import type { EventLog } from '../log/log.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import { decodeBody } from './body.ts'
import type { KeptRequests } from './kept-requests.ts'
import type { ProviderRequest } from './provider.ts'
import type { Quarantine, RefusalStage } from './quarantine.ts'
import type { Allowance } from './rate-limit.ts'
import { RateLimit, rateHeaders } from './rate-limit.ts'
import type { DoorSource } from './source-directory.ts'
import type { MappedItem } from './webhook-events.ts'

/** A request as it came: its body still has its content encoding. */
export interface IncomingRequest extends ProviderRequest {
  /** Of whoever sent it, as far as proxies tell. */
  address: string
}

/** What became of a request; everything that says `stored` is durable. */
export interface Taken {
  /** One per event, in the order sent. */
  results: EventResult[]
  /** Epoch ms. */
  receivedAt: number
  storedAt: number
  /** The door's own share of the time until the commit, before the events were handed to the log. */
  admittedAfterMs: number
  /** Whether what could not be stored is kept in the quarantine; true also when there is nothing of that. */
  isKept: boolean
}

interface IntakeOptions {
  log: EventLog
  quarantine: Quarantine
  requests: KeptRequests
  clock: Clock
  logger: Logger
}

/** Wrong signatures, and names or keys of nobody, that one address may send in a minute. */
const wrongPerMinute = 300
/** Requests with a public key that one address may send in a minute. */
const publicPerMinute = 6000

/**
 * The way in that all doors share once they know who sends: limits, signature over the bytes as they came, parsing, the
 * kind's mapping, the log. What fails on the way is kept in the quarantine. The answer comes after the commit.
 */
export class Intake {
  readonly #options: IntakeOptions
  readonly #sources: RateLimit
  readonly #addresses: RateLimit
  readonly #wrong: RateLimit

  constructor(options: IntakeOptions) {
    this.#options = options
    this.#sources = new RateLimit('source', options.clock)
    this.#addresses = new RateLimit('address', options.clock)
    this.#wrong = new RateLimit('refused', options.clock)
  }

  /**
   * Before anything is looked up for it.
   *
   * @throws ProblemError `too-many-requests` for an address that has sent too much that nobody could have signed.
   */
  admitAddress(address: string): void {
    const allowance = this.#wrong.look(address, wrongPerMinute)
    if (allowance.remaining === 0) throw tooMany(allowance, 'too many refused requests from this address')
  }

  /** The request named no source, or one that there is not. */
  noteStranger(address: string): void {
    this.#wrong.take(address, wrongPerMinute)
  }

  /**
   * @returns what is left of the source's allowance, for the headers of the answer.
   * @throws ProblemError `too-many-requests`.
   */
  admit(source: DoorSource, address: string): Allowance {
    const allowance = this.#sources.take(source.slug, source.ratePerMinute)
    if (allowance.isExceeded) throw tooMany(allowance, 'this source has sent its share of this minute')
    if (source.isKeyPublic) {
      const ofAddress = this.#addresses.take(`${source.slug} ${address}`, publicPerMinute)
      if (ofAddress.isExceeded) throw tooMany(ofAddress, 'this address has sent its share of this minute')
    }
    return allowance
  }

  /**
   * @returns `probe` when the request only asked whether somebody is there.
   * @throws ProblemError when not one event could be stored.
   */
  async take(source: DoorSource, incoming: IncomingRequest): Promise<Taken | 'probe'> {
    const { clock } = this.#options
    const startedAt = clock.monotonic()
    const { door } = source
    if (!source.enabled) {
      throw new ProblemError('source-paused', 'this source is paused; send it again later', { retryAfterSeconds: 60 })
    }
    if (!door.accepts(contentTypeOf(incoming))) {
      if (door.isProbe(incoming)) return 'probe'
      throw new ProblemError('unsupported-media-type', 'send the events with content-type: application/json')
    }
    const rawBody = await decodeBody(incoming.rawBody, headerOf(incoming, 'content-encoding'))
    const request = { ...incoming, rawBody }
    await this.#verify(source, request)
    const items = await this.#map(source, request)
    const admittedAfterMs = clock.monotonic() - startedAt
    return { admittedAfterMs, ...(await this.#store(request, items)) }
  }

  async #verify({ door, keys }: DoorSource, request: IncomingRequest): Promise<void> {
    try {
      door.verify(request, keys(request.now))
    } catch (error) {
      this.#wrong.take(request.address, wrongPerMinute)
      throw await this.#refused(request, 'signature', error)
    }
  }

  async #map({ door }: DoorSource, request: IncomingRequest): Promise<MappedItem[]> {
    try {
      return door.map(request, door.read(request))
    } catch (error) {
      throw await this.#refused(request, error instanceof ProblemError ? 'schema' : 'mapping', error)
    }
  }

  /** @returns the problem to answer, once the request is kept. */
  async #refused(request: ProviderRequest, stage: RefusalStage, error: unknown): Promise<ProblemError> {
    const problem = toProblem(error)
    if (stage === 'mapping') this.#options.logger.error({ err: error, source: request.source }, 'a mapping failed')
    const { code, message: detail, extras } = problem
    const id = await this.#options.quarantine.keep(request, { stage, code, detail, errors: extras.errors ?? [] })
    if (id === null || stage === 'signature') return problem
    return new ProblemError(code, detail, { ...extras, members: { quarantined: id.toString() } })
  }

  async #store(request: ProviderRequest, items: readonly MappedItem[]): Promise<Omit<Taken, 'admittedAfterMs'>> {
    const { log, requests, clock } = this.#options
    const events = items.flatMap((item) => (item.ok ? [item.event] : []))
    const isKept = await this.#keepInvalid(request, items)
    const receivedAt = request.now
    if (events.length === 0) return { results: toResults(items, []), receivedAt, storedAt: clock.now(), isKept }
    const { outcomes, committedAt } = await appendOrRefuse(log, events, request.rawBody.length)
    const positions = outcomes.flatMap((each) => (each.outcome === 'stored' ? [each.position] : []))
    const [from] = positions
    // One request's events stand side by side in the log.
    if (from !== undefined && !forgets(items)) requests.offer(request, from, positions.at(-1) ?? from)
    return { results: toResults(items, outcomes), receivedAt, storedAt: committedAt, isKept }
  }

  async #keepInvalid(request: ProviderRequest, items: readonly MappedItem[]): Promise<boolean> {
    const invalid = items.flatMap((item) => (item.ok ? [] : [item]))
    const [first] = invalid
    if (!first) return true
    const isForbidden = invalid.every(({ isNotAllowed }) => isNotAllowed === true)
    const id = await this.#options.quarantine.keep(request, {
      stage: isForbidden ? 'not-allowed' : 'schema',
      code: isForbidden ? 'forbidden' : 'invalid-event',
      detail: `${invalid.length} of ${items.length} events could not be stored`,
      errors: invalid.flatMap(({ result }) => result.errors ?? []),
    })
    return id !== null
  }
}

/** Whether it holds what somebody wants forgotten. */
function forgets(items: readonly MappedItem[]): boolean {
  return items.some((item) => item.ok && item.forgets === true)
}

function contentTypeOf(request: ProviderRequest): string | undefined {
  return headerOf(request, 'content-type')
}

function headerOf({ headers }: ProviderRequest, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value[0] : value
}

function tooMany(allowance: Allowance, detail: string): ProblemError {
  const { policy, resetSeconds } = allowance
  return new ProblemError('too-many-requests', `${detail}; come again in ${resetSeconds} s`, {
    retryAfterSeconds: resetSeconds,
    // https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
    type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
    members: { 'violated-policies': [policy] },
    headers: rateHeaders(allowance),
  })
}

function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error
  return new ProblemError('invalid-event', 'this body could not be read as what its source sends; nothing was stored')
}

async function appendOrRefuse(log: EventLog, events: readonly NewEvent[], bytes: number) {
  try {
    return await log.append(events, bytes)
  } catch (cause) {
    const detail =
      cause instanceof LogOverloadedError ? cause.message : 'the events could not be stored; send them again'
    throw new ProblemError('unavailable', detail, { retryAfterSeconds: 1 })
  }
}

function toResults(items: readonly MappedItem[], outcomes: readonly AppendOutcome[]): EventResult[] {
  let next = 0
  return items.map((item) => {
    if (!item.ok) return item.result
    const outcome = outcomes[next++]
    if (!outcome) throw new Error('the log answered fewer outcomes than events')
    return outcome.outcome === 'stored'
      ? { id: item.event.id, outcome: 'stored', position: outcome.position.toString() }
      : { id: item.event.id, outcome: 'duplicate' }
  })
}
