import type { CalibrationBin } from './precision-recall.ts'

/** Predicted against observed, a column per bin: `o` what happened, `·` where it would be if every prediction held. */
export function plotAsText(bins: readonly CalibrationBin[]): string {
  const rows = 20
  const lines = Array.from({ length: rows + 1 }, (_, index) => {
    const level = rows - index
    const cells = bins.map(({ count, predicted, observed }) => {
      if (count === 0) return '    '
      const isObserved = Math.round(observed * rows) === level
      const isPredicted = Math.round(predicted * rows) === level
      return isObserved ? '  o ' : isPredicted ? '  · ' : '    '
    })
    return `${(level / rows).toFixed(2)} |${cells.join('').trimEnd()}`
  })
  return [
    ...lines,
    `     +${'----'.repeat(bins.length)}`,
    `      ${bins.map(({ to }) => `≤${to.toFixed(1)}`).join('')}`,
  ].join('\n')
}

/** The same as a picture of its own. The area of a dot is how often such a prediction was made, by its logarithm. */
export function plotAsSvg(bins: readonly CalibrationBin[]): string {
  const side = 400
  const x = (share: number): number => Math.round(40 + share * side)
  const y = (share: number): number => Math.round(20 + (1 - share) * side)
  const dots = bins
    .filter(({ count }) => count > 0)
    .map(
      ({ predicted, observed, count }) =>
        `<circle cx="${x(predicted)}" cy="${y(observed)}" r="${(3 * Math.sqrt(Math.log10(count) + 1)).toFixed(1)}" fill="#2563eb"><title>${count} predictions of ${predicted.toFixed(3)}: ${observed.toFixed(3)}</title></circle>`,
    )
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<text x="${x(share)}" y="${y(0) + 18}" text-anchor="middle">${share}</text><text x="${x(0) - 6}" y="${y(share) + 4}" text-anchor="end">${share}</text>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 460 470" font-family="sans-serif" font-size="12">
<rect width="460" height="470" fill="white"/>
<path d="M${x(0)} ${y(1)}V${y(0)}H${x(1)}" fill="none" stroke="#64748b"/>
<path d="M${x(0)} ${y(0)}L${x(1)} ${y(1)}" stroke="#94a3b8" stroke-dasharray="4 4"/>
${[...ticks, ...dots].join('\n')}
<text x="${x(0.5)}" y="462" text-anchor="middle">predicted (down: observed)</text>
</svg>
`
}
