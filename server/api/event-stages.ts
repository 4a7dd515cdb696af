import type { EventStages } from '#contract/api.ts'
import type { Telemetry } from '../runtime/telemetry.ts'

/** Flushes and batches remembered: minutes of a quiet log, seconds of a busy one. */
const remembered = 2048

/** What one flush or one batch brought. */
interface Reached {
  from: bigint
  to: bigint
  at: number
}

/** When the newest events were stored and projected: an event's own times, where a view only tells those of its newest. */
export class EventStagesLedger {
  readonly #stored: Reached[] = []
  readonly #projected: Reached[] = []

  /** @param projection the one whose tables count as projected. */
  constructor(telemetry: Telemetry, projection: string) {
    telemetry.on('log.appended', ({ from, to, committedAt }) => {
      if (from <= to) note(this.#stored, { from, to, at: committedAt })
    })
    telemetry.on('projection.applied', (applied) => {
      if (applied.projection !== projection) return
      const { position: to, events, newest } = applied
      // A batch has every position of its range, also those that its projection passes over.
      note(this.#projected, { from: to - BigInt(events) + 1n, to, at: newest.projectedAt })
    })
  }

  /** @returns null for a stage that this process did not see, or has forgotten. */
  of(position: bigint): EventStages {
    return { storedAt: timeOf(this.#stored, position), projectedAt: timeOf(this.#projected, position) }
  }
}

function note(ledger: Reached[], reached: Reached): void {
  ledger.push(reached)
  if (ledger.length > remembered) ledger.shift()
}

/** Others append, too, and fold: what lies between two entries is not of the later one. */
function timeOf(ledger: readonly Reached[], position: bigint): number | null {
  return ledger.findLast(({ from, to }) => from <= position && position <= to)?.at ?? null
}
