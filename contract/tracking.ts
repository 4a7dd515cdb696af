import * as z from 'zod'
import { eventIdSchema, printableTextSchema } from './event.ts'

/*
 * What Vigie's own tracker sends to `POST /v1/collect`: the events that it holds, with its clock, so that a wrong one is
 * corrected. An event that is sent again has the same id, and is stored once.
 */

export const maxCollectedEvents = 500
export const maxTrackedBytes = 256 * 1024

const timeSchema = z.number().describe("Epoch ms by the browser's clock")
const common = { id: eventIdSchema, at: timeSchema, url: z.string().optional().describe('The page it happened on') }
const nameSchema = printableTextSchema.min(1).max(512)
const dataSchema = z.record(z.string(), z.unknown()).nullish()

export const collectedEventSchema = z.discriminatedUnion('type', [
  z.looseObject({ ...common, type: z.literal('page'), referrer: z.string().optional() }),
  z.looseObject({
    ...common,
    type: z.literal('leave'),
    ms: z.number().describe('How long the page was in front since it was last brought there'),
  }),
  z.looseObject({ ...common, type: z.literal('track'), name: nameSchema, data: dataSchema }),
  z.looseObject({
    ...common,
    type: z.literal('identify'),
    name: z.union([printableTextSchema.min(1).max(200), z.number()]).describe('Id of the user'),
    data: dataSchema.describe('What else is known: `email`, `phone`, `name`, `company`'),
  }),
])
export type CollectedEvent = z.infer<typeof collectedEventSchema>

export const collectSchema = z.looseObject({
  key: z.string().describe("The source's public key"),
  visitorId: printableTextSchema.min(1).max(200).describe('Of this browser on this site, made up by the tracker'),
  sentAt: timeSchema.optional(),
  url: z.string().optional().describe('The page at the time of sending'),
  title: z.string().optional().describe('Title of that page'),
  events: z.array(z.unknown()).max(maxCollectedEvents).describe('Each is looked at for itself'),
})

/** 200: as Umami's server answers its tracker, which sends `cache` along with what follows. */
export const umamiAnswerSchema = z.object({ cache: z.string(), sessionId: z.string(), visitId: z.string() })
export type UmamiAnswer = z.infer<typeof umamiAnswerSchema>
