import * as z from 'zod'
import { customerIdSchema, keyKindSchema } from '../customer-key.ts'
import { interestRowSchema, seenRowSchema } from './customer.ts'

/* One company, by the topic `company:{id}`: its people, and what they do together. Times are epoch ms. */

/** By key `company`. */
const companyRowSchema = z.object({
  kind: z.literal('company'),
  id: z.guid(),
  name: z.string(),
  people: z.int(),
  orders: z.int(),
  ordersMinor: z.int().nullable(),
  currency: z.string().nullable(),
  openTickets: z.int(),
})

/** By key `person:{id}`. */
const personRowSchema = z.object({
  kind: z.literal('person'),
  id: customerIdSchema,
  name: z.string().nullable(),
  /** What somebody without a name is called by: the first e-mail address, else the first telephone number, */
  address: z.string().nullable(),
  /** else the strongest key. */
  key: keyKindSchema,
  value: z.string(),
  isProspect: z.boolean(),
  interest: z.object({ sum: z.number(), at: z.number() }),
  seen: seenRowSchema.nullable(),
})

export const companyRowsSchema = z.discriminatedUnion('kind', [companyRowSchema, personRowSchema, interestRowSchema])
export type CompanyRow = z.infer<typeof companyRowsSchema>
export type CompanyHeadRow = z.infer<typeof companyRowSchema>
export type PersonRow = z.infer<typeof personRowSchema>

/** The topic has no more; `people` counts all. */
export const peopleShown = 100
