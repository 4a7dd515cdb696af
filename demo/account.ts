import type { Channel } from './erp/booking.ts'
import type { Person } from './people.ts'
import { personOf } from './people.ts'
import { integer } from './random.ts'
import type { Day, DemoEvent } from './simulation.ts'
import { nextId } from './simulation.ts'
import { book } from './stock-moves.ts'

/* Accounts that are opened. The ERP has every one; the CRM tells of those of the web. */

export interface Account extends Person {
  channel: Channel
  phone?: string
}

export function openAccount(day: Day, at: number, channel: 'web' | 'store'): Account {
  const person = personOf(nextId(day, 'c'))
  const phone = day.random() < 0.6 ? { phone: fictitiousPhone(day) } : {}
  book(day, at, { kind: 'customer-created', customerId: person.customerId, channel, ...phone })
  return { ...person, channel, ...phone }
}

export function accountOpened(day: Day, at: number, account: Account): DemoEvent {
  const subject = `customer/${account.customerId}`
  return {
    source: 'crm',
    at,
    event: { id: nextId(day, 'account'), type: 'customer.created', subject, data: { ...account } },
  }
}

/** The numbers +33 6 39 98 are kept for fiction by the French regulator: nobody answers them. */
export function fictitiousPhone(day: Day): string {
  return `+33 6 39 98 ${String(integer(day.random, 0, 9999))
    .padStart(4, '0')
    .replace(/^(..)/, '$1 ')}`
}
