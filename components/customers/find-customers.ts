import type { CustomerSearchAnswer, FoundCustomer } from '#contract/customers.ts'

export type SearchOutcome =
  | { state: 'found'; customers: readonly FoundCustomer[] }
  | { state: 'forbidden' }
  | { state: 'failed'; status: number }
  | { state: 'offline' }

const timeoutMs = 10_000

/** @returns undefined where another search has taken its place. */
export async function findCustomers(q: string, superseded: AbortSignal): Promise<SearchOutcome | undefined> {
  try {
    const signal = AbortSignal.any([superseded, AbortSignal.timeout(timeoutMs)])
    const response = await fetch(`/v1/customers?${new URLSearchParams({ q }).toString()}`, { signal })
    if (response.status === 401 || response.status === 403) return { state: 'forbidden' }
    if (!response.ok) return { state: 'failed', status: response.status }
    const answer = (await response.json()) as CustomerSearchAnswer // of this path, and ours: it is of the same release
    return { state: 'found', customers: answer.customers }
  } catch {
    return superseded.aborted ? undefined : { state: 'offline' }
  }
}
