/** A sum of weights that each halve in every half-life, as it is at `at`, epoch ms. */
export interface DecayedSum {
  sum: number
  at: number
}

/** Adds a weight of its own time, earlier or later: in whatever order they come the sum is the same. */
export function add({ sum, at }: DecayedSum, weight: DecayedSum, halfLifeMs: number): DecayedSum {
  const latest = Math.max(at, weight.at)
  return { sum: sum * left(latest - at, halfLifeMs) + weight.sum * left(latest - weight.at, halfLifeMs), at: latest }
}

/** What is left of it at a moment; before its own time, what it was worth then is not known, and it is itself. */
export function decayed({ sum, at }: DecayedSum, now: number, halfLifeMs: number): number {
  return sum * left(Math.max(0, now - at), halfLifeMs)
}

function left(ageMs: number, halfLifeMs: number): number {
  return 2 ** (-ageMs / halfLifeMs)
}
