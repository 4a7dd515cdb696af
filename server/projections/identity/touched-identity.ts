import type { Tx } from '../projection.ts'
import type { Decided, KeyChange, PeopleBatch } from './fold-people.ts'
import { isBetterEvidence } from './fold-people.ts'
import type { KeyRecord, LinkRecord } from './identity-records.ts'
import { isSameFacts, linkName, newer } from './identity-records.ts'
import { readKeys } from './key-table.ts'
import { readLinks } from './link-table.ts'

/** What a batch touches, as it is after it but for who belongs together. */
export interface TouchedIdentity {
  keys: Map<string, KeyRecord>
  links: Map<string, LinkRecord>
  /** Keys as they were; absent = new. */
  before: Map<string, Pick<KeyRecord, 'customerId' | 'isShared'>>
  /** Keys of which the batch says something that their customer's row shows. */
  changedKeys: KeyRecord[]
  changedLinks: LinkRecord[]
}

export async function touchIdentity(tx: Tx, batch: PeopleBatch): Promise<TouchedIdentity> {
  const { decisions } = batch
  const ids = new Set([...batch.keys.keys(), ...decisions.flatMap(({ a, b }) => [a, b])])
  const records = await readKeys(tx, [...ids])
  const keys = new Map(records.map((record) => [record.id, record]))
  const before = new Map(records.map((record) => [record.id, record]))
  const changedKeys = [...batch.keys.values()].flatMap((change) => takeKey(keys, change) ?? [])
  const pairs = new Map([...batch.links.values(), ...decisions].map((pair) => [linkName(pair), pair]))
  const known = await readLinks(tx, [...pairs.values()])
  const links = new Map(known.map((link) => [linkName(link), link]))
  const changed = new Set<string>()
  for (const link of batch.links.values()) if (takeLink(links, link)) changed.add(linkName(link))
  for (const decided of decisions)
    if (isKnown(decided, batch, before) && decide(links, decided, keys)) changed.add(linkName(decided))
  return { keys, links, before, changedKeys, changedLinks: [...changed].flatMap((name) => links.get(name) ?? []) }
}

/** @returns the record when its customer's row changes by it. */
function takeKey(keys: Map<string, KeyRecord>, { position: _, ...change }: KeyChange): KeyRecord | undefined {
  const record = keys.get(change.id)
  const facts = record ? newer(record, change) : change
  const taken: KeyRecord = record
    ? {
        ...record,
        ...facts,
        uses: record.uses + change.uses,
        firstSeen: Math.min(record.firstSeen, change.firstSeen),
        lastSeen: Math.max(record.lastSeen, change.lastSeen),
      }
    : { ...change, customerId: change.id, isShared: false }
  keys.set(taken.id, taken)
  if (record ? isSameFacts(record, taken) : taken.kind === 'visitor') return undefined
  return taken
}

function takeLink(links: Map<string, LinkRecord>, link: LinkRecord): boolean {
  const name = linkName(link)
  const before = links.get(name)
  if (!before) {
    links.set(name, link)
    return true
  }
  if (!isBetterEvidence(link, before)) return false
  const { evidence, isStrong, position, at } = link
  links.set(name, { ...before, evidence, isStrong, position, at })
  return true
}

/** A decision about a key that no event has named yet is about nobody. */
function isKnown({ a, b, position }: Decided, { keys }: PeopleBatch, before: ReadonlyMap<string, unknown>): boolean {
  return [a, b].every((id) => before.has(id) || (keys.get(id)?.position ?? position) < position)
}

function decide(
  links: Map<string, LinkRecord>,
  { a, b, decision, by, at, position }: Decided,
  keys: ReadonlyMap<string, KeyRecord>,
): boolean {
  const [one, other] = [keys.get(a), keys.get(b)]
  if (!one || !other) return false
  const name = linkName({ a, b })
  const said: LinkRecord = {
    a,
    b,
    kindA: one.kind,
    kindB: other.kind,
    evidence: 'person',
    isStrong: false,
    position,
    at,
    decision,
    decidedBy: by,
    decidedAt: at,
  }
  const before = links.get(name)
  links.set(name, before ? { ...before, decision, decidedBy: by, decidedAt: at } : said)
  return true
}
