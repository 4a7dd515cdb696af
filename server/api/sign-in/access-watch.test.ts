import type { Pool } from 'pg'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { silentLogger } from '../../testing/log-fixture.ts'
import { AccessWatch } from './access-watch.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Watches `version`, which a trigger counts up in the database, at the pace of an installation. */
async function watching() {
  const seen = { version: 1, changes: 0, isAway: false }
  const query = () =>
    seen.isAway
      ? Promise.reject(new Error('the database is away'))
      : Promise.resolve({ rows: [{ version: String(seen.version) }] })
  const onChange = async () => void (seen.changes += 1)
  // It asks the pool one question, and nothing else of it.
  const watch = new AccessWatch({ pool: { query } as unknown as Pool, logger: silentLogger, onChange })
  await watch.start()
  return { seen, watch }
}

test('a change is noticed within half a second, which leaves as long to tell a socket of it, and once', async () => {
  const { seen, watch } = await watching()
  await vi.advanceTimersByTimeAsync(1750)
  expect(seen.changes).toBe(0)
  for (const changes of [1, 2]) {
    seen.version += 1
    await vi.advanceTimersByTimeAsync(500)
    expect(seen.changes).toBe(changes)
  }
  await vi.advanceTimersByTimeAsync(5000)
  expect(seen.changes).toBe(2)
  await watch.stop()
})

test('a session that ends by itself is noticed within a minute, and a database that was away is asked again', async () => {
  const { seen, watch } = await watching()
  await vi.advanceTimersByTimeAsync(60_500)
  expect(seen.changes).toBe(1)
  seen.isAway = true
  seen.version += 1
  await vi.advanceTimersByTimeAsync(1000)
  expect(seen.changes).toBe(1)
  seen.isAway = false
  await vi.advanceTimersByTimeAsync(500)
  expect(seen.changes).toBe(2)
  await watch.stop()
})

test('one that was stopped looks no more', async () => {
  const { seen, watch } = await watching()
  await watch.stop()
  seen.version += 1
  await vi.advanceTimersByTimeAsync(5000)
  expect(seen.changes).toBe(0)
})
