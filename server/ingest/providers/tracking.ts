import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { ProblemError } from '../../runtime/problem-error.ts'
import type { SecretForm } from '../provider.ts'
import { defineProvider } from '../provider.ts'
import { protocolOf } from '../tracking/protocols.ts'
import { readTracked } from '../tracking/read-once.ts'

/** A UUID, because some clients take nothing else for the name of a site; keys brought along may be shorter. */
const trackingKey: SecretForm = {
  generate: randomUUID,
  parse(key) {
    if (/^[A-Za-z0-9_-]{8,128}$/.test(key)) return Buffer.from(key, 'ascii')
    throw new ProblemError(
      'invalid-request',
      'the secret must be a tracking key: 8 to 128 of A-Z, a-z, 0-9, "_" and "-"',
    )
  },
}

/** Sites and programs that track: Segment's clients, our own tracker, Umami's. */
export const tracking = defineProvider({
  kind: 'tracking',
  door: 'tracking',
  key: 'public',
  config: z.strictObject({
    allowsBusinessEvents: z
      .boolean()
      .default(false)
      .describe(
        'Whether the key, which anybody can read in a page, may send orders, stock and other core business types',
      ),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as EUR')
      .optional()
      .describe('The currency of amounts that name none; without it such amounts count in no total'),
  }),
  secret: trackingKey,
  // Beacons and older clients send JSON as text/plain to spare themselves a preflight.
  accepts: () => true,
  verify() {
    // Nothing is signed: the door found this source by the key, and whoever can read the page has the key.
  },
  read: (request) => readTracked(request.rawBody),
  map: (request, body, config) => protocolOf(request.url)(request, body, config),
})
