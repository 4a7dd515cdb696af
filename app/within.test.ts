import { expect, test, vi } from 'vitest'
import { within } from './within.ts'

test('work that is done or has failed is not waited for any longer', async () => {
  await expect(within(60_000, Promise.resolve(1))).resolves.toBeUndefined()
  await expect(within(60_000, Promise.reject(new Error('no')))).resolves.toBeUndefined()
})

test('work that takes longer than the limit goes on without being waited for', async () => {
  vi.useFakeTimers()
  const limited = within(200, new Promise(() => undefined))
  await vi.advanceTimersByTimeAsync(200)
  await expect(limited).resolves.toBeUndefined()
  vi.useRealTimers()
})
