import { createHash } from 'node:crypto'
import type { StoredEvent } from '#contract/event.ts'
import { eventKeys } from '../identity/event-keys.ts'
import { keyIdOf } from '../identity/key-id.ts'
import type { PhoneCountry } from '../identity/normal-key.ts'
import type { Projection } from '../projection.ts'

/** What a provider sends, signed, when somebody is to be forgotten: the kind of its source, then its own name for that. */
const asking = ['shopify.customers/redact', 'hubspot.contact.privacyDeletion'] as const

/**
 * Erasures that a provider asks for: each is taken up as if somebody of the company had asked. A type alone asks for nothing:
 * whoever reads a tracking key in a page can send one of any name.
 */
export function askedErasures(country: PhoneCountry): Projection {
  return {
    name: 'erasures',
    consumes: asking,
    async apply(events, tx) {
      for (const event of events) {
        const keyIds = eventKeys(event, country).map(keyIdOf)
        if (keyIds.length === 0) continue
        await tx.query(
          `insert into erasures (id, state, key_ids, requested_by_id, requested_by, requested_at)
           select $1, 'asked', $2, slug, slug, to_timestamp($4::float8 / 1000) from sources where slug = $3 and kind = $5
           on conflict do nothing`,
          [idOf(event), keyIds, event.source, event.receivedAt, kindOf(event)],
        )
      }
      return []
    },
    // What was asked for is being done, or has been; of what has, the log no longer says of whom.
    reset: () => Promise.resolve(),
  }
}

/** Of which kind a source must be for its request to count: the provider's, whose signatures are verified. */
function kindOf({ type }: StoredEvent): string {
  return type.slice(0, type.indexOf('.'))
}

/** The same for the same event, however often the log is folded. */
function idOf({ source, position }: StoredEvent): string {
  const hex = createHash('sha256').update(`${source} ${position}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
