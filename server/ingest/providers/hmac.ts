import * as z from 'zod'
import { defineProvider, plainSecret } from '../provider.ts'
import { contentId, foreignType, toEvent } from '../provider-events.ts'
import { findHeader, requireHeader, verifyHmac } from '../signatures.ts'
import { idOf } from '../sent-value.ts'
import { headerNameSchema, refuseIfNoneIsValid, toOwnEvents } from '../webhook-events.ts'

/**
 * A signature over the body, as many systems have it. The body holds our own events; where `topicHeader` is set it is
 * whatever that system sends, stored as `hmac.<topic>`.
 */
const configSchema = z.strictObject({
  header: headerNameSchema,
  algorithm: z.enum(['sha256', 'sha384', 'sha512', 'sha1']).default('sha256'),
  encoding: z.enum(['hex', 'base64']).default('hex'),
  /** What stands before the signature in its header, such as `sha256=`. */
  prefix: z.string().max(40).default(''),
  idHeader: headerNameSchema.default('webhook-id'),
  topicHeader: headerNameSchema.optional(),
})

export const hmac = defineProvider({
  kind: 'hmac',
  config: configSchema,
  secret: plainSecret({ minLength: 16 }),
  verify({ headers, rawBody }, keys, { header, algorithm, encoding, prefix }) {
    const written = requireHeader(headers, header)
    const given = written.startsWith(prefix) ? [Buffer.from(written.slice(prefix.length), encoding)] : []
    verifyHmac({ keys, algorithm, content: [rawBody], given })
  },
  map(request, body, { idHeader, topicHeader }) {
    const named = idOf(findHeader(request.headers, idHeader))
    if (topicHeader === undefined) return toOwnEvents(request, body, named)
    const type = foreignType('hmac', findHeader(request.headers, topicHeader))
    const mapped = [toEvent(request, body, { id: named ?? contentId(request.rawBody), type })]
    refuseIfNoneIsValid(mapped)
    return mapped
  },
})
