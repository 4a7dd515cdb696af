/** @returns one or two letters of a name, for where there is no picture. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/[\s@._-]+/)
  return [words[0], words.length > 1 ? words[1] : undefined]
    .map((word) => Array.from(word ?? '')[0] ?? '')
    .join('')
    .toUpperCase()
}
