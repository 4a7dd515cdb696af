import type { EventResult } from '#contract/api.ts'
import type { EventLog } from '../log/log.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import { decodeBody } from './body.ts'
import type { KeptRequests } from './kept-requests.ts'
import type { ProviderRequest } from './provider.ts'
import type { Quarantine } from './quarantine.ts'
import type { Allowance } from './rate-limit.ts'
import { RateLimit, rateHeaders } from './rate-limit.ts'
import { withoutMessage } from './redact.ts'
import { refusalOfError, refusalOfItems, refusalOfProblem, toProblem } from './refusal.ts'
import type { DoorSource } from './source-directory.ts'
import { storeItems } from './store-items.ts'
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

/**
 * Names or keys of nobody that one address may send in a minute; and wrong signatures to each source: one sender whose
 * secret is wrong shuts no other out that has the same address.
 */
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

  /** Whether the address has used up its names and keys of nobody: nothing more is looked up in the database for it. */
  isStranger(address: string): boolean {
    return this.#wrong.look(address, wrongPerMinute)?.remaining === 0
  }

  /** Counts a name or key of nobody. @throws ProblemError `too-many-requests` past the limit. */
  countStranger(address: string): void {
    this.refuseStranger(address)
    this.#wrong.take(address, wrongPerMinute)
  }

  /**
   * Before a look-up by a secret alone, so that nobody tries one after the other.
   *
   * @param caller an address, or a source and an address.
   * @throws ProblemError `too-many-requests` past the limit.
   */
  refuseStranger(caller: string): void {
    const allowance = this.#wrong.look(caller, wrongPerMinute)
    if (allowance?.remaining === 0) throw tooMany(allowance, 'too many refused requests from this address')
  }

  /**
   * @returns what is left of the source's allowance, for the headers of the answer.
   * @throws ProblemError `too-many-requests`.
   */
  admit(source: DoorSource, address: string): Allowance {
    // First, so that what strangers send does not use up the source's share.
    this.refuseStranger(wrongCallerOf(source.slug, address))
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
    const encoding = headerOf(incoming, 'content-encoding')
    const request =
      encoding === undefined ? incoming : { ...incoming, rawBody: await decodeBody(incoming.rawBody, encoding) }
    this.#verify(source, request)
    const items = await this.#map(source, request)
    const admittedAfterMs = clock.monotonic() - startedAt
    return { admittedAfterMs, ...(await this.#store(request, items)) }
  }

  #verify({ door, keys }: DoorSource, request: IncomingRequest): void {
    try {
      door.verify(request, keys(request.now))
    } catch (error) {
      this.#wrong.take(wrongCallerOf(request.source, request.address), wrongPerMinute)
      // Nobody waits for what strangers send to be written.
      const problem = toProblem(error)
      void this.#options.quarantine.keep(request, refusalOfProblem('signature', problem))
      throw problem
    }
  }

  async #map({ door }: DoorSource, request: IncomingRequest): Promise<MappedItem[]> {
    try {
      return door.map(request, door.read(request))
    } catch (error) {
      throw await this.#refused(request, error)
    }
  }

  /** @returns the problem to answer, once the request is kept. */
  async #refused(request: ProviderRequest, error: unknown): Promise<ProblemError> {
    const problem = toProblem(error)
    const refusal = refusalOfError(error)
    if (refusal.stage === 'mapping') {
      this.#options.logger.error({ err: withoutMessage(error), source: request.source }, 'a mapping failed')
    }
    const id = await this.#options.quarantine.keep(request, refusal)
    if (id === null) {
      // Refused, it would be lost for good: most senders do not come again after 4xx.
      const detail = 'this could not be read as what its source sends, and cannot be kept now; send it again'
      return new ProblemError('unavailable', detail, { retryAfterSeconds: 1 })
    }
    const { code, message, extras } = problem
    return new ProblemError(code, message, { ...extras, members: { ...extras.members, quarantined: id.toString() } })
  }

  async #store(request: ProviderRequest, items: readonly MappedItem[]): Promise<Omit<Taken, 'admittedAfterMs'>> {
    const refusal = refusalOfItems(items)
    const isKept = refusal === undefined || (await this.#options.quarantine.keep(request, refusal)) !== null
    return { ...(await storeItems(this.#options, request, items)), receivedAt: request.now, isKept }
  }
}

function wrongCallerOf(source: string, address: string): string {
  return `${source} ${address}`
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
