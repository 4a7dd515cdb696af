import type { StoredEvent } from '#contract/event.ts'

interface Segment {
  events: StoredEvent[]
  from: bigint
  to: bigint
  committedAt: number
  bytes: number
}

/** Somebody who reads the log from its end, and says how far it has got. */
export interface RecentReader {
  /** It will not ask again for what is before or at this position. */
  passed(position: bigint): void
  end(): void
}

interface Covered {
  from: bigint
  to: bigint
  count: number
}

/** The oldest is taken off the front of an array, which of a longer one would move all the others. */
const maxSegments = 10_000

/**
 * The newest events that this process appended, so that its readers need not fetch them back from PostgreSQL. A
 * segment is one flush and has no holes; what another process appended in between is simply not here, and the reader
 * asks the database. What all who follow have passed is let go of: what lives for seconds outlives the young generation, and is
 * then collected with a stall. Bounded by count and by bytes of JSON, for those who are far behind.
 */
export class RecentEvents {
  /** So many that folds need not read from the database while captured changes come as fast as they can; see docs/benchmarks.md. */
  readonly #maxEvents: number
  readonly #maxBytes: number
  /** Where each of those who follow is. */
  readonly #readers = new Map<RecentReader, bigint>()
  #segments: Segment[] = []
  #events = 0
  #bytes = 0

  constructor({ maxEvents = 30_000, maxBytes = 16 * 1024 * 1024 } = {}) {
    this.#maxEvents = maxEvents
    this.#maxBytes = maxBytes
  }

  /**
   * @param bytes about how many the events take
   * @returns what the flush covered; with no event stored, `from` is greater than `to`.
   */
  add(events: StoredEvent[], { committedAt, bytes }: { committedAt: number; bytes: number }): Covered {
    const first = events[0]
    const last = events.at(-1)
    if (!first || !last) return { from: 1n, to: 0n, count: 0 }
    this.#segments.push({ events, from: first.position, to: last.position, committedAt, bytes })
    this.#events += events.length
    this.#bytes += bytes
    while (this.#isTooMuch()) this.#forgetOldest()
    return { from: first.position, to: last.position, count: events.length }
  }

  /** The last position that this process has appended; 0 while it has appended none, or has forgotten. */
  get newest(): bigint {
    return this.#segments.at(-1)?.to ?? 0n
  }

  /** @param after what it has read already. */
  follow(after: bigint): RecentReader {
    const reader = {
      passed: (position: bigint) => {
        this.#readers.set(reader, position)
        this.#forgetPassed()
      },
      end: () => {
        this.#readers.delete(reader)
      },
    }
    this.#readers.set(reader, after)
    return reader
  }

  #forgetPassed(): void {
    let slowest: bigint | null = null
    for (const position of this.#readers.values()) {
      if (slowest === null || position < slowest) slowest = position
    }
    for (
      let oldest = this.#segments[0];
      slowest !== null && oldest && oldest.to <= slowest;
      oldest = this.#segments[0]
    ) {
      this.#forgetOldest()
    }
  }

  /** What is asked for again is read from the database. */
  clear(): void {
    this.#segments = []
    this.#events = 0
    this.#bytes = 0
  }

  #isTooMuch(): boolean {
    return this.#events > this.#maxEvents || this.#bytes > this.#maxBytes || this.#segments.length > maxSegments
  }

  #forgetOldest(): void {
    const oldest = this.#segments.shift()
    this.#events -= oldest?.events.length ?? 0
    this.#bytes -= oldest?.bytes ?? 0
  }

  /** @returns up to `limit` events that follow position `after` without a hole; empty when they are not held here. */
  after(after: bigint, limit: number): StoredEvent[] {
    const taken: StoredEvent[] = []
    let next = after + 1n
    // A reader is nearly always near the end, behind thousands of small flushes.
    const first = this.#segments.findLastIndex(({ from }) => from <= next)
    for (let at = first; at >= 0 && taken.length < limit; at++) {
      const segment = this.#segments[at]
      if (!segment || segment.from > next || segment.to < next) break
      const start = Number(next - segment.from)
      for (let index = start; index < segment.events.length && taken.length < limit; index++) {
        const event = segment.events[index]
        if (event) taken.push(event)
      }
      next = segment.to + 1n
    }
    return taken
  }

  /** @returns epoch ms at which the flush that holds this position committed, if it is still known here. */
  committedAt(position: bigint): number | null {
    return this.#segments.findLast(({ from, to }) => from <= position && position <= to)?.committedAt ?? null
  }
}
