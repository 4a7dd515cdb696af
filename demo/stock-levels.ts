import { enoughFor, nextLorryAt } from './lorries.ts'
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

interface Shortage {
  onHand: number
  /** How long ago the last one was sold. */
  emptyForMs?: number
}

const minuteMs = 60_000

/** What is short when the demonstration begins, by SKU, then by place. */
const shortages: Readonly<Record<string, Readonly<Record<string, Shortage>>>> = {
  'BRM-1182-M': {
    'Rennes Alma': { onHand: 0, emptyForMs: 140 * minuteMs },
    'Brest Siam': { onHand: 0, emptyForMs: 35 * minuteMs },
    'Nantes Atlantis': { onHand: 4 },
    'Vannes Centre': { onHand: 3 },
    'Lorient Centre': { onHand: 5 },
  },
  'BRM-3007-41': { 'La Rochelle Vieux-Port': { onHand: 0, emptyForMs: 230 * minuteMs } },
}

export function shortageOf(variant: Variant, store: Store): Shortage | undefined {
  return shortages[variant.sku]?.[store.name]
}

/** What a first count of the stock finds: enough until the next lorry, and here and there more. @param at epoch ms. */
export function initialLevels(random: Random, at: number): Level[] {
  return places.flatMap((store) => {
    // The warehouse has enough for the lorry after the next one, too.
    const lorry = nextLorryAt(store, at)
    const to = store === web ? nextLorryAt(store, lorry) : lorry
    return variants.map((variant) => {
      const counted = enoughFor(variant, store, { from: at, to }) + integer(random, 0, 8)
      return { variant, store, onHand: shortageOf(variant, store)?.onHand ?? counted }
    })
  })
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
  change({ variant, store, by }: Pick<Level, 'variant' | 'store'> & { by: number }): Level {
    const level = { variant, store, onHand: this.onHand(variant, store) + by }
    if (level.onHand < 0) throw new Error(`${variant.sku} in ${store.name} would fall to ${level.onHand}`)
    this.#levels.set(keyOf(level), level)
    return level
  }
}

function keyOf({ variant, store }: Pick<Level, 'variant' | 'store'>): string {
  return `${variant.sku}@${store.id}`
}
