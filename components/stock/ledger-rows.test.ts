import { expect, test } from 'vitest'
import { transferRow } from './fixtures.ts'
import { orderLedger, settledAt } from './ledger-rows.ts'

const day = 86_400_000

test('the ledger begins with what waits for somebody, then the newest decision', () => {
  const rows = orderLedger([
    transferRow({ id: 'old', state: 'rejected', proposedAt: 1, decidedAt: 2 }),
    transferRow({ id: 'waits', proposedAt: 1 }),
    transferRow({ id: 'new', state: 'accepted', proposedAt: 1, decidedAt: 9 }),
  ])
  expect(rows.map(({ id }) => id)).toEqual(['waits', 'new', 'old'])
})

test('what a transfer saved is known thirty days after it arrived, and not announced once it is', () => {
  expect(settledAt(transferRow({ id: 'a', state: 'accepted' }))).toBeNull()
  expect(settledAt(transferRow({ id: 'a', state: 'arrived', arrivedAt: day }))).toBe(31 * day)
  expect(settledAt(transferRow({ id: 'a', state: 'arrived', arrivedAt: day, savedMinor: 0 }))).toBeNull()
})
