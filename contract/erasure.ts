import * as z from 'zod'
import { customerIdSchema } from './customer-key.ts'

const person = z.object({ id: z.string(), name: z.string() })

/** Rows that are gone, by place. */
export const removedSchema = z.object({
  events: z.int().describe('Events that are about nobody any more; they still count'),
  entries: z.int().describe('Of the timeline'),
  orders: z.int(),
  tickets: z.int(),
  keys: z.int().describe('What the customer was known by'),
  links: z.int(),
  accounts: z.int().describe('New accounts, with what was noted of calls'),
  quarantined: z.int().describe('Requests that waited to be mended'),
  requests: z.int().describe('Raw requests that were kept for looking at'),
})
export type Removed = z.infer<typeof removedSchema>

/** Data of `customer.erased`: the receipt. It says of nobody who it was. */
export const erasureReceiptSchema = z.object({
  erasure: z.guid(),
  by: person,
  requestedAt: z.iso.datetime(),
  /** Of the keys, under a key of the installation: the same customer has the same ones. */
  digests: z.array(z.string()),
  removed: removedSchema,
})
export type ErasureReceipt = z.infer<typeof erasureReceiptSchema>

/** Body of `POST /v1/customers/{id}/erase`. */
export const eraseCustomerSchema = z.strictObject({
  customer: customerIdSchema.describe('The id once more: nobody erases by mistake'),
})

/** Answer of `POST /v1/customers/{id}/erase`: nothing more of the customer is taken in; the rest follows in seconds. */
export const erasureAnswerSchema = z.object({
  erasure: z.guid().describe('Also in its receipt, the event `customer.erased`'),
  keys: z.int().describe('Keys of the customer'),
})
export type ErasureAnswer = z.infer<typeof erasureAnswerSchema>
