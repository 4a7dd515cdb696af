import type { CaptureMemory } from '../capture.ts'
import type { Lsn } from './lsn.ts'
import type { SlotMemory } from './slot-decision.ts'
import { slotMemorySchema, writeSlotMemory } from './slot-decision.ts'

/** What is remembered of the slot, kept before it is acted upon. One write at a time: each begins with what the last one kept. */
export class SlotRecord {
  readonly #memory: CaptureMemory
  #known: SlotMemory | null
  /** How far `reached` is known to be on the disk. */
  #durable: Lsn = 0n
  #lastWrite: Promise<void> = Promise.resolve()
  #settling: Promise<void> | null = null

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

  begin(known: SlotMemory): Promise<void> {
    return this.#write(() => known, { durable: true })
  }

  /** @throws when nothing has begun. */
  change(change: Partial<SlotMemory>): Promise<void> {
    return this.#write((known) => ({ ...begun(known), ...change }), { durable: true })
  }

  /** See `reached` in slot-decision.ts. When it resolves, this is kept before whatever is appended to the log afterwards. */
  async reach(lsn: Lsn): Promise<void> {
    if (this.#known && lsn > this.#known.reached) {
      await this.#write((known) => ({ ...begun(known), reached: lsn }), { durable: false })
    }
  }

  /** Resolves when it is on the disk that this, which was reached, is. All who wait meanwhile share one write. */
  async settle(lsn: Lsn): Promise<void> {
    if (lsn > begun(this.#known).reached) throw new Error('a position is given up that was not reached')
    while (lsn > this.#durable) {
      this.#settling ??= this.change({}).finally(() => {
        this.#settling = null
      })
      await this.#settling
    }
  }

  #write(next: (known: SlotMemory | null) => SlotMemory, how: { durable: boolean }): Promise<void> {
    const writing = this.#lastWrite.then(async () => {
      const known = next(this.#known)
      await this.#memory.remember(writeSlotMemory(known), how)
      this.#known = known
      if (how.durable) this.#durable = known.reached
    })
    this.#lastWrite = writing.catch(() => undefined)
    return writing
  }
}

function begun(known: SlotMemory | null): SlotMemory {
  if (!known) throw new Error('there is no slot yet')
  return known
}
