import * as z from 'zod'
import { customerIdSchema } from './customer-key.ts'

/*
 * New accounts, and what support does about them. What people do is events of Vigie's own source: `customer.taken`,
 * `customer.released` and `customer.called`, each with the id of the key that the account came under.
 */

export const callOutcomeSchema = z.enum(['reached', 'no-answer', 'call-back', 'wrong-number'])
export type CallOutcome = z.infer<typeof callOutcomeSchema>

const person = z.object({ id: z.string(), name: z.string() })

/** How often it was given back before: of two people who take it in the same turn one is first. */
const turn = z.int().min(0)

/** Data of `customer.taken` and `customer.released`. */
export const takenCustomerSchema = z.object({ customer: customerIdSchema, by: person, turn })

/** Data of `customer.called`. */
export const calledCustomerSchema = z.object({
  customer: customerIdSchema,
  by: person,
  outcome: callOutcomeSchema,
  note: z.string().optional(),
})

/** Body of `POST /v1/customers/{id}/call`. */
export const callCustomerSchema = z.strictObject({
  outcome: callOutcomeSchema.describe('What came of it'),
  note: z.string().trim().min(1).max(500).optional().describe('For whoever speaks with the customer next'),
})

/** Answer of every command on a new account: it is in the log now. */
export const arrivalAnswerSchema = z.object({
  customer: customerIdSchema.describe('Id of the key that the account came under'),
  position: z.string().describe('Of the event in the log, decimal'),
})
export type ArrivalAnswer = z.infer<typeof arrivalAnswerSchema>
