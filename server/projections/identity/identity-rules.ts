import * as z from 'zod'
import type { KeyKind } from '#contract/customer-key.ts'
import type { PhoneCountry } from './normal-key.ts'

/** With how many keys of each kind one person's key may be linked. With more it is many people's, and connects nobody. */
export type SharedKeyLimits = Readonly<Record<KeyKind, Readonly<Record<KeyKind, number>>>>

export interface IdentityRules {
  /** Of telephone numbers that are written without +. */
  country: PhoneCountry
  limits: SharedKeyLimits
  /** Domains where anybody gets an address, besides those that are known to be. */
  freeDomains: readonly string[]
}

/*
 * One telephone, and one browser, is often a household's or a shop's: with a second customer it is nobody's own. An e-mail
 * address is a person's, who may have a few accounts; `info@` has more. A payment provider makes a customer of every guest,
 * hence the many ids of other systems. Visitors come and go with a browser's storage; the numbers for them only bound what
 * robots can do.
 */
const usualLimits: SharedKeyLimits = {
  customer: { customer: 5, email: 20, phone: 20, crm: 20, visitor: 500 },
  email: { customer: 5, email: 5, phone: 20, crm: 50, visitor: 200 },
  phone: { customer: 1, email: 1, phone: 5, crm: 3, visitor: 50 },
  crm: { customer: 2, email: 20, phone: 20, crm: 5, visitor: 200 },
  visitor: { customer: 1, email: 1, phone: 1, crm: 3, visitor: 20 },
}

const limit = z.int().min(0).max(10_000)
const limitsOf = (usual: Readonly<Record<KeyKind, number>>) =>
  z
    .strictObject({
      customer: limit.default(usual.customer),
      email: limit.default(usual.email),
      phone: limit.default(usual.phone),
      crm: limit.default(usual.crm),
      visitor: limit.default(usual.visitor),
    })
    .prefault({})

/** The setting `identity`; what it does not say is as usual. A rebuild goes by today's. */
export const sharedKeyLimitsSchema = z.strictObject({
  customer: limitsOf(usualLimits.customer),
  email: limitsOf(usualLimits.email),
  phone: limitsOf(usualLimits.phone),
  crm: limitsOf(usualLimits.crm),
  visitor: limitsOf(usualLimits.visitor),
})

export const defaultLimits: SharedKeyLimits = sharedKeyLimitsSchema.parse({})
