/*
 * Why the units sold changed: an exact split of the change into its factors by the additive logarithmic mean Divisia index,
 * LMDI-I (Ang, Energy Policy 32, 2004): units = places × views per place × orders per view × units per order, and the part of
 * a factor x is L(units₁, units₀) · ln(x₁ / x₀) with the logarithmic mean L(a, b) = (a − b) / (ln a − ln b). The parts add up
 * to the change, nothing is left over. What was sold where nobody counts views has no factors: it is unexplained, and shown.
 */
export interface SalesPeriod {
  /** Units whose views are counted. */
  units: number
  /** Orders that hold them. */
  orders: number
  /** Page views of the SKU. */
  views: number
  /** Places that had it and could sell it, on average over the period. */
  places: number
  /** Units sold where, or while, no views were counted. */
  unexplainedUnits: number
}

export const factors = ['views', 'conversion', 'unitsPerOrder', 'places'] as const
export type Factor = (typeof factors)[number]

export interface Decomposition {
  before: number
  /** Units that each factor added or took away. */
  parts: Readonly<Record<Factor, number>>
  unexplained: number
  now: number
}

/** before + parts + unexplained = now, to the last bit of what doubles can add. */
export function decompose(before: SalesPeriod, now: SalesPeriod): Decomposition {
  return {
    before: before.units + before.unexplainedUnits,
    parts: partsOf(before, now),
    unexplained: now.unexplainedUnits - before.unexplainedUnits,
    now: now.units + now.unexplainedUnits,
  }
}

type Ratios = Readonly<Record<Factor, number>>

function partsOf(before: SalesPeriod, now: SalesPeriod): Record<Factor, number> {
  const parts: Record<Factor, number> = { views: 0, conversion: 0, unitsPerOrder: 0, places: 0 }
  if (before.units === now.units && before.units === 0) return parts
  if (before.units === 0) parts[brokenFactor(before)] = now.units
  else if (now.units === 0) parts[brokenFactor(now)] = -before.units
  else {
    const [from, to] = [ratiosOf(before), ratiosOf(now)]
    const mean = logarithmicMean(now.units, before.units)
    for (const factor of factors) parts[factor] = mean * Math.log(to[factor] / from[factor])
  }
  return parts
}

function ratiosOf({ units, orders, views, places }: SalesPeriod): Ratios {
  return { places, views: views / places, conversion: orders / views, unitsPerOrder: units / orders }
}

/**
 * The factor that is 0 where nothing was sold: the whole change is its part, which is the limit of the index as that factor
 * tends to 0 (Ang and Liu, Energy Policy 35, 2007).
 */
function brokenFactor({ orders, views, places }: SalesPeriod): Factor {
  if (places === 0) return 'places'
  if (views === 0) return 'views'
  return orders === 0 ? 'conversion' : 'unitsPerOrder'
}

function logarithmicMean(a: number, b: number): number {
  // Near a = b the quotient is 0/0; its limit is a.
  return Math.abs(a / b - 1) < 1e-9 ? (a + b) / 2 : (a - b) / Math.log(a / b)
}
