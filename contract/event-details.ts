import * as z from 'zod'
import { storedEventSchema } from './event.ts'

/** A request as a door took it. */
export const rawRequestSchema = z.object({
  method: z.string().describe('Of the request'),
  url: z.string().describe('Path and query as they came'),
  headers: z
    .record(z.string(), z.union([z.string(), z.array(z.string())]))
    .describe('What held a key reads `[not kept]`'),
  body: z.string().describe('Without its content encoding; the beginning of it where `isWhole` is false'),
  bodyEncoding: z.enum(['utf8', 'base64']).describe('`base64` where the bytes are no UTF-8'),
  bodyBytes: z.int().describe('Of the whole body'),
  isWhole: z.boolean().describe('The body is here to its end'),
  receivedAt: z.iso.datetime().describe('When a door took it'),
  from: z.string().describe('Position of the first event that it brought'),
  to: z.string().describe('Position of the last event that it brought'),
})
export type RawRequest = z.infer<typeof rawRequestSchema>

/**
 * - `kept`: it is here
 * - `pending`: requests are written shortly after their events; ask again in a second
 * - `not-kept`: of a busy source only some are kept, and none for ever
 */
export const requestOfEventSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('kept'), request: rawRequestSchema }),
  z.object({ state: z.literal('pending') }).describe('It may be written in the next second: ask again'),
  z.object({ state: z.literal('not-kept') }).describe('Of a busy source only some are kept, and none for ever'),
])

/**
 * What a projection does with an event: `ignored` = it does not consume the type, `applied` = it is in its tables,
 * `waiting` = it is not there yet, `set-aside` = it could not be taken.
 */
export const touchedProjectionSchema = z.object({
  projection: z.string().describe('Its name'),
  state: z.enum(['ignored', 'applied', 'waiting', 'set-aside']).describe('What it did with the event'),
  error: z.string().nullable().describe('Why it was set aside'),
  attempts: z.int().describe('How often it has been tried, where it was set aside'),
  views: z.array(z.string()).describe('The views that read its tables'),
})
export type TouchedProjection = z.infer<typeof touchedProjectionSchema>

/** An event whole: answer of `GET /v1/events/{position}`. */
export const eventDetailsSchema = z.object({
  event: storedEventSchema.describe('As it is in the log'),
  request: requestOfEventSchema.describe('The request that brought it'),
  touched: z.array(touchedProjectionSchema).describe('One per projection'),
})
export type EventDetails = z.infer<typeof eventDetailsSchema>
