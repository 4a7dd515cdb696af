import * as z from 'zod'
import { customerIdSchema } from '#contract/customer-key.ts'
import type { StoredEvent } from '#contract/event.ts'
import { ownSource } from '../../ingest/own-sources.ts'
import { eventPeople } from '../identity/event-keys.ts'
import { keyIdOf } from '../identity/key-id.ts'
import type { PhoneCountry } from '../identity/normal-key.ts'

/** What people of the company do with a customer is an event of Vigie's own, and says the id of a key. */
const ownSchema = z.object({ customer: customerIdSchema })

/** @returns a function that gives ids of the strongest key of each person that an event names. */
export function timelineKeys(country: PhoneCountry): (event: StoredEvent) => string[] {
  return (event) => {
    if (event.source === ownSource) {
      if (!event.type.startsWith('customer.')) return []
      const own = ownSchema.safeParse(event.data).data
      return own === undefined ? [] : [own.customer]
    }
    return eventPeople(event, country).flatMap(([strongest]) => (strongest === undefined ? [] : [keyIdOf(strongest)]))
  }
}
