import type { CustomerSearchAnswer, FoundCustomer } from '#contract/customers.ts'

export type SearchOutcome =
  | { state: 'found'; customers: readonly FoundCustomer[]; isMore: boolean }
  | { state: 'forbidden' }
  | { state: 'failed'; status: number }
  | { state: 'offline' }

const timeoutMs = 10_000
/** Who has to read on types on. */
const mostShown = 20

/** @returns undefined where another search has taken its place. */
export async function findCustomers(q: string, superseded: AbortSignal): Promise<SearchOutcome | undefined> {
  try {
    const signal = AbortSignal.any([superseded, AbortSignal.timeout(timeoutMs)])
    const response = await fetch(`/v1/customers?${new URLSearchParams({ q, limit: `${mostShown + 1}` }).toString()}`, {
      signal,
    })
    if (response.status === 401 || response.status === 403) return { state: 'forbidden' }
    if (!response.ok) return { state: 'failed', status: response.status }
    const answer = (await response.json()) as CustomerSearchAnswer // of this path, and ours: it is of the same release
    const customers = answer.customers.slice(0, mostShown)
    return { state: 'found', customers, isMore: answer.customers.length > mostShown }
  } catch {
    return superseded.aborted ? undefined : { state: 'offline' }
  }
}
