/* How well a score tells what will happen from what will not. */
export interface Scored {
  /** The higher, the sooner it warns. */
  score: number
  happened: boolean
}

export interface OperatingPoint {
  recall: number
  precision: number
  /** It warns from this score on. */
  threshold: number
}

/** @returns a point per distinct score, from the highest down. Equal scores warn together. */
export function operatingPoints(scored: readonly Scored[]): OperatingPoint[] {
  const sorted = scored.toSorted((a, b) => b.score - a.score)
  const happened = sorted.filter((each) => each.happened).length
  const points: OperatingPoint[] = []
  let right = 0
  for (const [index, { score, happened: isRight }] of sorted.entries()) {
    if (isRight) right += 1
    if (sorted[index + 1]?.score === score) continue
    points.push({ recall: right / happened, precision: right / (index + 1), threshold: score })
  }
  return points
}

/** @returns the first point that reaches the recall: the most careful one, undefined when there is none. */
export function atRecall(points: readonly OperatingPoint[], recall: number): OperatingPoint | undefined {
  return points.find((point) => point.recall >= recall)
}

/** @returns precision averaged over recall, the area under the curve in steps: 1 is perfect. */
export function averagePrecision(points: readonly OperatingPoint[]): number {
  let area = 0
  let before = 0
  for (const { recall, precision } of points) {
    area += (recall - before) * precision
    before = recall
  }
  return area
}

export interface CalibrationBin {
  from: number
  to: number
  count: number
  /** Mean of what was predicted; 0 where there is nothing. */
  predicted: number
  /** Share of what happened. */
  observed: number
}

/** @param scored with probabilities as scores. @returns ten bins of equal width. */
export function calibration(scored: readonly Scored[]): CalibrationBin[] {
  return Array.from({ length: 10 }, (_, bin) => {
    const inside = scored.filter(({ score }) => Math.min(9, Math.floor(score * 10)) === bin)
    const count = inside.length
    const share = (sum: number): number => (count === 0 ? 0 : sum / count)
    return {
      from: bin / 10,
      to: (bin + 1) / 10,
      count,
      predicted: share(inside.reduce((sum, { score }) => sum + score, 0)),
      observed: share(inside.filter(({ happened }) => happened).length),
    }
  })
}
