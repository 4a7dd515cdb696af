import type { CaptureMemory } from '../capture.ts'
import type { Lsn } from './lsn.ts'
import type { SlotMemory } from './slot-decision.ts'
import { slotMemorySchema, writeSlotMemory } from './slot-decision.ts'

/** What is remembered of the slot, kept before it is acted upon. */
export class SlotRecord {
  readonly #memory: CaptureMemory
  #known: SlotMemory | null

  private constructor(memory: CaptureMemory) {
    this.#memory = memory
    this.#known = memory.position === null ? null : slotMemorySchema.parse(memory.position)
  }

  static of(memory: CaptureMemory): SlotRecord {
    return new SlotRecord(memory)
  }

  get known(): SlotMemory | null {
    return this.#known
  }

  async begin(known: SlotMemory): Promise<void> {
    await this.#memory.remember(writeSlotMemory(known))
    this.#known = known
  }

  /** @throws when nothing has begun. */
  async change(change: Partial<SlotMemory>): Promise<void> {
    if (!this.#known) throw new Error('there is no slot yet')
    await this.begin({ ...this.#known, ...change })
  }

  /** See `reached` in slot-decision.ts. */
  async reach(lsn: Lsn): Promise<void> {
    if (this.#known && lsn > this.#known.reached) await this.change({ reached: lsn })
  }
}
