import type { Pool } from 'pg'
import type { RefusalStage } from '#contract/quarantine.ts'
import { refusalStages } from '#contract/quarantine.ts'
import { isCausedByData } from '../db/errors.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Telemetry } from '../runtime/telemetry.ts'
import type { ProviderRequest } from './provider.ts'
import type { RefusalTally, RefusedRequest, RingName } from './quarantine-table.ts'
import { addToCounts, expireCounts, expireRequests, insertRefused, trimRing } from './quarantine-table.ts'
import { RateLimit } from './rate-limit.ts'
import { withoutMessage } from './redact.ts'
import type { Refusal } from './refusal.ts'

/*
 * Requests that a door could not take, or not whole, are kept raw with the reason, so that somebody can mend what is wrong
 * and replay them. Each source and stage has a ring of its own: when it is full the oldest goes, and is counted, so that
 * noise fills no disk and pushes nothing out but noise. Refused requests wait here while one insert is under way, and
 * share the next: however many are refused, they take one connection and a bounded part of the memory.
 */
interface Ring {
  requests: number
  bytes: number
  keepMs: number
}

const day = 86_400_000
const megabyte = 1024 * 1024
/** Anybody can send a wrong signature: few are kept, and shortly. */
const rings: Record<RefusalStage, Ring> = {
  signature: { requests: 100, bytes: 8 * megabyte, keepMs: 3 * day },
  schema: { requests: 5000, bytes: 256 * megabyte, keepMs: 14 * day },
  mapping: { requests: 5000, bytes: 256 * megabyte, keepMs: 14 * day },
  'not-allowed': { requests: 1000, bytes: 32 * megabyte, keepMs: 14 * day },
}
const keepCountsMs = 30 * day
const signaturesKeptPerMinute = 60
const tidyEveryMs = 10 * 60_000
const countEveryMs = 5000
const perInsert = { requests: 100, bytes: 4 * megabyte }
const waiting = { requests: 2000, bytes: 16 * megabyte }
/** A ring may grow beyond its limits by this share before it is trimmed: looking at all of it at each insert is dear. */
const slack = 0.02

interface QuarantineOptions {
  pool: Pool
  clock: Clock
  logger: Logger
  telemetry: Telemetry
}

interface Waiting extends RefusedRequest {
  settle: (id: bigint | null) => void
}

export class Quarantine {
  readonly #options: QuarantineOptions
  readonly #rings: Record<RefusalStage, Ring>
  readonly #signatures: RateLimit
  #waiting: Waiting[] = []
  #waitingBytes = 0
  #writing: Promise<void> | null = null
  /** What is not in refusal_counts yet. */
  #tallies = new Map<string, RefusalTally>()
  /** What was put into each ring since it was trimmed; one that is not here may be of any size. */
  readonly #untrimmed = new Map<string, RingName & { requests: number; bytes: number }>()
  #timers: NodeJS.Timeout[] = []

  /** @param ringsOfTest smaller rings than the real ones. */
  constructor(options: QuarantineOptions, ringsOfTest: Partial<Record<RefusalStage, Ring>> = {}) {
    this.#options = options
    this.#rings = { ...rings, ...ringsOfTest }
    this.#signatures = new RateLimit('kept-signatures', options.clock)
  }

