import * as z from 'zod'
import { customerIdSchema, keyKindSchema } from './customer-key.ts'

/** Query of `GET /v1/customers`. */
export const customerSearchSchema = z.object({
  q: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .describe(
      'Words or beginnings of words of a name, an e-mail address or a company, a telephone number or part of one, or a whole customer, visitor or order id',
    ),
  limit: z.coerce.number().int().min(1).max(50).default(20).describe('Customers at most'),
})

/** A customer as it is found. Times are epoch ms. */
export const foundCustomerSchema = z.object({
  id: customerIdSchema.describe('Leads to its page and its view'),
  name: z.string().nullable(),
  kind: keyKindSchema.describe('What `value` is'),
  value: z.string().describe('The strongest key: what it is called where it has no name'),
  emails: z.array(z.string()),
  phones: z.array(z.string()).describe('E.164'),
  company: z.object({ id: z.guid(), name: z.string() }).nullable(),
  isShared: z.boolean().describe('A key that many use, such as a household’s telephone: nobody’s own'),
  createdAt: z.number().nullable().describe('When the account was made; `null`: nobody said so'),
  firstOrderAt: z.number().nullable().describe('`null`: a prospect'),
  /** Best first. */
  by: z
    .enum(['key', 'order', 'words', 'similar'])
    .describe('How it was found; `similar`: what was asked for is misspelt'),
})
export type FoundCustomer = z.infer<typeof foundCustomerSchema>

/** Answer of `GET /v1/customers`. */
export const customerSearchAnswerSchema = z.object({
  customers: z.array(foundCustomerSchema).describe('The best first'),
})
export type CustomerSearchAnswer = z.infer<typeof customerSearchAnswerSchema>

/** Body of `POST /v1/customers/{id}/merge`. */
export const mergeCustomerSchema = z.strictObject({
  with: customerIdSchema.describe('The other one, or any of its keys'),
})
export type MergeCustomer = z.infer<typeof mergeCustomerSchema>

const linkSchema = z.strictObject({ from: customerIdSchema, to: customerIdSchema })

/** Body of `POST /v1/customers/{id}/split`. */
export const splitCustomerSchema = z.union([
  z.strictObject({ keys: z.array(customerIdSchema).min(1).max(100).describe('Keys that are not this customer’s') }),
  z.strictObject({ links: z.array(linkSchema).min(1).max(100).describe('Links to undo, such as that of a merge') }),
])
export type SplitCustomer = z.infer<typeof splitCustomerSchema>
