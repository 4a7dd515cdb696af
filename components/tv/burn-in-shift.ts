const stepPx = 4

/** The middle and the eight places around it, one after the other. */
const places = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
  [-1, 0],
  [-1, -1],
  [0, -1],
  [1, -1],
] as const

/** Where the picture stands in a minute: it moves by 4 px, so that no line burns into the panel. */
export function burnInShift(minute: number): { x: number; y: number } {
  const [x, y] = places[minute % places.length] ?? places[0]
  return { x: x * stepPx, y: y * stepPx }
}
