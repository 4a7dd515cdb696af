import * as z from 'zod'
import { callOutcomeSchema } from '../arrivals.ts'
import { customerIdSchema } from '../customer-key.ts'
import { timelineEntrySchema } from '../timeline.ts'

/*
 * `customers:new`: accounts that were opened within a day, and who takes care of each. Times are epoch ms.
 */

/** Since it was opened an account is new for so long. */
export const newForMs = 24 * 3_600_000

/** The newest that the topic has. */
export const arrivalsShown = 50

/** By key `arrival:{id}`. */
export const arrivalRowSchema = z.object({
  kind: z.literal('arrival'),
  /** Of the key that it came under; it leads to its customer. */
  id: customerIdSchema,
  name: z.string().nullable(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  channel: z.string().nullable(),
  source: z.string(),
  at: z.number(),
  takenBy: z.object({ id: z.string(), name: z.string() }).nullable(),
  takenAt: z.number().nullable(),
  outcome: callOutcomeSchema.nullable(),
  note: z.string().nullable(),
  calledAt: z.number().nullable(),
  /** What they did last, newest first, */
  did: z.array(timelineEntrySchema),
  /** and what went wrong. */
  trouble: z.array(timelineEntrySchema),
})
export type ArrivalRow = z.infer<typeof arrivalRowSchema>
