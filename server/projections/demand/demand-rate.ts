/*
 * Demand of one SKU in one place, hour by hour, by the method of Teunter, Syntetos and Babai (European Journal of
 * Operational Research 214, 2011): the chance that an hour has a sale is smoothed in every hour, the size of a sale only in
 * hours that have one, so a product that stops selling fades instead of being remembered for ever.
 *
 * Hours are not alike: an hour has an exposure, the share of an average hour's demand that falls into it (demand-profile.ts).
 * An hour of exposure 0 says nothing: the place was closed, out of stock, or not heard. In an hour of exposure e without a
 * sale the chance shrinks to (1 − β)^e of itself; one with a sale adds (1 − (1 − β)^e) / e, which keeps the estimate unbiased
 * and is the published update where e = 1.
 */
export interface DemandRate {
  /** Hours with a sale per hour of exposure 1. */
  chance: number
  /** Units of an hour that has a sale. */
  size: number
}

export interface Smoothing {
  /** Of sizes, 0 to 1. */
  alpha: number
  /** Of the chance, 0 to 1. */
  beta: number
}

/**
 * A quarter of the weight of an hour remains after four weeks of exposure, a quarter of a slow seller's sale after twenty more.
 * Chosen on every other SKU of the backtest (docs/benchmarks.md) for precision and calibration; both are flat around here.
 */
export const defaultSmoothing: Smoothing = { alpha: 0.07, beta: 0.002 }

/** @returns units per hour of exposure 1. */
export function unitsPerHour({ chance, size }: DemandRate): number {
  return chance * size
}

/**
 * Who sells hour after hour sells more in busy ones, and the last twenty sales are those of one part of a day. So per hour sizes
 * are forgotten at most this many times as fast as the chance; that binds where more than one hour of seventeen has a sale.
 */
const fastestForgetting = 2

/** Folds one hour in. @param units sold in it; returns do not count. */
export function foldHour(
  rate: DemandRate,
  { units, exposure }: { units: number; exposure: number },
  { alpha, beta }: Smoothing,
): DemandRate {
  if (units <= 0) return exposure <= 0 ? rate : { chance: rate.chance * (1 - beta) ** exposure, size: rate.size }
  // A sale in an hour that was thought closed shows that it was not.
  const seen = exposure > 0 ? exposure : 1
  const kept = (1 - beta) ** seen
  return {
    chance: rate.chance * kept + (1 - kept) / seen,
    size: rate.size + Math.min(alpha, (fastestForgetting * beta) / rate.chance) * (units - rate.size),
  }
}

/** Folds hours without a sale in, all at once. @param exposure their sum. */
export function foldQuiet(rate: DemandRate, exposure: number, { beta }: Smoothing): DemandRate {
  return exposure <= 0 ? rate : { chance: rate.chance * (1 - beta) ** exposure, size: rate.size }
}
