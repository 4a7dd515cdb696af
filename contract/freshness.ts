import * as z from 'zod'

/**
 * The times of one event on its way from the world to a screen, epoch ms of the server's clock.
 * The sixth, `painted`, is the browser's and never leaves it except as a sampled report.
 */
export const stageTimesSchema = z.object({
  occurredAt: z.number(),
  receivedAt: z.number(),
  /** When the flush that holds it committed; null when another process, or an earlier life of this one, did that. */
  storedAt: z.number().nullable(),
  /** When the projection that the view reads had it in its tables; null as above. */
  projectedAt: z.number().nullable(),
  /** When the gateway wrote the patch or snapshot. */
  emittedAt: z.number(),
})
export type StageTimes = z.infer<typeof stageTimesSchema>

/** How a source or a view comes by its data, which decides how its age is worded. */
export const modeSchema = z.enum(['push', 'poll', 'micro-batch'])
export type Mode = z.infer<typeof modeSchema>
