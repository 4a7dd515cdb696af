import { hoursPerWeek } from './demand-profile.ts'
import type { DemandRate, Smoothing } from './demand-rate.ts'
import { foldHour, foldQuiet } from './demand-rate.ts'
import type { Exposure, Stretch } from './exposure.ts'
import { hourMs, openExposureOf } from './exposure.ts'

/** What has been seen of the demand of a SKU in a place. */
export interface SeenDemand extends DemandRate {
  /** Hours of exposure 1 that it was seen for. */
  exposure: number
}

export const nothingSeen: SeenDemand = { chance: 0, size: 0, exposure: 0 }

export interface SoldHour {
  /** When it began, epoch ms. */
  hour: number
  units: number
}

export interface SeenStretch extends Stretch {
  /** Hours with sales, in order. */
  sold: readonly SoldHour[]
  /** When it was out or not heard, in order and apart from each other. */
  closed: readonly Stretch[]
}

/** Folds a stretch of whole hours in, those without a sale together. */
export function foldDemand(
  seen: SeenDemand,
  { from, to, sold, closed }: SeenStretch,
  { exposure, smoothing }: { exposure: Exposure; smoothing: Smoothing },
): SeenDemand {
  const openOf = (stretch: Stretch) => openExposureOf(exposure, stretch, closed)
  let rate: DemandRate = seen
  let total = seen.exposure
  let at = from
  for (const { hour, units } of sold) {
    if (units <= 0 || hour < from || hour >= to) continue
    const quiet = openOf({ from: at, to: hour })
    const open = openOf({ from: hour, to: hour + hourMs })
    rate = foldQuiet(rate, quiet, smoothing)
    // The first sale is all that is known of sizes.
    rate = foldHour(rate.size === 0 ? { ...rate, size: units } : rate, { units, exposure: open }, smoothing)
    total += quiet + (open > 0 ? open : 1)
    at = hour + hourMs
  }
  const quiet = openOf({ from: at, to })
  const { chance, size } = foldQuiet(rate, quiet, smoothing)
  return { chance, size, exposure: total + quiet }
}

/** What is made of less than a week misses by more than sales scatter. @returns whether a rate tells how much they do. */
export function isTried({ exposure }: Pick<SeenDemand, 'exposure'>): boolean {
  return exposure >= hoursPerWeek
}

/** Hours without a sale that everything begins with: one sale in the first hour does not make one an hour. */
const priorHours = 48

/**
 * The smoothed chance began at 0 and has not forgotten it: what it weighs too little is the weight of all hours that were
 * never seen, (1 − β)^hours (Kingma and Ba 2015, section 3, for the same estimate).
 *
 * @returns units per hour of exposure 1.
 */
export function seenUnitsPerHour({ chance, size, exposure }: SeenDemand, { beta }: Smoothing): number {
  return (chance * size) / (1 - (1 - beta) ** (exposure + priorHours))
}
