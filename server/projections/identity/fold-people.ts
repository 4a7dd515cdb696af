import type { CustomerKey, KeyKind } from '#contract/customer-key.ts'
import type { StoredEvent } from '#contract/event.ts'
import { eventCatalogue } from '#contract/event.ts'
import { ownSource } from '../../ingest/own-sources.ts'
import type { KeyFacts, LinkDecision, LinkRecord } from './identity-records.ts'
import { linkName, newer, noFacts } from './identity-records.ts'
import { keyIdOf } from './key-id.ts'
import type { PhoneCountry } from './normal-key.ts'
import type { SeenPerson } from './read-people.ts'
import { readPeople } from './read-people.ts'

/** What a batch says of a key. */
export interface KeyChange extends CustomerKey, KeyFacts {
  id: string
  uses: number
  firstSeen: number
  lastSeen: number
  /** Of the first event of the batch that names it. */
  position: bigint
}

/** What a person said of two keys. */
export interface Decided {
  a: string
  b: string
  decision: LinkDecision
  by: { id: string; name: string }
  at: number
  position: bigint
}

/** A batch, each key and each pair of keys once. */
export interface PeopleBatch {
  keys: Map<string, KeyChange>
  links: Map<string, LinkRecord>
  /** In the order of the log. */
  decisions: Decided[]
}

/** Pure: what a batch says, before anything is read. */
export function foldPeople(events: readonly StoredEvent[], country: PhoneCountry): PeopleBatch {
  const batch: PeopleBatch = { keys: new Map(), links: new Map(), decisions: [] }
  for (const event of events) {
    for (const person of readPeople(event, country)) takePerson(batch, event, person)
    batch.decisions.push(...decisionsIn(event))
  }
  return batch
}

function takePerson(batch: PeopleBatch, event: StoredEvent, { keys, evidence, facts }: SeenPerson): void {
  const [first, ...others] = keys.map((key) => ({ ...key, id: keyIdOf(key) }))
  if (!first) return
  takeKey(batch, event, { ...first, ...facts })
  const isStrong = evidence !== 'form'
  const { position, occurredAt: at } = event
  for (const other of others) {
    takeKey(batch, event, { ...other, ...noFacts })
    const pair = pairOf(first, other)
    takeLink(batch.links, { ...pair, evidence, isStrong, position, at, ...undecided })
  }
}

const undecided = { decision: null, decidedBy: null, decidedAt: null }

type SaidKey = CustomerKey & KeyFacts & { id: string }

function takeKey({ keys }: PeopleBatch, { occurredAt, position }: StoredEvent, said: SaidKey): void {
  const before = keys.get(said.id)
  keys.set(
    said.id,
    before
      ? {
          ...before,
          ...newer(before, said),
          uses: before.uses + 1,
          firstSeen: Math.min(before.firstSeen, occurredAt),
          lastSeen: Math.max(before.lastSeen, occurredAt),
        }
      : { ...said, uses: 1, firstSeen: occurredAt, lastSeen: occurredAt, position },
  )
}

interface Ends {
  a: string
  b: string
  kindA: KeyKind
  kindB: KeyKind
}

export function pairOf(one: { id: string; kind: KeyKind }, other: { id: string; kind: KeyKind }): Ends {
  const [a, b] = one.id < other.id ? [one, other] : [other, one]
  return { a: a.id, b: b.id, kindA: a.kind, kindB: b.kind }
}

function takeLink(links: Map<string, LinkRecord>, link: LinkRecord): void {
  const name = linkName(link)
  const before = links.get(name)
  if (!before || isBetterEvidence(link, before)) links.set(name, link)
}

/** The first of the strongest; what a person decided is evidence only where no event is. */
export function isBetterEvidence(link: LinkRecord, before: LinkRecord): boolean {
  return before.evidence === 'person' || (link.isStrong && !before.isStrong)
}

/** Believed from Vigie's own source only. */
function decisionsIn({ type, source, data, occurredAt: at, position }: StoredEvent): Decided[] {
  if (source !== ownSource || (type !== 'customer.merged' && type !== 'customer.separated')) return []
  // Both say the same.
  const said = eventCatalogue['customer.merged'].safeParse(data).data
  if (!said?.links || !said.by) return []
  const { by } = said
  const decision = type === 'customer.merged' ? 'merged' : 'separated'
  return said.links.flatMap(({ from, to }) => {
    if (from === to) return []
    const [a, b] = from < to ? [from, to] : [to, from]
    return [{ a, b, decision, by, at, position }]
  })
}
