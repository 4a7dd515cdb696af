import type { EventRow } from '#contract/views/events.ts'

/** Types that there are, and the beginnings that several of them share, in alphabetical order. */
export function typesToSuggest(lines: readonly Pick<EventRow, 'type'>[]): string[] {
  const types = new Set(lines.map(({ type }) => type))
  const nouns = [...types].flatMap((type) => (type.includes('.') ? [`${type.slice(0, type.indexOf('.'))}.`] : []))
  const shared = nouns.filter((noun, index) => nouns.indexOf(noun) !== index)
  return [...new Set([...types, ...shared])].toSorted()
}
