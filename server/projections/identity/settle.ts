import type { KeyKind } from '#contract/customer-key.ts'
import { keyKindSchema } from '#contract/customer-key.ts'
import type { KeyRecord, LinkRecord } from './identity-records.ts'
import type { SharedKeyLimits } from './identity-rules.ts'
import { compareKeys } from './key-id.ts'

/*
 * Pure: which keys are one customer. A link connects two keys when a person said so, or when an event says so strongly and
 * neither key is shared; unless a person said that they are not one. A key is shared when strong links that no person spoke
 * about lead to more keys of one kind than its limit says. Customers are the connected parts; a customer's id is that of its
 * least key. All of this is a function of the set of links, so the order in which they came does not matter.
 */

/** @param links all strong ones of this key that no person spoke about; more than the limits' sum are not needed. */
export function isSharedKey(
  key: Pick<KeyRecord, 'id' | 'kind'>,
  links: readonly LinkRecord[],
  limits: SharedKeyLimits,
): boolean {
  const counts = new Map<KeyKind, number>()
  for (const link of links) {
    if (!link.isStrong || link.decision !== null) continue
    const kind = link.a === key.id ? link.kindB : link.kindA
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  const allowed = limits[key.kind]
  return keyKindSchema.options.some((kind) => (counts.get(kind) ?? 0) > allowed[kind])
}

/** So many links a key may have, of all kinds, without being shared. */
export function mostLinks(kind: KeyKind, limits: SharedKeyLimits): number {
  return Object.values(limits[kind]).reduce((sum, each) => sum + each, 0)
}

export function connects(link: LinkRecord, keys: ReadonlyMap<string, Pick<KeyRecord, 'isShared'>>): boolean {
  if (link.decision !== null) return link.decision === 'merged'
  return link.isStrong && keys.get(link.a)?.isShared === false && keys.get(link.b)?.isShared === false
}

interface Parts {
  /** Names of what is to be connected, and the least key of each. */
  nodes: ReadonlyMap<string, KeyRecord>
  edges: readonly (readonly [string, string])[]
}

/** @returns of every node the id of the customer that it belongs to. */
export function unite({ nodes, edges }: Parts): Map<string, string> {
  const parents = new Map<string, string>()
  const rootOf = (node: string): string => {
    let root = node
    for (let next = parents.get(root); next !== undefined; next = parents.get(root)) root = next
    for (let each = node; each !== root;) {
      const next = parents.get(each) ?? root
      parents.set(each, root)
      each = next
    }
    return root
  }
  const least = new Map(nodes)
  for (const [one, other] of edges) {
    const [a, b] = [rootOf(one), rootOf(other)]
    if (a === b) continue
    const [keyA, keyB] = [least.get(a), least.get(b)]
    if (!keyA || !keyB) throw new Error('an edge has an end that is no node')
    parents.set(b, a)
    least.set(a, compareKeys(keyA, keyB) <= 0 ? keyA : keyB)
  }
  return new Map([...nodes.keys()].map((node) => [node, least.get(rootOf(node))?.id ?? node]))
}
