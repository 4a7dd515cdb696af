import type { AuditOutcome } from '#contract/audit.ts'

/** The contract's outcomes, without its schemas. */
export const outcomes = ['done', 'refused', 'failed'] as const satisfies readonly AuditOutcome[]

/** What is looked for, and where in the list: every state of the screen is an address. */
export interface AuditAddress {
  /** An id, or a part of a name. */
  who: string | null
  action: string | null
  outcome: AuditOutcome | null
  /** Only older ones than this. */
  before: string | null
}

export const wholeAudit: AuditAddress = { who: null, action: null, outcome: null, before: null }

const actionPattern = /^[a-z][a-z-]*(\.[a-z][a-z-]*)?$/
const idPattern = /^[1-9]\d{0,17}$/
const pageSize = '100'

/** Reads an address; what makes no sense in it is left out. */
export function addressOfQuery(query: (name: string) => string | null): AuditAddress {
  const matching = (name: string, pattern: RegExp): string | null => {
    const value = query(name)
    return value !== null && pattern.test(value) ? value : null
  }
  return {
    who: matching('who', /^[^]{1,200}$/),
    action: matching('action', actionPattern),
    outcome: outcomes.find((outcome) => outcome === query('outcome')) ?? null,
    before: matching('before', idPattern),
  }
}

export function hrefOf(address: AuditAddress): string {
  const query = queryOf(address)
  return query.size === 0 ? '/settings/audit' : `/settings/audit?${query.toString()}`
}

/** The address's page, as the event server is asked for it. */
export function pathOf(address: AuditAddress): string {
  const query = queryOf(address)
  query.set('limit', pageSize)
  return `/v1/audit?${query.toString()}`
}

function queryOf(address: AuditAddress): URLSearchParams {
  const said = Object.entries(address).filter((entry): entry is [string, string] => entry[1] !== null)
  return new URLSearchParams(said)
}
