import { afterAll, expect, onTestFinished, test, vi } from 'vitest'
import { testDatabase } from '../testing/database.ts'
import { openLog } from '../testing/log-fixture.ts'
import { createCheckpoint, notBegun } from './checkpoint.ts'
import { ProgressWatch } from './progress-watch.ts'

const { url } = await testDatabase()
const { pool, close } = await openLog(url)
afterAll(close)

/** Begins these projections and watches them, each at 0 by its own account. */
async function watchAll(...names: string[]) {
  const watch = new ProgressWatch(pool, 10)
  await Promise.all(names.map((name) => createCheckpoint(pool, name)))
  return names.map((name) => {
    const onMoved = vi.fn<(error: Error | null) => void>()
    const stop = watch.watch(name, { progress: () => notBegun, onMoved })
    onTestFinished(stop)
    return { onMoved, stop }
  })
}

function move(name: string, position: number) {
  return pool.query('update checkpoints set position = $2 where projection = $1', [name, position])
}

/** Resolves after a look that begins from now on has ended. */
async function look(query: { mock: { results: { value: unknown }[] } }): Promise<void> {
  const before = query.mock.results.length
  await expect.poll(() => query.mock.results.length).toBeGreaterThan(before + 1)
  await query.mock.results[before + 1]?.value
}

test('one question serves all, and only the one that was moved hears of it', async () => {
  const query = vi.spyOn(pool, 'query')
  const [first, second] = await watchAll('one', 'other')
  await look(query)
  const looks = query.mock.calls.filter(([config]) => Reflect.get(Object(config), 'name') === 'read-checkpoints')
  expect(looks.map(([config]) => Reflect.get(Object(config), 'values') as unknown)).toContainEqual([['one', 'other']])
  await move('other', 7)
  await expect.poll(() => second?.onMoved.mock.calls).toContainEqual([null])
  expect(first?.onMoved).not.toHaveBeenCalled()
})

test('who moves by itself while the question is on its way was not moved by others', async () => {
  const query = vi.spyOn(pool, 'query')
  let position = 0n
  const onMoved = vi.fn()
  onTestFinished(
    new ProgressWatch(pool, 10).watch('own', { progress: () => ({ position: position++, madeWith: null }), onMoved }),
  )
  await look(query)
  expect(position).toBeGreaterThan(2n)
  expect(onMoved).not.toHaveBeenCalled()
})

test('all hear that the database cannot be asked, but nobody who has stopped', async () => {
  const [gone, ...others] = await watchAll('gone', 'third', 'fourth')
  gone?.stop()
  vi.spyOn(pool, 'query').mockRejectedValue(new Error('the line is cut'))
  for (const { onMoved } of others) {
    await expect.poll(() => onMoved.mock.calls.map(([error]) => error?.message)).toContain('the line is cut')
  }
  expect(gone?.onMoved).not.toHaveBeenCalled()
})
