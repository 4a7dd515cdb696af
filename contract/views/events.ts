import * as z from 'zod'
import { typeFilterPattern } from '../event-filter.ts'
import { sourceSlugSchema, subjectSchema } from '../event.ts'
import { publicFactsSchema } from './wall.ts'

/** What `GET /v1/events` and the topic `events:{filter}` are asked with. */
export const eventFilterSchema = z.object({
  source: sourceSlugSchema.optional().describe('Only events of this source'),
  type: z
    .string()
    .regex(typeFilterPattern, 'must be a type such as order.placed, or the beginning of types such as order.*')
    .optional()
    .describe('Only events of this type; `order.*` stands for all that begin so'),
  subject: subjectSchema.optional().describe('Only events about this; with `*` at its end about all that begin so'),
})

/**
 * The rows of `events` and `events:{filter}`, by `{position}`: the newest events of the log that pass the filter, read out
 * of the log itself, whether a projection has taken them or not. Times are epoch ms.
 */
export const eventRowSchema = z.object({
  position: z.string(),
  id: z.string(),
  source: z.string(),
  type: z.string(),
  subject: z.string().nullable(),
  occurredAt: z.number(),
  receivedAt: z.number(),
  backfill: z.boolean(),
  clamped: z.boolean(),
  /** Empty also where the event's data is large. */
  facts: publicFactsSchema,
})
export type EventRow = z.infer<typeof eventRowSchema>

/** Rows of one topic. */
export const eventsShown = 100
