import * as z from 'zod'

/**
 * The times of one event on its way from the world to a screen, epoch ms of the server's clock.
 * The sixth, `painted`, is the browser's and never leaves it except as a sampled report.
 */
export const stageTimesSchema = z.object({
  occurredAt: z.number().describe('When it happened'),
  receivedAt: z.number().describe('When a door took it'),
  storedAt: z
    .number()
    .nullable()
    .describe('When its flush committed; `null` when another process, or an earlier life of this one, did that'),
  projectedAt: z.number().nullable().describe('When it was in the tables that the view reads; `null` as above'),
  emittedAt: z.number().describe('When the gateway wrote the patch or snapshot'),
})
export type StageTimes = z.infer<typeof stageTimesSchema>

/** How a source or a view comes by its data, which decides how its age is worded. */
export const modeSchema = z.enum(['push', 'poll', 'micro-batch'])
export type Mode = z.infer<typeof modeSchema>
