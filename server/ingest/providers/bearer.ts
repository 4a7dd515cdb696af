import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { SigningKey } from '../provider.ts'
import { defineProvider, plainSecret } from '../provider.ts'
import { ProblemError } from '../../runtime/problem-error.ts'
import { findHeader, isEqual, requireHeader } from '../signatures.ts'
import { headerNameSchema, toOwnEvents } from '../webhook-events.ts'

/** Our own events from a sender that cannot sign: a key in `Authorization: Bearer` (RFC 6750). Use it over TLS only. */
export const bearer = defineProvider({
  kind: 'bearer',
  config: z.strictObject({ idHeader: headerNameSchema.default('webhook-id') }),
  secret: plainSecret({ minLength: 16 }),
  verify({ headers }, keys) {
    const [, given] = /^bearer +(\S+) *$/i.exec(requireHeader(headers, 'authorization')) ?? []
    if (given === undefined) throw new ProblemError('missing-signature', 'send the key as Authorization: Bearer KEY')
    // Digests are of one length, whatever is compared.
    if (!keys.some((key) => isEqual(digest(given), digest(bytesOf(key))))) {
      throw new ProblemError('invalid-signature', 'the key is not a secret of this source')
    }
  },
  map: (request, body, { idHeader }) => toOwnEvents(request, body, findHeader(request.headers, idHeader)),
})

function digest(text: string | Uint8Array): Buffer {
  return createHash('sha256').update(text).digest()
}

function bytesOf(key: SigningKey): Uint8Array {
  return key instanceof Uint8Array ? key : key.export()
}
