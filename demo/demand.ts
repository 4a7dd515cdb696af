import type { Variant } from './products.ts'
import { products } from './products.ts'
import { meanBusyness } from './rhythm.ts'
import type { Store } from './world.ts'
import { stores } from './world.ts'

/** Units that are wanted in the busiest hour, as sale.ts, visit.ts and office.ts let people want them. */
const inBusiestHour = { stores: 780, web: 205 }

const storeShares = stores.reduce((sum, { share }) => sum + share, 0)
const productShares = products.reduce((sum, { share }) => sum + share, 0)

/** @returns units of a variant that are wanted in a place in the busiest hour. */
export function wantedInBusiestHour({ product }: Variant, place: Store): number {
  const units = place.kind === 'web' ? inBusiestHour.web : (inBusiestHour.stores * place.share) / storeShares
  return (units * product.share) / productShares / product.sizes.length
}

/** @returns units of a variant that are wanted in a place in so many hours, over day and night. */
export function wantedIn(variant: Variant, place: Store, hours: number): number {
  return wantedInBusiestHour(variant, place) * meanBusyness * hours
}
