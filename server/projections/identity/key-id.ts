import { hash } from 'node:crypto'
import type { CustomerKey, KeyKind } from '#contract/customer-key.ts'
import { keyKindSchema } from '#contract/customer-key.ts'

/**
 * The first 16 bytes of SHA-256 of `kind:value`, as a UUID. It is the id everywhere: any key's id leads to its customer,
 * whatever came first, and what refers to a key holds no personal data.
 */
export function keyIdOf({ kind, value }: CustomerKey): string {
  return digestId(`${kind}:${value}`)
}

/** @returns the first 16 bytes of the SHA-256 of a text, as a UUID. */
export function digestId(text: string): string {
  const hex = hash('sha256', text, 'hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}

const ranks = new Map<KeyKind, number>(keyKindSchema.options.map((kind, rank) => [kind, rank]))

export function rankOf(kind: KeyKind): number {
  return ranks.get(kind) ?? ranks.size
}

/** The total order of keys: the strongest kind first, then the value by its UTF-16 code units. */
export function compareKeys(one: CustomerKey, other: CustomerKey): number {
  const byRank = rankOf(one.kind) - rankOf(other.kind)
  if (byRank !== 0) return byRank
  if (one.value === other.value) return 0
  return one.value < other.value ? -1 : 1
}
