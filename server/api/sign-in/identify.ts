import type { Pool } from 'pg'
import type { Clock } from '../../runtime/clock.ts'
import type { Identify } from '../viewer.ts'
import type { GuestTickets } from './guest-ticket.ts'
import { guest, guestCookieName } from './guest-ticket.ts'
import type { CookieKey } from './session-cookie.ts'
import { cookieValue, readToken } from './session-cookie.ts'
import { readPerson } from './sessions.ts'

/** Asks one way after the other; whoever is known first is it. */
export function firstKnown(...ways: readonly Identify[]): Identify {
  return async (credentials) => {
    for (const identify of ways) {
      const viewer = await identify(credentials)
      if (viewer !== null) return viewer
    }
    return null
  }
}

/** People, by the cookie that signing in gave their browser. */
export function identifyPeople({ pool, key, demo }: { pool: Pool; key: CookieKey; demo: boolean }): Identify {
  return async ({ headers }) => {
    const token = readToken(headers.cookie, key)
    return token === null ? null : readPerson(pool, { token, demo })
  }
}

/** Phones that were shown a QR code. */
export function identifyGuests({ tickets, clock }: { tickets: GuestTickets; clock: Clock }): Identify {
  return ({ headers }) => {
    const ticket = cookieValue(headers.cookie, guestCookieName)
    return Promise.resolve(ticket !== null && tickets.isValid(ticket, clock.now()) ? guest : null)
  }
}
