import type { StoredEvent } from '#contract/event.ts'
import { ownSource } from '../ingest/own-sources.ts'
import type { Projection } from './projection.ts'
import { freeDomainsWith } from './identity/company.ts'
import { refreshCustomers } from './identity/customer-table.ts'
import { foldPeople } from './identity/fold-people.ts'
import type { IdentityRules } from './identity/identity-rules.ts'
import { moveCustomers, moveKeys, writeKeys } from './identity/key-table.ts'
import { writeLinks } from './identity/link-table.ts'
import type { Settled } from './identity/settle-touched.ts'
import { settleTouched } from './identity/settle-touched.ts'
import type { TouchedIdentity } from './identity/touched-identity.ts'
import { touchIdentity } from './identity/touched-identity.ts'

/** Who is who: keys, what links them, and the customers that they make (see identity/settle.ts for the rules). */
export function identityProjection(rules: IdentityRules): Projection {
  const { country, limits } = rules
  const freeDomains = freeDomainsWith(rules.freeDomains)
  return {
    name: 'identity',
    madeWith: JSON.stringify(rules),
    // Any type may name somebody.
    consumes: 'all',
    readsByIndex: true,
    async apply(events, tx) {
      const batch = foldPeople(events, country)
      if (batch.keys.size === 0 && batch.decisions.length === 0) return touchedByErasure(events)
      const touched = await touchIdentity(tx, batch)
      const settled = await settleTouched(tx, touched, limits)
      await writeKeys(
        tx,
        [...batch.keys.keys()].flatMap((id) => touched.keys.get(id) ?? []),
      )
      await moveKeys(tx, movedAlone(touched, batch.keys))
      await moveCustomers(tx, settled.moved)
      await writeLinks(tx, touched.changedLinks)
      const customers = changedCustomers(touched, settled)
      await refreshCustomers(tx, customers, freeDomains)
      return [...customers.map((id) => `customer:${id}`), ...touchedByErasure(events)]
    },
    async reset(tx) {
      await tx.query('truncate customer_keys, identity_links, customers, customer_words, name_words')
    },
  }
}

/** A receipt says nobody's name: whoever looks at a customer looks again. */
function touchedByErasure(events: readonly StoredEvent[]): string[] {
  const isReceipt = ({ type, source }: StoredEvent) => type === 'customer.erased' && source === ownSource
  return events.some(isReceipt) ? ['customer', 'company', 'customers'] : []
}

/** Keys that the batch does not name, and that have another customer, or are shared or no longer, by what it says. */
export function movedAlone({ keys, before }: TouchedIdentity, named: ReadonlyMap<string, unknown>) {
  return [...before].flatMap(([id, was]) => {
    const key = keys.get(id)
    if (!key || named.has(id)) return []
    return key.customerId === was.customerId && key.isShared === was.isShared ? [] : [key]
  })
}

export function changedCustomers(
  { keys, changedKeys, changedLinks }: TouchedIdentity,
  { customers }: Settled,
): string[] {
  const ids = [...changedKeys.map(({ id }) => id), ...changedLinks.flatMap(({ a, b }) => [a, b])]
  return [...new Set([...customers, ...ids.flatMap((id) => keys.get(id)?.customerId ?? [])])]
}
