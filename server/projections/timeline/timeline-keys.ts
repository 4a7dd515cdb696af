import * as z from 'zod'
import { customerIdSchema } from '#contract/customer-key.ts'
import type { StoredEvent } from '#contract/event.ts'
import { ownSource } from '../../ingest/own-sources.ts'
import { eventPeople } from '../identity/event-keys.ts'
import { keyIdOf } from '../identity/key-id.ts'
import type { PhoneCountry } from '../identity/normal-key.ts'

/** What people of the company do with a customer is an event of Vigie's own, and says ids of keys. */
const aboutOneSchema = z.object({ customer: customerIdSchema })
const aboutTwoSchema = z.object({
  links: z.tuple([z.object({ from: customerIdSchema, to: customerIdSchema })], z.unknown()),
})

/** @returns a function that gives ids of the strongest key of each person that an event names. */
export function timelineKeys(country: PhoneCountry): (event: StoredEvent) => string[] {
  return (event) => {
    if (event.source === ownSource) return event.type.startsWith('customer.') ? keysOfOwn(event.data) : []
    return eventPeople(event, country).flatMap(([strongest]) => (strongest === undefined ? [] : [keyIdOf(strongest)]))
  }
}

/** Of two that were merged or separated both tell it. */
function keysOfOwn(data: unknown): string[] {
  const two = aboutTwoSchema.safeParse(data).data?.links[0]
  if (two !== undefined) return [...new Set([two.from, two.to])]
  const one = aboutOneSchema.safeParse(data).data
  return one === undefined ? [] : [one.customer]
}
