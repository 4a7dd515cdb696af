import type { StoredEvent } from '#contract/event.ts'
import { changedCustomers, movedAlone } from '../identity.ts'
import { freeDomainsWith } from '../identity/company.ts'
import { refreshCustomers } from '../identity/customer-table.ts'
import type { Decided, PeopleBatch } from '../identity/fold-people.ts'
import { foldPeople } from '../identity/fold-people.ts'
import type { KeyRecord, LinkRecord } from '../identity/identity-records.ts'
import { linkName } from '../identity/identity-records.ts'
import type { IdentityRules } from '../identity/identity-rules.ts'
import { moveCustomers, moveKeys, readKeys, writeKeys } from '../identity/key-table.ts'
import { readLinksTouching, writeLinks } from '../identity/link-table.ts'
import { settleTouched } from '../identity/settle-touched.ts'
import type { TouchedIdentity } from '../identity/touched-identity.ts'
import { forgetNames } from '../identity/word-table.ts'
import type { Tx } from '../projection.ts'

interface Refold {
  /** Ids of keys that are gone. */
  erased: readonly string[]
  /** Ids of other keys that events named together with them: these events say nothing of them any more. */
  named: readonly string[]
  /** What still names one of `named`, all of it, in the order of the log. */
  events: readonly StoredEvent[]
  rules: IdentityRules
}

/**
 * Takes keys away, and folds what was named with them again from the events that are left: the tables are then as if the
 * whole log had been folded anew.
 *
 * @returns how many keys and links are gone, and the customers that have changed.
 */
export async function refoldIdentity(tx: Tx, { erased, named, events, rules }: Refold) {
  const ids = [...new Set([...erased, ...named])]
  const old = await readKeys(tx, ids)
  const lost = [...new Set(old.map(({ customerId }) => customerId))]
  const oldLinks = await readLinksTouching(tx, ids)
  await tx.query('delete from identity_links where key_a = any($1::uuid[]) or key_b = any($1::uuid[])', [ids])
  await tx.query('delete from customer_keys where key_id = any($1::uuid[])', [ids])
  const touched = await foldAgain(tx, { named, events, rules, oldLinks })
  const settled = await settleTouched(tx, touched, rules.limits, lost)
  const written = new Map(touched.changedKeys.map(({ id }) => [id, true]))
  await writeKeys(
    tx,
    [...written.keys()].flatMap((id) => touched.keys.get(id) ?? []),
  )
  await moveKeys(tx, movedAlone(touched, written))
  await moveCustomers(tx, settled.moved)
  await writeLinks(tx, touched.changedLinks)
  const customers = [...new Set([...lost, ...changedCustomers(touched, settled)])]
  await refreshCustomers(tx, customers, freeDomainsWith(rules.freeDomains))
  await forgetNames(tx, old)
  const gone = new Set(erased)
  return {
    keys: old.filter(({ id }) => gone.has(id)).length,
    links: oldLinks.filter(({ a, b }) => gone.has(a) || gone.has(b)).length,
  }
}

async function foldAgain(
  tx: Tx,
  { named, events, rules, oldLinks }: Omit<Refold, 'erased'> & { oldLinks: readonly LinkRecord[] },
): Promise<TouchedIdentity> {
  const batch = foldPeople(events, rules.country)
  const own = new Set(named)
  const keys = new Map<string, KeyRecord>()
  for (const id of own) {
    const change = batch.keys.get(id)
    if (!change) continue
    const { position: _, ...said } = change
    keys.set(id, { ...said, customerId: id, isShared: false })
  }
  const changedKeys = [...keys.values()]
  const links = new Map(
    [...batch.links].filter(([, { a, b }]) => (own.has(a) || own.has(b)) && isThere(batch, own, a, b)),
  )
  for (const link of oldLinks) withDecision(links, link, { batch, own })
  const ends = [...links.values()].flatMap(({ a, b }) => [a, b]).filter((id) => !own.has(id))
  const others = await readKeys(tx, [...new Set(ends)])
  for (const other of others) keys.set(other.id, other)
  const known = [...links].filter(([, { a, b }]) => keys.has(a) && keys.has(b))
  return {
    keys,
    links: new Map(known),
    before: new Map(others.map((other) => [other.id, other])),
    changedKeys,
    changedLinks: known.map(([, link]) => link),
  }
}

/** Of two keys that are folded again, both are still named. */
function isThere({ keys }: PeopleBatch, own: ReadonlySet<string>, ...ends: readonly string[]): boolean {
  return ends.every((id) => !own.has(id) || keys.has(id))
}

/** What a person decided holds as long as both keys had been named before; see `isKnown` of touched-identity.ts. */
function withDecision(
  links: Map<string, LinkRecord>,
  old: LinkRecord,
  { batch, own }: { batch: PeopleBatch; own: ReadonlySet<string> },
): void {
  if (old.decision === null || !isThere(batch, own, old.a, old.b)) return
  const since = [old.a, old.b].flatMap((id) => (own.has(id) ? (batch.keys.get(id)?.position ?? []) : []))
  const isAfter = ({ a, b, position }: Decided) => a === old.a && b === old.b && since.every((each) => each < position)
  const said = batch.decisions.filter(isAfter)
  const isLogged = batch.decisions.some(({ a, b }) => a === old.a && b === old.b)
  if (isLogged && said.length === 0) return
  const { decision, decidedBy, decidedAt } = old
  const link = links.get(linkName(old))
  if (link) {
    links.set(linkName(old), { ...link, decision, decidedBy, decidedAt })
    return
  }
  const [first] = said
  const { position, at } = first ?? old
  links.set(linkName(old), { ...old, evidence: 'person', isStrong: false, position, at })
}
