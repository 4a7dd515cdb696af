import * as z from 'zod'
import { defineProvider, plainSecret } from '../provider.ts'
import { contentId, foreignType, toEvent } from '../provider-events.ts'
import { findHeader, requireHeader, verifyAge, verifyHmac } from '../signatures.ts'
import { idOf, member } from '../sent-value.ts'
import { headerNameSchema, refuseIfNoneIsValid, toOwnEvents } from '../webhook-events.ts'

/**
 * A signature over the body, or over a time and the body, as many systems have it. The body holds our own events; where
 * `topicHeader` or `topicMember` is set it is whatever that system sends, stored as `hmac.<topic>`.
 */
const configSchema = z
  .strictObject({
    header: headerNameSchema,
    algorithm: z.enum(['sha256', 'sha384', 'sha512', 'sha1']).default('sha256'),
    encoding: z.enum(['hex', 'base64']).default('hex'),
    /** What stands before the signature in its header, such as `sha256=`. */
    prefix: z.string().max(40).default(''),
    /** Unix time of the signature; a request whose time is more than 300 s away is refused. Absent = none is sent. */
    timestampHeader: headerNameSchema.optional(),
    timestampUnit: z.enum(['s', 'ms']).default('s'),
    /** What is signed, such as `{timestamp}.{body}`. */
    signed: z
      .string()
      .max(100)
      .regex(/^[^{}]*(?:\{timestamp\}[^{}]*)?\{body\}$/, 'must end with {body}, and may have {timestamp} before it')
      .default('{body}'),
    idHeader: headerNameSchema.default('webhook-id'),
    topicHeader: headerNameSchema.optional(),
    /** The member of the body that says what it is, where no header does. */
    topicMember: z.string().min(1).max(64).optional(),
  })
  // A time that is not signed could be changed by whoever repeats a request.
  .refine(({ timestampHeader, signed }) => signed.includes('{timestamp}') === (timestampHeader !== undefined), {
    path: ['signed'],
    message: 'must hold {timestamp} if timestampHeader is set, and only then',
  })

export const hmac = defineProvider({
  kind: 'hmac',
  config: configSchema,
  secret: plainSecret({ minLength: 16 }),
  verify({ headers, rawBody, now }, keys, { header, algorithm, encoding, prefix, ...config }) {
    const written = requireHeader(headers, header)
    const given = written.startsWith(prefix) ? [Buffer.from(written.slice(prefix.length), encoding)] : []
    const timestamp = config.timestampHeader === undefined ? '' : requireHeader(headers, config.timestampHeader)
    if (config.timestampHeader !== undefined) {
      verifyAge(timestamp, { now, unitMs: config.timestampUnit === 's' ? 1000 : 1 })
    }
    const before = config.signed.slice(0, -'{body}'.length).replace('{timestamp}', () => timestamp)
    verifyHmac({ keys, algorithm, content: [before, rawBody], given })
  },
  map(request, body, { idHeader, topicHeader, topicMember }) {
    const named = idOf(findHeader(request.headers, idHeader))
    if (topicHeader === undefined && topicMember === undefined) return toOwnEvents(request, body, named)
    const inHeader = topicHeader && findHeader(request.headers, topicHeader)
    const type = foreignType('hmac', inHeader ?? (topicMember && member(body.value, topicMember)))
    const mapped = [toEvent(request, body, { id: named ?? contentId(request.rawBody), type })]
    refuseIfNoneIsValid(mapped)
    return mapped
  },
})
