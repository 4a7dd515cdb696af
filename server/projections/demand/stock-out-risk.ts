import { probabilityOfAtLeast } from './demand-distribution.ts'
import type { DemandProfile, HourOfWeek } from './demand-profile.ts'
import { exposureOver, hoursUntil } from './demand-profile.ts'

/*
 * Will what is on hand last until the next delivery? Demand over the horizon H is negative binomial with the mean λ · E(H),
 * where E(H) is the exposure of its hours; the risk is P(D ≥ on hand), cover is on hand / λ in hours of the week as they come.
 */
export interface StockQuestion {
  onHand: number
  /** λ: units per hour of exposure 1, what is diverted from empty places included. */
  unitsPerHour: number
  /** Of the negative binomial; Infinity = Poisson. */
  dispersion: number
  profile: DemandProfile
  /** The moment of the question. */
  from: HourOfWeek
  /** H: hours until the next delivery, else the lead time. */
  horizonHours: number
}

export interface StockRisk {
  /** P(D ≥ on hand) within the horizon, 0 to 1. */
  risk: number
  /** Hours until the expected demand has used up what is on hand; 0 when it is out, Infinity when nothing sells. */
  hoursToZero: number
  /** Expected units within the horizon. */
  expectedUnits: number
}

export function stockRisk({ onHand, unitsPerHour, dispersion, profile, from, horizonHours }: StockQuestion): StockRisk {
  const expectedUnits = unitsPerHour * exposureOver(profile, from, horizonHours)
  if (onHand <= 0) return { risk: 1, hoursToZero: 0, expectedUnits }
  return {
    risk: probabilityOfAtLeast(onHand, { mean: expectedUnits, dispersion }),
    hoursToZero: unitsPerHour <= 0 ? Infinity : hoursUntil(profile, from, onHand / unitsPerHour),
    expectedUnits,
  }
}
