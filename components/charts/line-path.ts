/** Points in a box of 0..100 by 0..100, y downwards, as an SVG path of straight segments. */
export function linePath(values: readonly number[], top: number): string {
  const last = Math.max(1, values.length - 1)
  return values
    .map((value, index) => {
      const x = ((index / last) * 100).toFixed(2)
      return `${index === 0 ? 'M' : 'L'}${x} ${heightOf(value, top).toFixed(2)}`
    })
    .join('')
}

/** How far below the top of the box a value lies, 0..100. */
export function heightOf(value: number, top: number): number {
  return top === 0 ? 100 : 100 - (Math.min(value, top) / top) * 100
}
