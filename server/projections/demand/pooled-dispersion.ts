/*
 * How much more a SKU's sales scatter than Poisson, pooled over its places and days, since one place alone sells too little to
 * tell: φ = Σ w (sold − expected)² / Σ w expected, Pearson's index of dispersion (McCullagh, Nelder, Generalized Linear Models,
 * 2nd ed. 1989, ch. 6.2), with weights of ours: w = 1 up to ten expected units a day, 10 / expected beyond. An expectation that is
 * wrong by a tenth is wrong by more than Poisson scatters where hundreds are sold, and would say of small places that they
 * scatter as much.
 *
 * What is pooled is φ and not the k of the negative binomial, because φ is the same for a day and for a week, for a big place
 * and a small one: orders that come at random and are of random size (a compound Poisson process) have variance = φ · mean
 * over any horizon. So k = mean / (φ − 1) grows with the mean. With one k for every horizon `npm run bench -- stock-backtest`
 * is calibrated worse, and less precise at every recall.
 */
export interface DispersionSums {
  /** Σ w expected units. */
  expected: number
  /** Σ w ((sold − expected)² − expected): what is more than Poisson has. */
  excess: number
}

const mostUnits = 10

export const noDispersion: DispersionSums = { expected: 0, excess: 0 }

/**
 * Folds one day of one place in.
 * @param expected units, of the hours of the day in which the place was heard and not out, by what was known before it.
 */
export function foldDispersion(
  { expected, excess }: DispersionSums,
  day: { expected: number; sold: number },
): DispersionSums {
  if (day.expected <= 0) return { expected, excess }
  const weight = Math.min(1, mostUnits / day.expected)
  return {
    expected: expected + weight * day.expected,
    excess: excess + weight * ((day.sold - day.expected) ** 2 - day.expected),
  }
}

/** @returns k of the negative binomial of a demand with this mean; Infinity, which is Poisson, where nothing scatters more. */
export function dispersionAt(mean: number, { expected, excess }: DispersionSums): number {
  if (expected <= 0 || excess <= 0) return Infinity
  return (mean * expected) / excess
}
