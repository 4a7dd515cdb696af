import type { Variant } from './products.ts'
import { variants } from './products.ts'
import type { Random } from './random.ts'
import { integer } from './random.ts'
import type { Store } from './world.ts'
import { places, web } from './world.ts'

/** What is on hand of a variant in a place. */
export interface Level {
  variant: Variant
  store: Store
  onHand: number
}

/** What has sold out, or nearly, before the demonstration begins; by SKU, then by place. */
const shortages: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'BRM-1182-M': { 'Rennes Alma': 0, 'Brest Siam': 0, 'Nantes Atlantis': 4, 'Vannes Centre': 3, 'Lorient Centre': 5 },
  'BRM-3007-41': { 'La Rochelle Vieux-Port': 0 },
}

/** What a first count of the stock finds. */
export function initialLevels(random: Random): Level[] {
  return places.flatMap((store) =>
    variants.map((variant) => {
      const counted = integer(random, 6, store === web ? 240 : 36)
      return { variant, store, onHand: shortages[variant.sku]?.[store.name] ?? counted }
    }),
  )
}

/** Every level as the company knows it, a moment before the ERP does; never below zero. */
export class StockLevels {
  readonly #levels: Map<string, Level>

  constructor(levels: readonly Level[]) {
    this.#levels = new Map(levels.map((level) => [keyOf(level), level]))
  }

  all(): Level[] {
    return [...this.#levels.values()]
  }

  onHand(variant: Variant, store: Store): number {
    return this.#levels.get(keyOf({ variant, store }))?.onHand ?? 0
  }

  /** @throws when more would go than there is: whoever sells looks first. */
  change({ variant, store, by }: Pick<Level, 'variant' | 'store'> & { by: number }): {
    before: number
    onHand: number
  } {
    const before = this.onHand(variant, store)
    const onHand = before + by
    if (onHand < 0) throw new Error(`${variant.sku} in ${store.name} would fall to ${onHand}`)
    this.#levels.set(keyOf({ variant, store }), { variant, store, onHand })
    return { before, onHand }
  }
}

function keyOf({ variant, store }: Pick<Level, 'variant' | 'store'>): string {
  return `${variant.sku}@${store.id}`
}
