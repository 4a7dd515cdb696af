import * as z from 'zod'

/**
 * Refusals are RFC 9457 problems. `code` is the stable name; `type` is `about:blank#code`-free on purpose: a relative
 * URI reference `/problems/<code>` that a client can compare as it is; where a type is registered it is that one.
 */
export const problemStatuses = {
  'malformed-json': 400,
  'invalid-request': 400,
  'missing-signature': 401,
  'invalid-signature': 401,
  'timestamp-out-of-range': 401,
  'sign-in-required': 401,
  'wrong-password': 401,
  forbidden: 403,
  'unknown-source': 404,
  'unknown-view': 404,
  'not-found': 404,
  'method-not-allowed': 405,
  'request-timeout': 408,
  conflict: 409,
  'payload-too-large': 413,
  'unsupported-media-type': 415,
  'unsupported-content-encoding': 415,
  'invalid-event': 422,
  'too-many-events': 422,
  'too-deep': 422,
  'too-complex': 422,
  'too-many-requests': 429,
  'headers-too-large': 431,
  internal: 500,
  'source-paused': 503,
  unavailable: 503,
} as const

export type ProblemCode = keyof typeof problemStatuses

export const pointerErrorSchema = z.object({
  pointer: z.string().describe('JSON pointer (RFC 6901) as a URI fragment, such as `#/0/type`'),
  detail: z.string().describe('What is wrong there'),
})
export type PointerError = z.infer<typeof pointerErrorSchema>

export const problemSchema = z.object({
  type: z.string().describe('`/problems/<code>`, or the type that is registered for it: compare it as it is'),
  title: z.string().describe('The code in words'),
  status: z.int().describe('As in the status line'),
  detail: z.string().describe('What is wrong with this request, and what to do'),
  code: z.string().describe('The stable name, to be compared by programs'),
  errors: z.array(pointerErrorSchema).optional().describe('What is wrong, and where'),
  database_problem: z
    .string()
    .optional()
    .describe('What stands in the way at the database that was to be asked, such as `wrong-password`'),
  quarantined: z.string().optional().describe('Id of the refused request in the quarantine, where it is kept'),
})
export type Problem = z.infer<typeof problemSchema>
