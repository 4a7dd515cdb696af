import * as z from 'zod'
import { defineProvider, plainSecret } from '../provider.ts'
import type { Draft, Mapping } from '../provider-events.ts'
import { contentId, draftOf, foreignType, subjectOf, toEvent, withOwnCustomers } from '../provider-events.ts'
import { requireHeader, verifyAge, verifyHmac } from '../signatures.ts'
import { idOf, itemsOf, member, textOf, unixInstantOf } from '../sent-value.ts'
import { limitCount, refuseIfNoneIsValid } from '../webhook-events.ts'

/*
 * HubSpot v3: base64 HMAC-SHA256 of method + URI + body + timestamp (Unix ms) under the app's client secret. The URI is the
 * one that HubSpot was given, not what a proxy made of it, with these and no other escapes decoded.
 * https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests
 */
const decoded = new Map<string, string>(
  ":/?@!$'()*,;".split('').map((char) => [`%${char.charCodeAt(0).toString(16).toUpperCase()}`, char]),
)

export function decodeUri(uri: string): string {
  return uri.replaceAll(/%[0-9A-Fa-f]{2}/g, (escaped) => decoded.get(escaped.toUpperCase()) ?? escaped)
}

const mappings = new Map<string, Mapping>([
  ['contact.creation', contact('customer.created')],
  ['contact.propertyChange', contact('customer.updated')],
  ['contact.privacyDeletion', privacyDeletion],
  ['object.creation', contactObject('customer.created')],
  ['object.propertyChange', contactObject('customer.updated')],
])

export const hubspot = defineProvider({
  kind: 'hubspot',
  assignsSecret: true,
  config: z.strictObject({
    /** The whole address that HubSpot calls, with scheme, host, path and query. */
    publicUrl: z.url({
      protocol: /^https?$/,
      error: 'must be the whole address that HubSpot calls, such as https://…',
    }),
  }),
  secret: plainSecret(),
  verify({ headers, method, rawBody, now }, keys, { publicUrl }) {
    const signature = requireHeader(headers, 'x-hubspot-signature-v3')
    const timestamp = requireHeader(headers, 'x-hubspot-request-timestamp')
    verifyAge(timestamp, { now, unitMs: 1 })
    verifyHmac({
      keys,
      content: [method, decodeUri(publicUrl), rawBody, timestamp],
      given: [Buffer.from(signature, 'base64')],
    })
  },
  map(request, body) {
    const items = itemsOf(body)
    limitCount(items.length)
    const mapped = items.map((item) => {
      const known = draftOf({ kind: 'hubspot', topic: member(item.exact, 'subscriptionType'), mappings }, item.exact)
      const draft = withOwnCustomers(known, request.source)
      const occurredAt = unixInstantOf(member(item.exact, 'occurredAt'), 1)
      return toEvent(request, item, { ...draft, id: keyOf(item.exact), occurredAt })
    })
    refuseIfNoneIsValid(mapped)
    return mapped
  },
})

/** `eventId` alone is not unique, and `attemptNumber` counts repeats. */
function keyOf(item: unknown): string {
  const names = ['portalId', 'subscriptionType', 'objectId', 'eventId', 'occurredAt']
  const parts = names.map((name) => idOf(member(item, name)))
  const key = parts.join(':')
  return parts.includes(undefined) || key.length > 256 ? contentId(JSON.stringify(item)) : key
}

function contact(type: 'customer.created' | 'customer.updated'): Mapping {
  return (item) => {
    const customerId = idOf(member(item, 'objectId'))
    if (customerId === undefined) return undefined
    const property = textOf(member(item, 'propertyName'))
    const value = textOf(member(item, 'propertyValue'))
    return {
      type,
      subject: subjectOf('customer', customerId),
      facts: {
        customerId,
        property,
        phone: property === 'phone' || property === 'mobilephone' ? value : undefined,
        email: property === 'email' ? value : undefined,
        company: property === 'company' ? value : undefined,
      },
    }
  }
}

/** Generic subscriptions say in `objectTypeId` what the object is; 0-1 is a contact. */
function contactObject(type: 'customer.created' | 'customer.updated'): Mapping {
  return (item) => (member(item, 'objectTypeId') === '0-1' ? contact(type)(item) : undefined)
}

/** Only ids: nothing of somebody who asks to be forgotten is kept once more. */
function privacyDeletion(item: unknown): Draft {
  const customerId = idOf(member(item, 'objectId'))
  return {
    type: foreignType('hubspot', 'contact.privacyDeletion'),
    subject: subjectOf('customer', customerId),
    facts: { customerId, portalId: idOf(member(item, 'portalId')) },
    forgets: true,
  }
}
