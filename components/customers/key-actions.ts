import type { CustomerKeyRow } from '#contract/views/customer.ts'

type Link = CustomerKeyRow['links'][number]

export type KeyAction = { name: 'merge' } | { name: 'undo'; link: Link } | { name: 'part' }

/** Together, apart, or back: whichever is open to a key. */
export function keyActionOf({ strength, links }: CustomerKeyRow): KeyAction | null {
  if (strength === 'probable') return { name: 'merge' }
  const merged = links.find(({ decision }) => decision === 'merged')
  if (merged) return { name: 'undo', link: merged }
  return links.some(({ decision }) => decision !== 'separated') ? { name: 'part' } : null
}

/** Somebody has cut it and nothing else leads to its other end: that can be taken back. @param keys of the customer. */
export function isCut({ decision, other }: Link, keys: readonly CustomerKeyRow[]): boolean {
  return decision === 'separated' && !keys.some(({ id, strength }) => id === other && strength === 'sure')
}
