import * as z from 'zod'

/*
 * What a customer is known by. A key is a kind and a normalised value; the strongest kind first, which is also the order in
 * which keys are compared (kind, then value by its code points): a customer's own id is that of its least key.
 *
 * `customer` is the id that the company itself gives a customer, the same in all its systems, so it has no scope: a till, a
 * shop and a CRM that all say c-1017 mean one person. A system that counts its customers by itself (a shop, a payment
 * provider, a CRM) would make strangers one, since everybody's customer 17 is somebody else; its ids are of the kind `crm`,
 * written `<system>:<id>`. Whoever sends says which it is: `customerSystem` beside `customerId`. Kinds of sources whose
 * provider counts customers say it themselves, with the name of the source.
 */
export const keyKindSchema = z.enum(['customer', 'email', 'phone', 'crm', 'visitor'])
export type KeyKind = z.infer<typeof keyKindSchema>

export const customerKeySchema = z.object({
  kind: keyKindSchema,
  value: z
    .string()
    .describe('customer, visitor: as sent; email: lower-case; phone: E.164; crm: `<system>:<id>`, the system a source'),
})
export type CustomerKey = z.infer<typeof customerKeySchema>

/** The id of a key, and so of a customer: the first 16 bytes of the SHA-256 of `kind:value`, written as a UUID. */
export const customerIdSchema = z.guid().toLowerCase()
