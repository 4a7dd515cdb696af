import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { systemClock } from '../../runtime/clock.ts'
import { testDatabase } from '../../testing/database.ts'
import { openLog } from '../../testing/log-fixture.ts'
import { rowChange, rowChanges, tableMapping, tableMappings } from '../../testing/row-changes.ts'
import { createChangeSink } from './change-sink.ts'

const { url } = await testDatabase()
const { log, pool, telemetry, close } = await openLog(url)
afterAll(close)

function openSink(options: Partial<Parameters<typeof createChangeSink>[0]> = {}) {
  const { signal } = new AbortController()
  return createChangeSink({
    log,
    source: 'erp',
    mappings: [],
    clock: systemClock,
    telemetry,
    signal,
    onMappingFailed: () => undefined,
    ...options,
  })
}

async function storedIds(source: string): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>('select id from events where source = $1 order by position', [
    source,
  ])
  return rows.map(({ id }) => id)
}

test('changes of calls that do not wait for each other stand in the log in their order, once', async () => {
  const changes = Array.from({ length: 1300 }, (_, index) => rowChange({ id: `1:${index}` }))
  const sink = openSink({ source: 'ordered' })
  const calls = [changes.slice(0, 3), changes.slice(3, 1200), changes.slice(1200)]
  await Promise.all(calls.map((call) => sink.store(call, { endsTransaction: true })))
  await openSink({ source: 'ordered' }).store(changes.slice(1000), { endsTransaction: true })
  expect(await storedIds('ordered')).toEqual(changes.map(({ id }) => id))
})

test('an order and its lines are one event of their transaction', async () => {
  const data = { sku: { column: 'sku' } }
  const lines = { table: 'public.lines', match: { order_id: 'id' }, as: 'lines', data }
  const sink = openSink({ source: 'joined', mappings: [tableMapping({ lines })] })
  const line = rowChange({ id: '2', table: 'lines', key: { id: 7 }, after: { id: 7, order_id: 1, sku: 'A' } })
  await sink.store([rowChange({ id: '1' })], { endsTransaction: false })
  expect(await storedIds('joined')).toEqual([])
  await sink.store([line], { endsTransaction: true })
  const [event] = await log.read({ after: (await log.head()) - 1n, limit: 1 })
  expect(event).toMatchObject({ id: '1:placed', data: { lines: [{ sku: 'A' }] } })
})

test('a sign of life is in the log, and is counted nowhere', async () => {
  const counted = async () => {
    const { rows } = await pool.query<{ sum: string }>('select sum(count) as sum from received_counts')
    return rows[0]?.sum
  }
  const before = await counted()
  const sentAt = Date.now()
  await openSink({ source: 'living' }).storeCanary({ id: 'c-1', sentAt })
  const [event] = await log.read({ after: (await log.head()) - 1n, limit: 1 })
  expect(event).toMatchObject({
    type: 'source.canary',
    source: 'living',
    subject: 'source/living',
    synthetic: true,
    data: { canary: 'c-1', sentAt: new Date(sentAt).toISOString() },
  })
  expect(await counted()).toEqual(before)
})

test('whatever rows hold, the log takes every event that is made of them', async () => {
  let run = 0
  await fc.assert(
    fc.asyncProperty(rowChanges({ maxLength: 6 }), tableMappings(), async (changes, mappings) => {
      const source = `any-${run++}`
      const failed: string[] = []
      let stored = 0
      const stop = telemetry.on('log.append-failed', ({ error }) => failed.push(error.message))
      const head = await log.head()
      const stopCounting = telemetry.on('capture.stored', ({ events }) => (stored += events))
      await openSink({ source, mappings }).store(changes, { endsTransaction: true })
      stop()
      stopCounting()
      expect(failed).toEqual([])
      expect(await log.head()).toBe(head + BigInt(stored))
    }),
    { numRuns: 40 },
  )
})
