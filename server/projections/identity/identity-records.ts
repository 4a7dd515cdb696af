import type { CustomerKey, KeyKind } from '#contract/customer-key.ts'

/** What events say of whom a key stands for, by the strongest key of each. Times are epoch ms. */
export interface KeyFacts {
  name: string | null
  nameAt: number | null
  company: string | null
  companyAt: number | null
  /** Stated id of the company. */
  account: string | null
  accountAt: number | null
  createdAt: number | null
  firstOrderAt: number | null
}

export const noFacts: KeyFacts = {
  name: null,
  nameAt: null,
  company: null,
  companyAt: null,
  account: null,
  accountAt: null,
  createdAt: null,
  firstOrderAt: null,
}

export interface KeyRecord extends CustomerKey, KeyFacts {
  id: string
  /** The id of the least key that it is connected with. */
  customerId: string
  /** Many use it: it connects nobody. */
  isShared: boolean
  uses: number
  firstSeen: number
  lastSeen: number
}

export type Evidence = 'login' | 'form' | 'crm' | 'import' | 'person'
/** What people said last of two keys. */
export type LinkDecision = 'merged' | 'separated'

/** Two keys, the one with the lesser id first. */
export interface LinkRecord {
  a: string
  b: string
  kindA: KeyKind
  kindB: KeyKind
  /** The first of the strongest. */
  evidence: Evidence
  isStrong: boolean
  /** Of the event that is the evidence. */
  position: bigint
  at: number
  decision: LinkDecision | null
  decidedBy: { id: string; name: string } | null
  decidedAt: number | null
}

export function linkName({ a, b }: Pick<LinkRecord, 'a' | 'b'>): string {
  return `${a} ${b}`
}

/** The newer of two statements; of two at the same time, the one that came later. */
export function newer(before: KeyFacts, said: KeyFacts): KeyFacts {
  const isNewer = (at: number | null, beforeAt: number | null) => at !== null && (beforeAt === null || at >= beforeAt)
  const names = isNewer(said.nameAt, before.nameAt) ? said : before
  const companies = isNewer(said.companyAt, before.companyAt) ? said : before
  const accounts = isNewer(said.accountAt, before.accountAt) ? said : before
  return {
    name: names.name,
    nameAt: names.nameAt,
    company: companies.company,
    companyAt: companies.companyAt,
    account: accounts.account,
    accountAt: accounts.accountAt,
    createdAt: earliest(before.createdAt, said.createdAt),
    firstOrderAt: earliest(before.firstOrderAt, said.firstOrderAt),
  }
}

function earliest(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other
  return Math.min(one, other)
}

export function isSameFacts(one: KeyFacts, other: KeyFacts): boolean {
  return (
    one.name === other.name &&
    one.company === other.company &&
    one.account === other.account &&
    one.createdAt === other.createdAt &&
    one.firstOrderAt === other.firstOrderAt
  )
}
