import type { StoredEvent } from '#contract/event.ts'
import type { IdentityRules } from '../projections/identity/identity-rules.ts'
import { compareKeys, keyIdOf } from '../projections/identity/key-id.ts'
import { readPeople } from '../projections/identity/read-people.ts'

/*
 * Who belongs together, from scratch and by the book: all pairs of all events, what people said last of each, which keys are
 * shared, and then whoever can be reached from whom.
 */

interface Pair {
  ends: [string, string]
  isStrong: boolean
  decision: string | null
}

/** @returns a line a key: its id, its customer's, and whether it is shared; in order. */
export function referenceCustomers(log: readonly StoredEvent[], { country, limits }: IdentityRules): string[] {
  const keys = new Map<string, ReturnType<typeof readPeople>[number]['keys'][number]>()
  const pairs = new Map<string, Pair>()
  const pairOf = (one: string, other: string): Pair => {
    const ends = [one, other].toSorted() as [string, string] // as many as there were
    const pair = pairs.get(ends.join()) ?? { ends, isStrong: false, decision: null }
    pairs.set(ends.join(), pair)
    return pair
  }
  for (const event of log) {
    for (const person of readPeople(event, country)) {
      const ids = person.keys.map((key) => keyIdOf(key))
      person.keys.forEach((key, index) => keys.set(ids[index] ?? '', key))
      for (const id of ids.slice(1)) {
        const pair = pairOf(ids[0] ?? '', id)
        pair.isStrong ||= person.evidence !== 'form'
      }
    }
    if (event.source !== 'vigie') continue
    const { links } = event.data as { links: { from: string; to: string }[] } // the test made it
    for (const { from, to } of links) {
      if (from === to || !keys.has(from) || !keys.has(to)) continue
      pairOf(from, to).decision = event.type.slice('customer.'.length)
    }
  }
  const isShared = (id: string): boolean => {
    const own = keys.get(id)
    if (!own) throw new Error('no such key')
    const counts = new Map<string, number>()
    for (const { ends, isStrong, decision } of pairs.values()) {
      if (!ends.includes(id) || !isStrong || decision !== null) continue
      const kind = keys.get(ends[0] === id ? ends[1] : ends[0])?.kind ?? own.kind
      counts.set(kind, (counts.get(kind) ?? 0) + 1)
    }
    return [...counts].some(([kind, count]) => count > limits[own.kind][kind as keyof (typeof limits)['email']])
  }
  const shared = new Map([...keys.keys()].map((id) => [id, isShared(id)]))
  const connected = [...pairs.values()].filter(({ ends: [a, b], isStrong, decision }) =>
    decision === null ? isStrong && !shared.get(a) && !shared.get(b) : decision === 'merged',
  )
  const reach = (from: string): string[] => {
    const reached = new Set([from])
    for (const id of reached) {
      for (const { ends } of connected) if (ends.includes(id)) ends.forEach((end) => reached.add(end))
    }
    return [...reached]
  }
  const leastOf = (ids: readonly string[]) =>
    ids
      .flatMap((id) => keys.get(id) ?? [])
      .toSorted(compareKeys)
      .map((key) => keyIdOf(key))[0]
  return [...keys.keys()].map((id) => `${id} ${leastOf(reach(id))}${shared.get(id) ? ' shared' : ''}`).toSorted()
}
