import type { Permission } from '#contract/access.ts'
import type { Mode } from '#contract/freshness.ts'
import type { Row } from '#contract/view.ts'
import type { View, ViewReading } from '../views/view.ts'

export interface MemoryViewOptions {
  permission?: Permission
  refreshMs?: number
  /** For whoever may not see personal data. */
  mask?: (row: Row) => Row
}

/** A view whose tables are a map in this process. It answers every topic it is found for. */
export class MemoryView implements View {
  readonly name = 'wall'
  readonly permission: Permission
  readonly hasParameter = true
  readonly freshnessTargetSeconds = 1
  readonly mode: Mode = 'push'
  readonly reads = ['counters']
  readonly refreshMs?: number
  readonly readMasked?: (topic: string) => Promise<ViewReading | null>
  /** How often it was read. */
  readings = 0
  /** What a reading meets; replace it to make readings fail or wait. */
  answer: (topic: string) => Promise<ViewReading | null>
  #position = 1n
  readonly #rows = new Map<string, Row>()

  constructor({ permission = 'view:wall', refreshMs, mask }: MemoryViewOptions = {}) {
    this.permission = permission
    if (refreshMs !== undefined) this.refreshMs = refreshMs
    if (mask !== undefined) this.readMasked = this.#maskedBy(mask)
    this.answer = () => Promise.resolve(this.current())
  }

  get position(): bigint {
    return this.#position
  }

  /** One more event: replaces or, with null, removes rows, and moves the position. */
  change(rows: Record<string, Row | null>): void {
    this.#position += 1n
    for (const [key, row] of Object.entries(rows)) {
      if (row === null) this.#rows.delete(key)
      else this.#rows.set(key, row)
    }
  }

  /** A rebuild: everything starts again. */
  reset(): void {
    this.#position = 0n
    this.#rows.clear()
  }

  current(): ViewReading {
    return { position: this.#position, rows: Object.fromEntries(this.#rows), newest: null }
  }

  read(topic: string): Promise<ViewReading | null> {
    this.readings += 1
    return this.answer(topic)
  }

  #maskedBy(mask: (row: Row) => Row): (topic: string) => Promise<ViewReading | null> {
    return async (topic) => {
      const reading = await this.read(topic)
      if (reading === null) return null
      const rows = Object.entries(reading.rows).map(([key, row]) => [key, mask(row)] as const)
      return { ...reading, rows: Object.fromEntries(rows) }
    }
  }
}
