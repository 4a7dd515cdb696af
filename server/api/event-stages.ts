import type { EventStages } from '#contract/api.ts'
import type { Telemetry } from '../runtime/telemetry.ts'

/** Flushes and batches remembered: minutes of a quiet log, seconds of a busy one. */
const remembered = 2048

interface Reached {
  position: bigint
  at: number
}

/** When the newest events were stored and projected: an event's own times, where a view only tells those of its newest. */
export class EventStagesLedger {
  readonly #stored: Reached[] = []
  readonly #projected: Reached[] = []

  /** @param projection the one whose tables count as projected. */
  constructor(telemetry: Telemetry, projection: string) {
    telemetry.on('log.appended', ({ from, to, committedAt }) => {
      if (from <= to) note(this.#stored, { position: to, at: committedAt })
    })
    telemetry.on('projection.applied', (applied) => {
      if (applied.projection !== projection) return
      note(this.#projected, { position: applied.position, at: applied.newest.projectedAt })
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

/** The first entry at or past the position is the one that brought it, unless older entries have been forgotten. */
function timeOf(ledger: readonly Reached[], position: bigint): number | null {
  const [oldest] = ledger
  if (oldest === undefined || (ledger.length === remembered && position < oldest.position)) return null
  return ledger.find((reached) => reached.position >= position)?.at ?? null
}
