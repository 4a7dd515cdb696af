/** @returns of a name its first letter and that of its last word, in capitals; `?` where there is none. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/u).filter((word) => /^\p{L}/u.test(word))
  const [first, last] = [words[0], words.length > 1 ? words.at(-1) : undefined]
  const letters = [first, last].map((word) => Array.from(word ?? '')[0] ?? '').join('')
  return letters === '' ? '?' : letters.toLocaleUpperCase()
}