  start(): void {
    void this.tidy()
    const tidying = setInterval(() => void this.tidy(), tidyEveryMs)
    const counting = setInterval(() => this.#writeSoon(), countEveryMs)
    this.#timers = [tidying, counting]
    for (const timer of this.#timers) timer.unref()
  }

  /** Resolves once what waits is written, or cannot be. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    this.#writeSoon()
    await this.#writing
  }

  /**
   * Resolves once the request is durable in the quarantine, or counted where it is noise; never rejects.
   *
   * @returns its id; null when it was not kept, or could not be.
   */
  async keep(request: ProviderRequest, refusal: Refusal): Promise<bigint | null> {
    const { source } = request
    const { stage } = refusal
    const isNoise = stage === 'signature' && this.#signatures.take(source, signaturesKeptPerMinute).isExceeded
    const id = isNoise || !this.#hasRoom(request) ? null : await this.#wait({ request, refusal })
    this.#tally({ source, stage }, { count: 1, dropped: id === null ? 1 : 0 })
    this.#options.telemetry.emit('door.refused', { source, stage, isKept: id !== null })
    return id
  }

  /** Removes what is too old. */
  async tidy(): Promise<void> {
    const { pool, clock, logger } = this.#options
    const now = clock.now()
    try {
      for (const stage of refusalStages) {
        await expireRequests(pool, stage, new Date(now - this.#rings[stage].keepMs))
      }
      await expireCounts(pool, new Date(now - keepCountsMs))
    } catch (error) {
      logger.warn({ err: error }, 'tidying the quarantine failed; it is tried again')
    }
  }

  #hasRoom({ rawBody }: ProviderRequest): boolean {
    return this.#waiting.length < waiting.requests && this.#waitingBytes + rawBody.length <= waiting.bytes
  }

  #wait(refused: RefusedRequest): Promise<bigint | null> {
    return new Promise((settle) => {
      this.#waiting.push({ ...refused, settle })
      this.#waitingBytes += refused.request.rawBody.length
      this.#writeSoon()
    })
  }

  #tally(ring: RingName, { count, dropped }: { count: number; dropped: number }): void {
    const known = this.#tallies.get(nameOf(ring)) ?? { count: 0, dropped: 0 }
    this.#tallies.set(nameOf(ring), { ...ring, count: known.count + count, dropped: known.dropped + dropped })
  }

  #writeSoon(): void {
    this.#writing ??= this.#writeAll()
  }

  async #writeAll(): Promise<void> {
    // Requests that are refused in this turn of the event loop share the first insert.
    await new Promise(setImmediate)
    do {
      await this.#insert(this.#take())
      // Whoever was told is counted before the counts are written.
      await new Promise(setImmediate)
      await this.#trimRings()
      await this.#writeCounts()
    } while (this.#waiting.length > 0)
    this.#writing = null
  }

  #take(): Waiting[] {
    let count = 0
    let bytes = 0
    for (const { request } of this.#waiting) {
      const size = request.rawBody.length
      if (count > 0 && (count >= perInsert.requests || bytes + size > perInsert.bytes)) break
      count++
      bytes += size
    }
    this.#waitingBytes -= bytes
    return this.#waiting.splice(0, count)
  }

  async #insert(taken: readonly Waiting[]): Promise<void> {
    if (taken.length === 0) return
    const { pool, logger } = this.#options
    try {
      const ids = await insertRefused(pool, taken)
      for (const [index, { settle, request, refusal }] of taken.entries()) {
        this.#noteGrowth({ source: request.source, stage: refusal.stage }, request.rawBody.length)
        settle(ids[index] ?? null)
      }
    } catch (error) {
      // One request that cannot be written must not cost the others their place.
      if (taken.length > 1 && isCausedByData(error)) {
        for (const alone of taken) await this.#insert([alone])
        return
      }
      logger.error({ err: withoutMessage(error), requests: taken.length }, 'refused requests could not be kept')
      for (const { settle } of taken) settle(null)
    }
  }

  #noteGrowth(ring: RingName, bytes: number): void {
    // The first since the start has it trimmed.
    const before = this.#untrimmed.get(nameOf(ring)) ?? { requests: Infinity, bytes: 0 }
    this.#untrimmed.set(nameOf(ring), { ...ring, requests: before.requests + 1, bytes: before.bytes + bytes })
  }

  async #trimRings(): Promise<void> {
    const { pool, logger } = this.#options
    try {
      for (const [name, { source, stage, ...grown }] of this.#untrimmed) {
        const limits = this.#rings[stage]
        if (grown.requests <= limits.requests * slack && grown.bytes <= limits.bytes * slack) continue
        const dropped = await trimRing(pool, { source, stage }, limits)
        this.#untrimmed.set(name, { source, stage, requests: 0, bytes: 0 })
        if (dropped > 0) this.#tally({ source, stage }, { count: 0, dropped })
      }
    } catch (error) {
      logger.warn({ err: error }, 'trimming the quarantine failed; it is tried again')
    }
  }

  async #writeCounts(): Promise<void> {
    if (this.#tallies.size === 0) return
    const { pool, clock, logger } = this.#options
    const tallies = [...this.#tallies.values()]
    this.#tallies = new Map()
    try {
      await addToCounts(pool, tallies, new Date(clock.now()))
    } catch (error) {
      for (const { count, dropped, ...ring } of tallies) this.#tally(ring, { count, dropped })
      logger.warn({ err: error }, 'counting refusals failed; it is tried again')
    }
  }
}

function nameOf({ source, stage }: RingName): string {
  return `${source} ${stage}`
}
