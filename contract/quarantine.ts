import * as z from 'zod'
import { eventResultSchema, maxInflatedBytes } from './api.ts'
import { sourceSlugSchema } from './event.ts'
import { pointerErrorSchema } from './problem.ts'

/*
 * Requests that a door could not take, or not whole, kept raw with the reason until they are replayed, discarded or too
 * old. Ids are decimal strings: they are 64-bit.
 */

/**
 * Where a request failed: its signature; its body against JSON or the schema of an event; its kind's mapping, by a fault of
 * ours; or an event that its source may not send.
 */
export const refusalStages = ['signature', 'schema', 'mapping', 'not-allowed'] as const
export const refusalStageSchema = z.enum(refusalStages)
export type RefusalStage = z.infer<typeof refusalStageSchema>

export const quarantineStateSchema = z.enum(['open', 'replayed', 'discarded'])
export type QuarantineState = z.infer<typeof quarantineStateSchema>

export const quarantineIdSchema = z
  .string()
  .regex(/^[1-9]\d{0,17}$/, 'must be the id of a request in the quarantine: a whole number of at most 18 digits')

export const quarantinedRequestSchema = z.object({
  id: quarantineIdSchema,
  source: z.string(),
  stage: refusalStageSchema,
  state: quarantineStateSchema,
  /** Code of the problem; after a replay that failed, of the newest. */
  code: z.string(),
  detail: z.string(),
  /** What is wrong where, pointers into the body; not more than 100. */
  errors: z.array(pointerErrorSchema),
  method: z.string(),
  /** Path and query as they came, without keys. */
  url: z.string(),
  /** Of the body without its content encoding. */
  bodyBytes: z.int(),
  receivedAt: z.iso.datetime(),
  /** When it was replayed or discarded; null while it is open. */
  resolvedAt: z.iso.datetime().nullable(),
})
export type QuarantinedRequest = z.infer<typeof quarantinedRequestSchema>

/** One source and stage; those without any refusal in the last 30 days and nothing open are left out. */
export const quarantineTotalSchema = z.object({
  source: z.string(),
  stage: refusalStageSchema,
  open: z.int(),
  /** Refused in the last 24 hours (to the hour), kept or not. */
  refusedLastDay: z.int(),
  /** Refused in the last 30 days and here no more, nor ever: noise, or pushed out by newer ones while still open. */
  dropped: z.int(),
})
export type QuarantineTotal = z.infer<typeof quarantineTotalSchema>

/** `GET /v1/quarantine`: newest first. */
export const quarantineQuerySchema = z.object({
  source: sourceSlugSchema.optional(),
  stage: refusalStageSchema.optional(),
  /** Absent = all. */
  state: quarantineStateSchema.optional(),
  /** Only older ones than this: `next` of the page before. */
  before: quarantineIdSchema.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type QuarantineQuery = z.infer<typeof quarantineQuerySchema>

export const quarantinePageSchema = z.object({
  requests: z.array(quarantinedRequestSchema),
  /** To be given as `before`; null = there are no older ones. */
  next: quarantineIdSchema.nullable(),
  /** Of all sources and stages, whatever was asked for. */
  totals: z.array(quarantineTotalSchema),
})
export type QuarantinePage = z.infer<typeof quarantinePageSchema>

/** `GET /v1/quarantine/{id}`. */
export const quarantinedDetailSchema = quarantinedRequestSchema.extend({
  /** What held a key reads `[not kept]`. */
  headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  body: z.string(),
  /** `base64` where the bytes are no UTF-8; such a body cannot be mended as text. */
  bodyEncoding: z.enum(['utf8', 'base64']),
  /** Whether a replay may bring a mended body: not where the signature over the original is still to be proven. */
  isMendable: z.boolean(),
})
export type QuarantinedDetail = z.infer<typeof quarantinedDetailSchema>

/** `POST /v1/quarantine/{id}/replay`. */
export const replayQuarantinedSchema = z.strictObject({
  /** A mended body; absent = as it came. */
  body: z
    .string()
    .refine((body) => body.length <= maxInflatedBytes, 'is too large for any door')
    .optional(),
})
export type ReplayQuarantined = z.infer<typeof replayQuarantinedSchema>

/**
 * 200: it was tried. `request.state` is `replayed` when everything in it is stored now, else `open`, with the new reason.
 * What is no longer open is answered `conflict`.
 */
export const replayAnswerSchema = z.object({
  request: quarantinedRequestSchema,
  /** One per event, in the order sent; empty when it was refused as a whole. */
  results: z.array(eventResultSchema),
})
export type ReplayAnswer = z.infer<typeof replayAnswerSchema>

/** `POST /v1/quarantine/replay`: open ones of a filter, oldest first, as many as one call takes. */
export const replayManySchema = z.strictObject({
  source: sourceSlugSchema.optional(),
  stage: refusalStageSchema.optional(),
  /** `next` of the call before. */
  after: quarantineIdSchema.optional(),
  limit: z.int().min(1).max(500).default(100),
})
export type ReplayMany = z.infer<typeof replayManySchema>

export const replayManyAnswerSchema = z.object({
  /** Requests that are resolved now. */
  replayed: z.int(),
  /** Requests that failed again; their reasons are new. */
  stillOpen: z.int(),
  /** Events that were stored by this call, beside those that had been before. */
  eventsStored: z.int(),
  /** To be given as `after` to go on; null = the last one has been tried. */
  next: quarantineIdSchema.nullable(),
})
export type ReplayManyAnswer = z.infer<typeof replayManyAnswerSchema>

/** `POST /v1/quarantine/{id}/discard` answers the request, `discarded`; what is no longer open is answered `conflict`. */
export const discardAnswerSchema = quarantinedRequestSchema
