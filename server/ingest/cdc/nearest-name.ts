/** @returns the name that somebody may have meant; undefined when none is near. */
export function nearestName(wanted: string, names: readonly string[]): string | undefined {
  const allowed = Math.max(1, Math.floor(wanted.length / 3))
  const ranked = names
    .map((name) => ({ name, distance: distanceOf(wanted.toLowerCase(), name.toLowerCase()) }))
    .map(({ name, distance }) => ({ name, distance: isPartOf(wanted, name) ? 1 : distance }))
    .toSorted((a, b) => a.distance - b.distance)
  const [nearest] = ranked
  return nearest && nearest.distance <= allowed ? nearest.name : undefined
}

/** `placed` of `placed_at`. */
function isPartOf(wanted: string, name: string): boolean {
  return wanted.length > 2 && name.toLowerCase().split('_').includes(wanted.toLowerCase())
}

/** Levenshtein's: letters to insert, to take away or to replace. */
function distanceOf(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let index = 0; index < one.length; index++) {
    const next = [index + 1]
    for (let column = 0; column < other.length; column++) {
      const replaced = (row[column] ?? 0) + (one[index] === other[column] ? 0 : 1)
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
