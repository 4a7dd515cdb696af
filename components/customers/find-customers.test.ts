import { afterEach, expect, test, vi } from 'vitest'
import type { FoundCustomer } from '#contract/customers.ts'
import { findCustomers } from './find-customers.ts'

afterEach(() => vi.unstubAllGlobals())

const customer: FoundCustomer = {
  id: '',
  name: 'Gwenn',
  kind: 'customer',
  value: 'c-1',
  emails: [],
  phones: [],
  company: null,
  isShared: false,
  createdAt: null,
  firstOrderAt: null,
  by: 'words',
}

/** An event server that has so many, and answers no more than it is asked for. */
function serverWith(count: number): void {
  vi.stubGlobal('fetch', (path: string) => {
    const limit = Number(new URL(path, 'http://vigie.example').searchParams.get('limit') ?? 20)
    const customers = Array.from({ length: Math.min(count, limit) }, (_, index) => ({ ...customer, id: `${index}` }))
    return Promise.resolve(Response.json({ customers }))
  })
}

test.each([
  [19, 19, false],
  [20, 20, false],
  [21, 20, true],
  [400, 20, true],
])('of %i customers %i are shown; that there are more is known: %s', async (count, shown, isMore) => {
  serverWith(count)
  const outcome = await findCustomers('gwenn', new AbortController().signal)
  if (outcome?.state !== 'found') throw new Error('nothing was found')
  expect([outcome.customers.length, outcome.isMore]).toEqual([shown, isMore])
})
