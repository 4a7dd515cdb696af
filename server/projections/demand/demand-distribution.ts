/*
 * How many units are asked for within a horizon: negative binomial with a mean and a dispersion k that all stores of a SKU
 * share, variance = mean + mean² / k; k = Infinity is Poisson. Parametrisation: Johnson, Kemp, Kotz, Univariate Discrete
 * Distributions, 3rd ed. 2005, ch. 5.
 */
export interface Demand {
  /** Units; ≥ 0. */
  mean: number
  /** > 0, or Infinity where there is no excess over Poisson. */
  dispersion: number
}

/** @returns P(D ≥ units), 0 to 1. */
export function probabilityOfAtLeast(units: number, demand: Demand): number {
  if (units <= 0) return 1
  if (demand.mean <= 0) return 0
  let below = 0
  forProbabilities(demand, Math.ceil(units), (probability) => {
    below += probability
    return 1 - below < negligible
  })
  return Math.min(1, Math.max(0, 1 - below))
}

/** @returns E[(D − units)⁺]: units that are asked for and not there. */
export function expectedShortfall(units: number, demand: Demand): number {
  if (units <= 0 || demand.mean <= 0) return Math.max(0, demand.mean)
  // Σ P(D > n) over n < units is what can be served.
  const whole = Math.ceil(units)
  let served = 0
  let upTo = 0
  let n = 0
  forProbabilities(demand, whole, (probability) => {
    upTo += probability
    served += 1 - upTo
    n += 1
    return 1 - upTo < negligible
  })
  // Where every probability that is left underflows, all or none of the demand lies beyond.
  if (upTo < 0.5) served += whole - n
  return Math.max(0, demand.mean - served)
}

/** A tail that adds less than a thousandth of a unit over any number of units on hand. */
const negligible = 1e-12

/** @returns the smallest n with P(D ≤ n) ≥ share. */
export function quantile(share: number, demand: Demand): number {
  if (demand.mean <= 0) return 0
  let upTo = 0
  let units = 0
  forProbabilities(demand, maxUnits, (probability) => {
    upTo += probability
    if (upTo >= share) return true
    units += 1
    return false
  })
  return units
}

/** Far more than any store sells of one thing within a horizon. */
const maxUnits = 1_000_000
/** Below it a probability could underflow: terms are kept larger by it, and its logarithm aside. */
const tiny = 1e-280
const hugeFactor = 1e250
const logHugeFactor = Math.log(hugeFactor)

/** P(D = 0), P(D = 1), … P(D = count − 1), each from the one before. @param take says when it is enough. */
function forProbabilities({ mean, dispersion }: Demand, count: number, take: (probability: number) => boolean): void {
  const isPoisson = dispersion === Infinity
  const share = isPoisson ? 0 : mean / (mean + dispersion)
  let logScale = isPoisson ? -mean : -dispersion * Math.log1p(mean / dispersion)
  let term = 1
  for (let units = 0; units < count; units++) {
    if (take(term * Math.exp(logScale))) return
    term *= isPoisson ? mean / (units + 1) : (share * (units + dispersion)) / (units + 1)
    if (term > hugeFactor) {
      term /= hugeFactor
      logScale += logHugeFactor
    } else if (term < tiny) return
  }
}
