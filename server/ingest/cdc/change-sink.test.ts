import pg from 'pg'
import { expect, test } from 'vitest'
import type { NewEvent } from '#contract/event.ts'
import { LogOverloadedError } from '../../log/append.ts'
import { systemClock } from '../../runtime/clock.ts'
import { Telemetry } from '../../runtime/telemetry.ts'
import { rowChange, tableMapping } from '../../testing/row-changes.ts'
import { createChangeSink } from './change-sink.ts'
import type { RowChange } from './row-change.ts'

/** A log that does at each append what the test says, and takes it when nothing is left to say. */
class ScriptedLog {
  readonly appends: (readonly NewEvent[])[] = []
  readonly script: (((events: readonly NewEvent[]) => Promise<void> | void) | undefined)[] = []

  async append(events: readonly NewEvent[]) {
    await this.script.shift()?.(events)
    this.appends.push(events)
    return {
      outcomes: events.map(() => ({ outcome: 'stored' as const, position: 1n })),
      committedAt: 0,
      hasErased: false,
    }
  }

  get ids(): string[] {
    return this.appends.flat().map(({ id }) => id)
  }
}

function open({ mappings = [] }: { mappings?: Parameters<typeof createChangeSink>[0]['mappings'] } = {}) {
  const log = new ScriptedLog()
  const stopping = new AbortController()
  const failures: string[] = []
  const sink = createChangeSink({
    log,
    source: 'erp',
    mappings,
    clock: systemClock,
    telemetry: new Telemetry(),
    signal: stopping.signal,
    onMappingFailed: (detail) => failures.push(detail),
  })
  const store = (...changes: RowChange[]) => sink.store(changes, { endsTransaction: true })
  return { log, sink, store, stopping, failures }
}

function changes(count: number, change: Partial<RowChange> = {}): RowChange[] {
  return Array.from({ length: count }, (_, index) => rowChange({ ...change, id: `${index}` }))
}

const fail = (error: Error) => () => {
  throw error
}

test('a full log is waited for; nothing is dropped and nothing overtakes', async () => {
  const { log, store } = open()
  log.script.push(fail(new LogOverloadedError('full')), fail(new LogOverloadedError('full')))
  await Promise.all([store(rowChange({ id: 'a' })), store(rowChange({ id: 'b' }))])
  expect(log.ids).toEqual(['a', 'b'])
})

test('after a failure of the log nothing behind it is stored, by waiting calls or by later ones', async () => {
  const { log, store } = open()
  log.script.push(fail(new Error('the line was cut')))
  const calls = [store(rowChange({ id: 'a' })), store(rowChange({ id: 'b' }))]
  expect((await Promise.allSettled(calls)).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  await expect(store(rowChange({ id: 'c' }))).rejects.toThrow('the line was cut')
  expect(log.ids).toEqual([])
})

test('an append holds 1000 events and 4 MiB at the most, of several calls', async () => {
  const { log, store } = open()
  await Promise.all([store(...changes(600)), store(...changes(600)), store(...changes(1))])
  // The first call goes at once, what comes meanwhile shares the next append.
  expect(log.appends.map((events) => events.length)).toEqual([600, 601])
  const large = open()
  await large.store(...changes(9, { after: { text: 'x'.repeat(1_000_000) } }))
  expect(large.log.appends.map((events) => events.length)).toEqual([4, 4, 1])
  const many = open()
  await many.store(...changes(2001))
  expect(many.log.appends.map((events) => events.length)).toEqual([1000, 1000, 1])
})

test('one append is under way at a time', async () => {
  const { log, store } = open()
  let underWay = 0
  let most = 0
  const slowly = async () => {
    most = Math.max(most, ++underWay)
    await new Promise(setImmediate)
    underWay--
  }
  log.script.push(slowly, slowly, slowly)
  await Promise.all([store(...changes(1200)), store(...changes(1200))])
  expect(most).toBe(1)
})

test('an event that the log cannot take for what it holds is kept without its row, the others whole and in order', async () => {
  const { log, store, failures } = open()
  const cause = new pg.DatabaseError('unsupported', 1, 'error')
  cause.code = '22P05'
  const refuse = (events: readonly NewEvent[]) => {
    if (events.some(({ id, subject }) => id === '2' && subject !== null)) throw new Error('failed', { cause })
  }
  log.script.push(...Array.from({ length: 6 }, () => refuse))
  await store(...changes(4))
  expect(log.ids).toEqual(['0', '1', '2', '3'])
  expect(log.appends.flat()[2]?.data).toEqual({ mappingError: expect.stringContaining('could not hold the row') })
  expect(failures).toHaveLength(1)
})

test('whoever stops the capture ends the waiting for a full log', async () => {
  const { log, store, stopping } = open()
  log.script.push(() => {
    stopping.abort(new Error('paused'))
    throw new LogOverloadedError('full')
  })
  await expect(store(rowChange())).rejects.toThrow('paused')
})

test('a call of a transaction whose rows wait for their lines resolves, and its last one when the event is stored', async () => {
  const lines = { table: 'public.lines', match: { order_id: 'id' }, as: 'lines', data: {} }
  const { log, sink } = open({ mappings: [tableMapping({ lines })] })
  await sink.store([rowChange({ id: 'a' })], { endsTransaction: false })
  expect(log.ids).toEqual([])
  await sink.store([], { endsTransaction: true })
  expect(log.ids).toEqual(['a:placed'])
})

test('a mapping that fails for row after row is told once', async () => {
  const { store, failures } = open({ mappings: [tableMapping({ data: { totalMinor: { column: 'total' } } })] })
  const after = { total: 'much' }
  await store(rowChange({ id: 'a', after }))
  await store(rowChange({ id: 'b', key: { id: 2 }, after }))
  expect(failures).toEqual([expect.stringContaining('public.orders.created orders/1: mapping placed: totalMinor')])
})

test('an event is received when its change is handed over, and occurred when it was committed', async () => {
  const { log, store } = open()
  const before = Date.now()
  await store(rowChange({ committedAt: before - 5000, backfill: true }))
  const [event] = log.appends.flat()
  expect(event?.occurredAt).toBe(before - 5000)
  expect(event?.receivedAt).toBeGreaterThanOrEqual(before)
  expect(event?.backfill).toBe(true)
})
