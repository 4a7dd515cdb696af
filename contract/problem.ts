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
  forbidden: 403,
  'unknown-source': 404,
  'unknown-view': 404,
  'not-found': 404,
  'method-not-allowed': 405,
  conflict: 409,
  'payload-too-large': 413,
  'unsupported-media-type': 415,
  'unsupported-content-encoding': 415,
  'invalid-event': 422,
  'too-many-events': 422,
  'too-deep': 422,
  'too-many-requests': 429,
  internal: 500,
  'source-paused': 503,
  unavailable: 503,
} as const

export type ProblemCode = keyof typeof problemStatuses

export const pointerErrorSchema = z.object({
  /** JSON pointer as a URI fragment: `#/0/type`. */
  pointer: z.string(),
  detail: z.string(),
})
export type PointerError = z.infer<typeof pointerErrorSchema>

export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  errors: z.array(pointerErrorSchema).optional(),
  /** Id of the refused request in the quarantine, where it is kept. */
  quarantined: z.string().optional(),
})
export type Problem = z.infer<typeof problemSchema>
