import type { StageTimes } from '#contract/freshness.ts'
import type { TelemetryEvents } from '../runtime/telemetry.ts'
import type { ViewReading } from '../views/view.ts'

type Applied = TelemetryEvents['projection.applied']

/** Batches remembered per projection: more than can commit while a view is being read. */
const batchesKept = 64

/** Remembers when the newest events were stored and projected, to date what views show. */
export class StageTimesLedger {
  readonly #batches = new Map<string, Applied[]>()

  note(applied: Applied): void {
    const batches = this.#batches.get(applied.projection) ?? []
    this.#batches.set(applied.projection, batches)
    batches.push(applied)
    if (batches.length > batchesKept) batches.shift()
  }

  /**
   * @returns the stage times of the reading's newest event. Stored and projected are known if that event was the
   *   newest of a batch that this process has applied and that the reading includes.
   */
  of({ position, newest }: ViewReading, reads: readonly string[], emittedAt: number): StageTimes | null {
    if (newest === null) return null
    const { occurredAt, receivedAt } = newest
    const batch = reads
      .map((projection) =>
        this.#batches
          .get(projection)
          ?.findLast(
            (applied) =>
              applied.position <= position &&
              applied.newest.receivedAt === receivedAt &&
              applied.newest.occurredAt === occurredAt,
          ),
      )
      .find((found) => found !== undefined)
    return {
      occurredAt,
      receivedAt,
      storedAt: batch?.newest.storedAt ?? null,
      projectedAt: batch?.newest.projectedAt ?? null,
      emittedAt,
    }
  }
}
