/**
 * Whole numbers for a screen that add up like the exact ones: each is rounded down, and what is missing goes to those that
 * lost most (largest remainder).
 */
export function roundToSum(values: readonly number[], sum: number): number[] {
  const floors = values.map((value) => Math.floor(value))
  const missing = sum - floors.reduce((total, each) => total + each, 0)
  const byRemainder = values
    .map((value, index) => ({ index, lost: value - Math.floor(value) }))
    .toSorted((a, b) => b.lost - a.lost || a.index - b.index)
  const raised = new Set(byRemainder.slice(0, Math.max(0, missing)).map(({ index }) => index))
  return floors.map((floor, index) => floor + (raised.has(index) ? 1 : 0))
}
