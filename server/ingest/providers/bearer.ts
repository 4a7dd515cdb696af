import * as z from 'zod'
import { verifyBearer } from '../bearer-key.ts'
import { defineProvider, plainSecret } from '../provider.ts'
import { findHeader } from '../signatures.ts'
import { headerNameSchema, toOwnEvents } from '../webhook-events.ts'

/** Our own events from a sender that cannot sign: a key in `Authorization: Bearer` (RFC 6750). Use it over TLS only. */
export const bearer = defineProvider({
  kind: 'bearer',
  config: z.strictObject({ idHeader: headerNameSchema.default('webhook-id') }),
  secret: plainSecret({ minLength: 16 }),
  verify: ({ headers }, keys) => verifyBearer(headers, keys),
  map: (request, body, { idHeader }) => toOwnEvents(request, body, findHeader(request.headers, idHeader)),
})
