import providers from 'email-providers/all.json' with { type: 'json' }
import { digestId } from './key-id.ts'

/*
 * A company is what its customers have in common: a stated account, the domain of their addresses, or else the name that is
 * stated. Domains where anybody gets an address are nobody's company: the list is that of the package `email-providers`.
 */

/** @param more domains that this installation knows besides. */
export function freeDomainsWith(more: readonly string[]): ReadonlySet<string> {
  return new Set([...providers, ...more])
}

export interface Company {
  id: string
  /** As it is shown. */
  name: string
}

interface KnownOfCompany {
  /** Stated id of the company. */
  account: string | null
  /** Stated name. */
  company: string | null
  emails: readonly string[]
  freeDomains: ReadonlySet<string>
}

/** @returns null for whom no company is known. */
export function companyOf({ account, company, emails, freeDomains }: KnownOfCompany): Company | null {
  const domain = emails.map(domainOf).find((each) => !freeDomains.has(each))
  if (account !== null) return { id: companyId('account', account), name: company ?? domain ?? account }
  if (domain !== undefined) return { id: companyId('domain', domain), name: company ?? domain }
  return company === null ? null : { id: companyId('name', company.toLowerCase()), name: company }
}

function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1)
}

/** As keys of customers have them, so that an id says nothing of a person who is a company. */
function companyId(kind: 'account' | 'domain' | 'name', value: string): string {
  return digestId(`company:${kind}:${value}`)
}
