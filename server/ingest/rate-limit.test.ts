import { expect, test } from 'vitest'
import { ManualTime } from '../testing/manual-time.ts'
import { RateLimit, rateHeaders } from './rate-limit.ts'

test('a caller has its share of each window, and another caller its own', async () => {
  const time = new ManualTime()
  const limits = new RateLimit('source', time)
  const take = (caller: string) => limits.take(caller, 2).isExceeded
  expect([take('a'), take('a'), take('a'), take('b')]).toEqual([false, false, true, false])
  await time.pass(59_999)
  expect(take('a')).toBe(true)
  await time.pass(1)
  expect(take('a')).toBe(false)
})

test('the headers say the policy, what is left and in how many seconds it begins anew', async () => {
  const time = new ManualTime()
  const limits = new RateLimit('source', time)
  limits.take('a', 100)
  await time.pass(20_500)
  expect(rateHeaders(limits.take('a', 100))).toEqual({
    'ratelimit-policy': '"source";q=100;w=60',
    ratelimit: '"source";r=98;t=40',
  })
})

test('looking takes nothing and keeps nothing of whoever has taken nothing', async () => {
  const time = new ManualTime()
  const limits = new RateLimit('refused', time)
  limits.take('a', 1)
  for (let caller = 0; caller < 20_001; caller++) expect(limits.look(String(caller), 1)).toBeUndefined()
  expect(limits.look('a', 1)).toMatchObject({ remaining: 0 })
  await time.pass(60_000)
  expect(limits.look('a', 1)).toBeUndefined()
})

test('of more callers than are kept the oldest is forgotten', () => {
  const limits = new RateLimit('refused', new ManualTime())
  for (let caller = 0; caller <= 20_000; caller++) limits.take(String(caller), 1)
  expect(limits.look('0', 1)).toBeUndefined()
  expect(limits.look('1', 1)).toMatchObject({ remaining: 0 })
})
