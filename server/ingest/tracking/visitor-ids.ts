import { createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'

interface Caller {
  /** Of the network. It is forgotten with this call. */
  address: string
  userAgent: string
  /** Key of the site. */
  site: string
  /** Epoch ms. */
  now: number
}

/**
 * Visitors for clients that give them no id: a digest of address, browser and site under a key of the installation and the
 * day in UTC. The same browser is another visitor tomorrow, and on another site. The address is kept nowhere, and is found
 * again only by somebody who has VIGIE_SECRET and tries all addresses.
 */
export class VisitorIds {
  readonly #key: Buffer

  constructor(vigieSecret: string) {
    this.#key = Buffer.from(hkdfSync('sha256', vigieSecret, '', 'vigie visitor ids', 32))
  }

  of({ address, userAgent, site, now }: Caller): string {
    const day = new Date(now).toISOString().slice(0, 10)
    return uuidOf(
      createHmac('sha256', this.#key)
        .update(JSON.stringify([day, site, address, userAgent]))
        .digest('hex'),
    )
  }
}

/** The header in which a door tells a mapping who visits, whatever the client wrote there; it is kept with the request. */
export const visitorHeader = 'x-vigie-visitor'

/** What Umami's tracker got with the last answer and sends along: who it is, and which answer that was. */
export interface UmamiCache {
  visitorId: string
  answer: string
}

/** @returns undefined for what this server has not made. */
export function readUmamiCache(cache: string | undefined): UmamiCache | undefined {
  const [, visitorId, answer] = /^v1\.([0-9a-f-]{36})\.([0-9a-f]{16})$/.exec(cache ?? '') ?? []
  return visitorId === undefined || answer === undefined ? undefined : { visitorId, answer }
}

export function writeUmamiCache(visitorId: string): string {
  return `v1.${visitorId}.${randomBytes(8).toString('hex')}`
}

const visitMs = 60 * 60_000

/** Umami's clients are told a visit too: here one visitor's hour. */
export function visitOf(visitorId: string, now: number): string {
  return uuidOf(
    createHash('sha256')
      .update(`${visitorId} ${Math.floor(now / visitMs)}`)
      .digest('hex'),
  )
}

function uuidOf(digest: string): string {
  return digest.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
