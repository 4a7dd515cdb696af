/** The lowest 1, 2, 4, 6, 8 or 10 times a power of ten that is not below `max`: its half is a round number too. At least 2. */
export function niceTop(max: number): number {
  if (max <= 2) return 2
  const power = 10 ** Math.floor(Math.log10(max))
  const step = [1, 2, 4, 6, 8, 10].find((factor) => factor * power >= max) ?? 10
  return step * power
}
