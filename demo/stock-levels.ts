import type { Random } from './random.ts'
import { integer } from './random.ts'
import type { Store, Variant } from './world.ts'
import { stores, variants, web } from './world.ts'

/** A change of one level, as the ERP tells it. */
export interface LevelChange {
  before: number
  onHand: number
}

/** What is on hand of each variant in each place; never below zero. */
export class StockLevels {
  readonly #levels = new Map<string, number>()

  constructor(random: Random) {
    for (const store of [...stores, web]) {
      for (const variant of variants)
        this.#levels.set(keyOf(variant, store), integer(random, 6, store === web ? 240 : 36))
    }
  }

  onHand(variant: Variant, store: Store): number {
    return this.#levels.get(keyOf(variant, store)) ?? 0
  }

  /** @throws when more would go than there is: whoever sells looks first. */
  change(variant: Variant, store: Store, by: number): LevelChange {
    const before = this.onHand(variant, store)
    const onHand = before + by
    if (onHand < 0) throw new Error(`${variant.sku} in ${store.name} would fall to ${onHand}`)
    this.#levels.set(keyOf(variant, store), onHand)
    return { before, onHand }
  }
}

function keyOf(variant: Variant, store: Store): string {
  return `${variant.sku}@${store.id}`
}
