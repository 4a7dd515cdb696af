import * as z from 'zod'
import { callOutcomeSchema } from '../arrivals.ts'
import { customerIdSchema } from '../customer-key.ts'
import { timelineEntrySchema } from '../timeline.ts'

/*
 * `customers:new`: accounts that were opened within a day, and who takes care of each. Times are epoch ms. Each has one
 * standing: it is done once somebody was reached, or nobody can be; else it is taken if somebody has it; else it waits.
 */

/** Since it was opened an account is new for so long. */
export const newForMs = 24 * 3_600_000

/** The newest of those that wait, and of those that are done, that the topic has. */
export const arrivalsShown = 50
/** Of those that somebody has: more than a team keeps open, so that none of them goes while it is in hand. */
export const takenShown = 200

/** By key `arrival:{id}`. */
const arrivalRowSchema = z.object({
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

/** By key `waiting`. */
const waitingRowSchema = z.object({
  kind: z.literal('waiting'),
  /** Of all that wait, those included that the topic does not have. */
  count: z.int(),
})

export const newCustomersRowSchema = z.discriminatedUnion('kind', [arrivalRowSchema, waitingRowSchema])
export type NewCustomersRow = z.infer<typeof newCustomersRowSchema>
export type ArrivalRow = z.infer<typeof arrivalRowSchema>
