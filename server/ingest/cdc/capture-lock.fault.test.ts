import { afterAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { createPool } from '../../db/pool.ts'
import { putSource, startSupervisor, untilAborted } from '../../testing/captures.ts'
import { testDatabase } from '../../testing/database.ts'
import { faultProxy } from '../../testing/fault-proxy.ts'
import { silentLogger } from '../../testing/log-fixture.ts'
import type { CaptureContext } from './capture.ts'
import { CaptureLocks } from './capture-lock.ts'

const { url } = await testDatabase()
const pool = createPool({ databaseUrl: url, logger: silentLogger, name: 'test', max: 1 })
afterAll(() => pool.end())
beforeEach(async () => {
  await pool.query('truncate sources, captures')
})

/** Two processes whose captures say when they begin and end; the first one's lock goes by way of the proxy. */
async function twoProcesses(source: string) {
  const proxy = await faultProxy(url)
  onTestFinished(() => proxy.close())
  const running = new Set<string>()
  const steps: string[] = []
  const waiting: (() => void)[] = []
  const note = (step: string) => {
    steps.push(step)
    for (const wake of waiting.splice(0)) wake()
  }
  const captureAs =
    (name: string) =>
    async ({ signal }: CaptureContext) => {
      running.add(name)
      note([...running].join(' and '))
      try {
        return await untilAborted(signal)
      } finally {
        running.delete(name)
      }
    }
  const whenSteps = async (count: number) => {
    while (steps.length < count) await new Promise<void>((resolve) => waiting.push(resolve))
    return steps.slice(0, count)
  }
  await putSource(url, { slug: source })
  const first = await startSupervisor(url, { capture: captureAs('first') }, { lockUrl: proxy.url })
  onTestFinished(() => first.stop())
  await whenSteps(1)
  const second = await startSupervisor(url, { capture: captureAs('second') })
  onTestFinished(() => second.stop())
  return { proxy, first, second, whenSteps }
}

test('when the lock’s connection is cut the other process takes over, and the two never run at once', async () => {
  const { proxy, whenSteps } = await twoProcesses('cut')
  proxy.cut()
  expect(await whenSteps(2)).toEqual(['first', 'second'])
})

test('when the lock’s connection falls silent its holder stops before PostgreSQL gives the lock to another', async () => {
  const { proxy, whenSteps } = await twoProcesses('frozen')
  proxy.freeze()
  expect(await whenSteps(2)).toEqual(['first', 'second'])
})

test('a process that stops hands its sources over at once', async () => {
  const { first, whenSteps } = await twoProcesses('handed-over')
  await first.supervisor.stop()
  expect(await whenSteps(2)).toEqual(['first', 'second'])
})

test('a lock that is lost can be taken again, by this process too, once the line is back', async () => {
  const proxy = await faultProxy(url)
  onTestFinished(() => proxy.close())
  const locks = new CaptureLocks({ databaseUrl: proxy.url, logger: silentLogger })
  onTestFinished(() => locks.stop())
  const held = await locks.take('again')
  const lost = untilAborted(held?.lost ?? AbortSignal.abort()).catch(() => 'lost')
  proxy.cut()
  expect(await lost).toBe('lost')
  expect(await locks.take('again')).toBeNull()
  proxy.restore()
  let taken = await locks.take('again')
  while (!taken) taken = await locks.take('again')
  expect(taken.lost.aborted).toBe(false)
})
