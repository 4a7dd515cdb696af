import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { Viewer } from '#contract/role.ts'

/** For how long a code on a wall can be photographed, and for how long a phone that opened it is let in. */
export const ticketDays = 30
export const guestHours = 12

export const guestCookieName = 'vigie.guest'

/** Nobody in particular: whoever stands before the screen. */
export const guest: Viewer = { id: 'guest', name: 'Guest', kind: 'guest', roles: [] }

/**
 * What lets a phone press the button without being anybody: `expires.signature`, expires in epoch seconds, the signature
 * HMAC-SHA256 with a key from VIGIE_SECRET. There is nothing to look up, and nothing it gives but `guestMay` of
 * contract/access.ts.
 */
export class GuestTickets {
  readonly #key: Buffer

  constructor(vigieSecret: string) {
    this.#key = Buffer.from(hkdfSync('sha256', vigieSecret, '', 'vigie guest tickets', 32))
  }

  /** @param expiresAt epoch ms */
  issue(expiresAt: number): string {
    const expires = String(Math.floor(expiresAt / 1000))
    return `${expires}.${this.#sign(expires).toString('base64url')}`
  }

  /** @param now epoch ms */
  isValid(ticket: string, now: number): boolean {
    const [expires = '', signature = ''] = ticket.split('.')
    const given = Buffer.from(signature, 'base64url')
    const expected = this.#sign(expires)
    return given.length === expected.length && timingSafeEqual(given, expected) && Number(expires) * 1000 > now
  }

  #sign(expires: string): Buffer {
    return createHmac('sha256', this.#key).update(expires).digest()
  }
}
