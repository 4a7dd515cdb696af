import { createHash } from 'node:crypto'

/** The same whenever the same is told to the same address. @param told ids of what a message tells. */
export function messageDigest(told: readonly string[], { address }: { address: string }): string {
  const parts = [address, ...told.toSorted()]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40)
}
