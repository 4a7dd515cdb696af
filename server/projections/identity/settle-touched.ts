import type { Tx } from '../projection.ts'
import type { KeyRecord, LinkRecord } from './identity-records.ts'
import { linkName } from './identity-records.ts'
import type { SharedKeyLimits } from './identity-rules.ts'
import { readKeys, readKeysOfCustomers } from './key-table.ts'
import { readLinksAmong, readLinksAt } from './link-table.ts'
import { connects, isSharedKey, mostLinks, unite } from './settle.ts'
import type { TouchedIdentity } from './touched-identity.ts'

/** Where a batch moves keys. */
export interface Settled {
  /** Customers that become part of another one whole: from, to. */
  moved: Map<string, string>
  /** Customers that lost or won keys, before and after. */
  customers: Set<string>
}

/*
 * Only what a batch touches is read. Most batches add links: then whole customers become one, and none of their keys need be
 * read but the least. Where a link no longer connects, since a person says so or a key turned out to be shared, its customer
 * is taken apart and put together again from all its links.
 */
export async function settleTouched(
  tx: Tx,
  touched: TouchedIdentity,
  limits: SharedKeyLimits,
  /** Customers that are taken apart whatever the batch says. */
  lost: readonly string[] = [],
): Promise<Settled> {
  if (touched.changedLinks.length === 0 && lost.length === 0) return { moved: new Map(), customers: new Set() }
  const { added, apart } = await settleShared(tx, touched, limits)
  for (const id of lost) apart.add(id)
  const members = await readMembers(tx, touched, apart)
  const inner = withTouched(await readLinksAmong(tx, members), touched)
  await readMissing(
    tx,
    touched,
    added.flatMap(({ a, b }) => [a, b]),
  )
  const links = new Map([...touched.changedLinks, ...added, ...inner].map((link) => [linkName(link), link]))
  const edges = [...links.values()].filter((link) => connects(link, touched.keys))
  return place(tx, touched, { apart, members, edges })
}

/**
 * Marks keys that are shared from now on, or no longer.
 *
 * @returns links that connect again since a key is no longer shared, and the customers to be taken apart.
 */
async function settleShared(tx: Tx, { keys, before, changedLinks, links }: TouchedIdentity, limits: SharedKeyLimits) {
  const ends = [...new Set(changedLinks.flatMap(({ a, b }) => [a, b]))].flatMap((id) => keys.get(id) ?? [])
  const asked = ends.map(({ id, kind }) => ({ id, most: mostLinks(kind, limits) + changedLinks.length }))
  const stored = await readLinksAt(
    tx,
    asked.filter(({ id }) => before.has(id)),
  )
  const all = new Map([...stored, ...links.values()].map((link) => [linkName(link), link]))
  const byEnd = linksByEnd([...all.values()])
  const apart = new Set<string>()
  const added: LinkRecord[] = []
  for (const key of ends) {
    const own = byEnd.get(key.id) ?? []
    const isShared = isSharedKey(key, own, limits)
    if (isShared === key.isShared) continue
    keys.set(key.id, { ...key, isShared })
    if (isShared) apart.add(key.customerId)
    else added.push(...own)
  }
  for (const { a, b, decision } of changedLinks) {
    const customerId = keys.get(a)?.customerId
    if (decision === 'separated' && customerId !== undefined && customerId === keys.get(b)?.customerId)
      apart.add(customerId)
  }
  return { added, apart }
}

function linksByEnd(links: readonly LinkRecord[]): Map<string, LinkRecord[]> {
  const byEnd = new Map<string, LinkRecord[]>()
  for (const link of links) {
    for (const id of [link.a, link.b]) {
      const own = byEnd.get(id)
      if (own) own.push(link)
      else byEnd.set(id, [link])
    }
  }
  return byEnd
}

/** What the batch changed is newer than what is stored. */
function withTouched(stored: readonly LinkRecord[], { links }: TouchedIdentity): LinkRecord[] {
  return stored.map((link) => links.get(linkName(link)) ?? link)
}

/** @returns all keys of customers that are taken apart. */
async function readMembers(
  tx: Tx,
  { keys, before }: TouchedIdentity,
  apart: ReadonlySet<string>,
): Promise<KeyRecord[]> {
  if (apart.size === 0) return []
  for (const record of await readKeysOfCustomers(tx, [...apart])) remember({ keys, before }, record)
  return [...keys.values()].filter(({ customerId }) => apart.has(customerId))
}

async function readMissing(tx: Tx, touched: TouchedIdentity, ids: readonly string[]): Promise<void> {
  const missing = [...new Set(ids)].filter((id) => !touched.keys.has(id))
  for (const record of await readKeys(tx, missing)) remember(touched, record)
}

function remember({ keys, before }: Pick<TouchedIdentity, 'keys' | 'before'>, record: KeyRecord): void {
  if (keys.has(record.id)) return
  keys.set(record.id, record)
  before.set(record.id, record)
}

interface Graph {
  apart: ReadonlySet<string>
  members: readonly KeyRecord[]
  edges: readonly LinkRecord[]
}

/** Keys of customers that are taken apart stand for themselves; any other stands for its customer, whose id is its least key's. */
async function place(tx: Tx, touched: TouchedIdentity, { apart, members, edges }: Graph): Promise<Settled> {
  const { keys } = touched
  const nodeOf = ({ id, customerId }: KeyRecord) => (apart.has(customerId) ? id : customerId)
  const ends = edges.map(({ a, b }) => [a, b].map((id) => requireKey(keys, id)))
  const names = new Set([...members.map(({ id }) => id), ...ends.flat().map(nodeOf)])
  await readMissing(tx, touched, [...names])
  const nodes = new Map([...names].map((name) => [name, requireKey(keys, name)]))
  const customerOf = unite({ nodes, edges: ends.map(([one, other]) => pairOfNodes(one, other, nodeOf)) })
  const moved = new Map<string, string>()
  const customers = new Set(apart)
  for (const key of keys.values()) {
    const node = nodeOf(key)
    const customerId = customerOf.get(node)
    if (customerId === undefined) continue
    if (customerId !== key.customerId) {
      customers.add(key.customerId).add(customerId)
      if (!apart.has(key.customerId)) moved.set(key.customerId, customerId)
      keys.set(key.id, { ...key, customerId })
    } else if (apart.has(key.customerId)) customers.add(customerId)
  }
  return { moved, customers }
}

function pairOfNodes(
  one: KeyRecord | undefined,
  other: KeyRecord | undefined,
  nodeOf: (key: KeyRecord) => string,
): readonly [string, string] {
  if (!one || !other) throw new Error('a link has two ends')
  return [nodeOf(one), nodeOf(other)]
}

function requireKey(keys: ReadonlyMap<string, KeyRecord>, id: string): KeyRecord {
  const key = keys.get(id)
  if (!key) throw new Error(`the key ${id} is linked and not known`)
  return key
}
