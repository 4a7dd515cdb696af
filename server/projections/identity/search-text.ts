/** Of letters that are made of several, a name has more than were sent; beyond this an index does not hold them. */
const maxWordLength = 800

/** Text as words in plain small letters, without accents. */
export function plainWords(text: string): string[] {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => (word.length > maxWordLength ? word.slice(0, maxWordLength).toWellFormed() : word))
}

/** What a customer is found by: each word once, after a space and before one. */
export function searchTextOf(texts: readonly (string | null | undefined)[]): string {
  const words = new Set(texts.flatMap((text) => plainWords(text ?? '')))
  return ` ${[...words].join(' ')} `
}
