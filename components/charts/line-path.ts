/**
 * Points in a box of 0..100 by 0..100, y downwards, as an SVG path of straight segments. Where a value is null nothing is
 * drawn; one between two of those is a point as wide as its line.
 */
export function linePath(values: readonly (number | null)[], top: number): string {
  const last = Math.max(1, values.length - 1)
  let isDrawing = false
  return values
    .map((value, index) => {
      if (value === null) {
        isDrawing = false
        return ''
      }
      const point = `${((index / last) * 100).toFixed(2)} ${heightOf(value, top).toFixed(2)}`
      const isAlone = !isDrawing && values[index + 1] === null
      const step = `${isDrawing ? 'L' : 'M'}${point}`
      isDrawing = true
      return isAlone ? `${step}h0` : step
    })
    .join('')
}

/** How far below the top of the box a value lies, 0..100. */
export function heightOf(value: number, top: number): number {
  return top === 0 ? 100 : 100 - (Math.min(value, top) / top) * 100
}
