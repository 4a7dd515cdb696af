import { expect, test } from 'vitest'
import type { WalLook } from './judge-wal.ts'
import { judgeWal } from './judge-wal.ts'

const look = (change: Partial<WalLook>): WalLook => ({
  at: 0,
  keptBytes: 0,
  status: 'reserved',
  safeBytes: null,
  serverBudgetBytes: null,
  ...change,
})

test('time to full follows from the growth over the looks', () => {
  const looks = [
    look({ at: 0, keptBytes: 100 }),
    look({ at: 10_000, keptBytes: 200 }),
    look({ at: 20_000, keptBytes: 300 }),
  ]
  expect(judgeWal(looks, 1000)).toEqual({ keptBytes: 300, budgetBytes: 1000, secondsToFull: 70, isFull: false })
})

test('what does not grow is never full', () => {
  expect(
    judgeWal([look({ at: 0, keptBytes: 300 }), look({ at: 10_000, keptBytes: 200 })], 1000).secondsToFull,
  ).toBeNull()
  expect(judgeWal([look({ keptBytes: 300 })], 1000).secondsToFull).toBeNull()
})

test("the server's own limit counts where it is nearer", () => {
  const looks = [
    look({ at: 0, keptBytes: 0, safeBytes: 500, serverBudgetBytes: 500 }),
    look({ at: 1000, keptBytes: 100, safeBytes: 400, serverBudgetBytes: 500 }),
  ]
  expect(judgeWal(looks, 1000)).toMatchObject({ budgetBytes: 500, secondsToFull: 4, isFull: false })
  expect(judgeWal(looks, 300)).toMatchObject({ budgetBytes: 300, secondsToFull: 2 })
})

test('it is full at the budget, whatever the server would still keep', () => {
  expect(judgeWal([look({ keptBytes: 999 })], 1000).isFull).toBe(false)
  expect(judgeWal([look({ keptBytes: 1000, safeBytes: 5000 })], 1000)).toMatchObject({ isFull: true })
})
