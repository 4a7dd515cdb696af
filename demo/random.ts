/** Numbers in [0, 1), the same ones for the same seed. */
export type Random = () => number

/** Mulberry32: 32 bits of state, good enough for a make-believe company. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Time between two arrivals of a Poisson process, in the unit of its mean. */
export function exponential(random: Random, mean: number): number {
  return -Math.log(1 - random()) * mean
}

/** How often something happens that happens `mean` times on average. @param mean at most some hundreds. */
export function poisson(random: Random, mean: number): number {
  const least = Math.exp(-mean)
  let count = 0
  for (let product = random(); product > least; product *= random()) count += 1
  return count
}

export function between(random: Random, min: number, max: number): number {
  return min + (max - min) * random()
}

/** A whole number from min to max, both included. */
export function integer(random: Random, min: number, max: number): number {
  return Math.floor(between(random, min, max + 1))
}

/** @throws when there is nothing to pick from. */
export function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)]
  if (item === undefined) throw new Error('nothing to pick from')
  return item
}

/** Picks in proportion to `share`. */
export function pickByShare<Item extends { share: number }>(random: Random, items: readonly Item[]): Item {
  let rest = random() * items.reduce((sum, { share }) => sum + share, 0)
  const found = items.find(({ share }) => (rest -= share) < 0)
  return found ?? pick(random, items)
}
