/*
 * How much more than Poisson the demand of a SKU's days spreads, all places together, by the method of moments: with
 * variance = mean + mean² / k, Σ((x − m)² − m) estimates Σ m² / k over days that were expected to sell m and sold x.
 * m is what was expected before the day began, so errors of the forecast are in the spread, as they are in the risk.
 */
export interface DispersionSums {
  /** Σ m². */
  means: number
  /** Σ ((x − m)² − m). */
  excess: number
}

export const noDays: DispersionSums = { means: 0, excess: 0 }

export interface ExpectedDay {
  expected: number
  units: number
}

export function addDay({ means, excess }: DispersionSums, { expected, units }: ExpectedDay): DispersionSums {
  if (expected <= 0) return { means, excess }
  return { means: means + expected ** 2, excess: excess + (units - expected) ** 2 - expected }
}

/** Smaller ones say that nearly all is sold at once, which a few days cannot tell. */
const minDispersion = 0.2

/** @returns k of the negative binomial; Infinity where there is no excess over Poisson. */
export function dispersionOf({ means, excess }: DispersionSums): number {
  return excess <= 0 || means <= 0 ? Infinity : Math.max(minDispersion, means / excess)
}
