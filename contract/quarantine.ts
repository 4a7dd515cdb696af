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

const stageWords = 'Where it failed: its signature, its body, the mapping of its kind, or what its source may send'

export const quarantinedRequestSchema = z.object({
  id: quarantineIdSchema.describe('Its own; decimal'),
  source: z.string().describe('Slug of the source'),
  stage: refusalStageSchema.describe(stageWords),
  state: quarantineStateSchema.describe('What became of it'),
  code: z
    .string()
    .describe(
      'Code of the problem; after a replay that failed, of the newest; where a replay could prove nothing, of the first',
    ),
  detail: z.string().describe('What was wrong with it'),
  errors: z.array(pointerErrorSchema).describe('What is wrong where, pointers into the body; not more than 100'),
  method: z.string().describe('Of the request'),
  url: z.string().describe('Path and query as they came, without keys'),
  bodyBytes: z.int().describe('Of the body without its content encoding'),
  receivedAt: z.iso.datetime().describe('When a door took it'),
  resolvedAt: z.iso.datetime().nullable().describe('When it was replayed or discarded; `null` while it is open'),
})
export type QuarantinedRequest = z.infer<typeof quarantinedRequestSchema>

/** One source and stage; those without any refusal in the last 30 days and nothing open are left out. */
export const quarantineTotalSchema = z.object({
  source: z.string().describe('Slug of the source'),
  stage: refusalStageSchema.describe(stageWords),
  open: z.int().describe('Requests that wait for somebody'),
  refusedLastDay: z.int().describe('Refused in the last 24 hours (to the hour), kept or not'),
  dropped: z
    .int()
    .describe(
      'Refused in the last 30 days and here no more, nor ever: noise, or pushed out by newer ones while still open',
    ),
})
export type QuarantineTotal = z.infer<typeof quarantineTotalSchema>

/** `GET /v1/quarantine`: newest first. */
export const quarantineQuerySchema = z.object({
  source: sourceSlugSchema.optional().describe('Only requests of this source'),
  stage: refusalStageSchema.optional().describe('Only those that failed here'),
  state: quarantineStateSchema.optional().describe('Only those; without it all'),
  before: quarantineIdSchema.optional().describe('Only older ones than this: `next` of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('Requests of a page, at most'),
})
export type QuarantineQuery = z.infer<typeof quarantineQuerySchema>

export const quarantinePageSchema = z.object({
  requests: z.array(quarantinedRequestSchema).describe('Newest first'),
  next: quarantineIdSchema.nullable().describe('To be given as `before`; `null`: there are no older ones'),
  totals: z.array(quarantineTotalSchema).describe('Of all sources and stages, whatever was asked for'),
})
export type QuarantinePage = z.infer<typeof quarantinePageSchema>

/** `GET /v1/quarantine/{id}`. */
export const quarantinedDetailSchema = quarantinedRequestSchema.extend({
  headers: z
    .record(z.string(), z.union([z.string(), z.array(z.string())]))
    .describe('What held a key reads `[not kept]`'),
  body: z.string().describe('Without its content encoding'),
  bodyEncoding: z
    .enum(['utf8', 'base64'])
    .describe('`base64` where the bytes are no UTF-8; such a body cannot be mended as text'),
  isMendable: z
    .boolean()
    .describe('A replay may bring a mended body: not where the signature over the original is still to be proven'),
  isReplayable: z
    .boolean()
    .describe(
      '`false` where its source asks for a key, which is not kept: it cannot be proven again, and is to be sent again',
    ),
})
export type QuarantinedDetail = z.infer<typeof quarantinedDetailSchema>

/** `POST /v1/quarantine/{id}/replay`. */
export const replayQuarantinedSchema = z.strictObject({
  body: z
    .string()
    .refine((body) => body.length <= maxInflatedBytes, 'is too large for any door')
    .optional()
    .describe('A mended body; without it: as it came'),
})
export type ReplayQuarantined = z.infer<typeof replayQuarantinedSchema>

/**
 * 200: it was tried. `request.state` is `replayed` when everything in it is stored now, else `open`, with the new reason.
 * What is no longer open is answered `conflict`.
 */
export const replayAnswerSchema = z.object({
  request: quarantinedRequestSchema.describe('As it is now'),
  results: z
    .array(eventResultSchema)
    .describe('One per event, in the order sent; empty when it was refused as a whole'),
})
export type ReplayAnswer = z.infer<typeof replayAnswerSchema>

/** `POST /v1/quarantine/replay`: open ones of a filter, oldest first, as many as one call takes. */
export const replayManySchema = z.strictObject({
  source: sourceSlugSchema.optional().describe('Only requests of this source'),
  stage: refusalStageSchema.optional().describe('Only those that failed here'),
  after: quarantineIdSchema.optional().describe('`next` of the call before'),
  limit: z.int().min(1).max(500).default(100).describe('Requests that this call tries, at most'),
})
export type ReplayMany = z.infer<typeof replayManySchema>

export const replayManyAnswerSchema = z.object({
  replayed: z.int().describe('Requests that are resolved now'),
  stillOpen: z.int().describe('Requests that failed again; their reasons are new'),
  eventsStored: z.int().describe('Events that were stored by this call, beside those that had been before'),
  next: quarantineIdSchema.nullable().describe('To be given as `after` to go on; `null`: the last one has been tried'),
})
export type ReplayManyAnswer = z.infer<typeof replayManyAnswerSchema>

/** `POST /v1/quarantine/{id}/discard` answers the request, `discarded`; what is no longer open is answered `conflict`. */
export const discardAnswerSchema = quarantinedRequestSchema
