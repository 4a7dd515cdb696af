import type { StageTimes } from '#contract/freshness.ts'
import type { Patch } from '#contract/live.ts'
import type { ViewSnapshot } from '#contract/view.ts'
import { EncodedMessage } from './encoded-message.ts'
import type { RowChanges, Rows } from './row-changes.ts'
import { diffRows, isNoChange, mergeChanges } from './row-changes.ts'

/** How far back a client can resume with a patch: one minute of ticks, unless they are big. */
export interface RingLimits {
  patches: number
  bytes: number
}
export const defaultRing: RingLimits = { patches: 600, bytes: 512 * 1024 }

/** A position that moves alone is worth a message only this often (L12). */
const positionIntervalMs = 1000
/** Merged patches kept encoded for one version: a storm comes from few versions. */
const mergedKept = 64

/** A view as it was read, with the stage times of its newest event. */
export interface Moment {
  position: bigint
  rows: Rows
  asOf: StageTimes | null
}

interface Step {
  from: number
  changes: RowChanges
  bytes: number
}

/** What a new moment means for those who have the current version. */
export type Advance =
  | { kind: 'unchanged' }
  | { kind: 'patch'; message: EncodedMessage }
  /** The position went back: a new epoch began, everybody needs a snapshot (L7). */
  | { kind: 'restarted' }

export interface CatchUp {
  how: 'patch' | 'snapshot'
  message: EncodedMessage
}

interface TopicStateOptions {
  topic: string
  newEpoch: () => string
  first: Moment
  now: number
  ring?: RingLimits
}

/**
 * What the gateway has shown of one topic: the newest version in full, and the ring of changes that led to it. Pure:
 * it is told the time, and reads nothing.
 *
 * Invariant: the ring's steps are consecutive and the last one leads to `version`.
 */
export class TopicState {
  readonly topic: string
  readonly #newEpoch: () => string
  readonly #limits: RingLimits
  #epoch: string
  #version = 1
  #moment: Moment
  #movedAt: number
  #ring: Step[] = []
  #ringBytes = 0
  #snapshot: EncodedMessage | undefined
  readonly #merged = new Map<number, EncodedMessage>()

  constructor({ topic, newEpoch, first, now, ring = defaultRing }: TopicStateOptions) {
    this.topic = topic
    this.#newEpoch = newEpoch
    this.#limits = ring
    this.#epoch = newEpoch()
    this.#moment = first
    this.#movedAt = now
  }

  get epoch(): string {
    return this.#epoch
  }

  get version(): number {
    return this.#version
  }

  /** Takes the view as it is now. */
  advance(next: Moment, now: number): Advance {
    if (next.position < this.#moment.position) return this.#restart(next, now)
    const changes = diffRows({ previous: this.#moment.rows, next: next.rows })
    if (isNoChange(changes)) {
      const moved = next.position > this.#moment.position
      if (!moved || now - this.#movedAt < positionIntervalMs) return { kind: 'unchanged' }
    }
    const from = this.#version
    this.#version += 1
    this.#become(next, now)
    const message = this.#encodePatch(from, changes)
    this.#remember({ from, changes, bytes: message.bytes })
    return { kind: 'patch', message }
  }

  /**
   * What a client with that version needs: one patch if the ring reaches back to it, else a snapshot. The version
   * is one of this epoch; null = the client has none of it.
   */
  catchUp(version: number | null): CatchUp {
    const oldest = this.#version - this.#ring.length
    if (version === null || version < oldest || version > this.#version) {
      this.#snapshot ??= new EncodedMessage({ type: 'snapshot', ...this.snapshot() })
      return { how: 'snapshot', message: this.#snapshot }
    }
    return { how: 'patch', message: this.#mergedSince(version, oldest) }
  }

  snapshot(): ViewSnapshot {
    return {
      topic: this.topic,
      epoch: this.#epoch,
      version: this.#version,
      position: this.#moment.position.toString(),
      rows: Object.fromEntries(this.#moment.rows),
      asOf: this.#moment.asOf,
    }
  }

  #mergedSince(version: number, oldest: number): EncodedMessage {
    const known = this.#merged.get(version)
    if (known) return known
    const message = this.#encodePatch(
      version,
      mergeChanges(this.#ring.slice(version - oldest).map(({ changes }) => changes)),
    )
    if (this.#merged.size < mergedKept) this.#merged.set(version, message)
    return message
  }

  #encodePatch(from: number, { set, del }: RowChanges): EncodedMessage {
    return new EncodedMessage({
      type: 'patch',
      topic: this.topic,
      epoch: this.#epoch,
      from,
      to: this.#version,
      position: this.#moment.position.toString(),
      set: Object.fromEntries(set),
      del: [...del],
      asOf: this.#moment.asOf,
    } satisfies Patch)
  }

  #remember(step: Step): void {
    this.#ring.push(step)
    this.#ringBytes += step.bytes
    while (this.#ring.length > this.#limits.patches || this.#ringBytes > this.#limits.bytes) {
      this.#ringBytes -= this.#ring.shift()?.bytes ?? this.#ringBytes
    }
  }

  #restart(next: Moment, now: number): Advance {
    this.#epoch = this.#newEpoch()
    this.#version = 1
    this.#ring = []
    this.#ringBytes = 0
    this.#become(next, now)
    return { kind: 'restarted' }
  }

  #become(next: Moment, now: number): void {
    this.#moment = next
    this.#movedAt = now
    this.#snapshot = undefined
    this.#merged.clear()
  }
}
