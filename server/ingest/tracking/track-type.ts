import { createHash } from 'node:crypto'
import { eventTypeSchema } from '#contract/event.ts'

/**
 * A name that a sender gave, as a type: `Product Viewed` is `Product_Viewed`. Names in letters that a type cannot hold differ
 * by a digest, or all of them would be one type.
 */
export function typeOfName(name: string): string {
  if (eventTypeSchema.safeParse(name).success) return name
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '')
  const written = plain.replaceAll(/[^A-Za-z0-9_.:/-]+/g, '_').replaceAll(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '')
  const isWhole = !/[^\p{ASCII}]/u.test(plain) && written.length <= 128 && written !== ''
  return isWhole ? written : `${written.slice(0, 100) || 'track'}.${digestOf(name)}`
}

function digestOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 8)
}
