import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { createPool } from '../../db/pool.ts'
import { systemClock } from '../../runtime/clock.ts'
import { ChangeLog, RememberedCapture } from '../../testing/captured.ts'
import { testDatabase } from '../../testing/database.ts'
import { silentLogger } from '../../testing/log-fixture.ts'
import type { JoinedTables } from './joined-tables.ts'
import { StagedSnapshot } from './snapshot-stage.ts'

const { url } = await testDatabase()
const pool = createPool({ databaseUrl: url, logger: silentLogger, name: 'stage', max: 2 })
afterAll(() => pool.end())

let memory: RememberedCapture
let log: ChangeLog
beforeEach(async () => {
  memory = new RememberedCapture()
  log = new ChangeLog()
  await pool.query('truncate staged_rows')
})

/** As a process has it that begins now: whatever the one before it knew in memory is gone. */
function openStage({
  joined = [],
  signal = new AbortController().signal,
}: { joined?: readonly JoinedTables[]; signal?: AbortSignal } = {}): StagedSnapshot {
  return new StagedSnapshot({ pool, source: 'erp', memory, sink: log, clock: systemClock, signal, joined })
}

/** Whose rows belong to each other in ways that nobody can tell apart. */
const tangled: JoinedTables[] = [new Map([['public.orders', null]])]
const withLines: JoinedTables[] = [
  new Map([
    ['public.orders', ['id']],
    ['public.lines', ['order_id']],
  ]),
]

const order = (id: number) => ({
  table: 'public.orders',
  key: ['id'],
  json: JSON.stringify({ id, note: `order ${id}` }),
})
const orders = (count: number) => Array.from({ length: count }, (_, index) => order(index + 1))

async function stagedRows(): Promise<number> {
  const { rows } = await pool.query<{ count: number }>('select count(*)::int from staged_rows where ordinal > 0')
  return rows[0]?.count ?? 0
}

async function copyWhole(
  rows: Parameters<StagedSnapshot['add']>[0],
  { takenAt = 1000, joined = [] }: { takenAt?: number; joined?: readonly JoinedTables[] } = {},
): Promise<void> {
  const stage = openStage({ joined })
  await stage.clear()
  await stage.add(rows)
  await stage.finish(takenAt)
}

test('rows come out in the order they went in, as history of the moment of the copy', async () => {
  await copyWhole([order(1), { table: 'public.odd.name', key: [], json: '{"big":12345678901234567890.10}' }, order(2)])
  await openStage().store()
  expect(log.changes.map(({ id }) => id)).toEqual([
    'e1/snapshot/public.orders/1',
    'e1/snapshot/public.odd.name/2',
    'e1/snapshot/public.orders/3',
  ])
  expect(log.changes[0]).toEqual({
    id: 'e1/snapshot/public.orders/1',
    op: 'read',
    schema: 'public',
    table: 'orders',
    key: { id: 1 },
    before: null,
    after: { id: 1, note: 'order 1' },
    kept: [],
    omitted: [],
    committedAt: 1000,
    place: { snapshot: 1, row: 1 },
    backfill: true,
  })
  expect(log.changes[1]).toMatchObject({ schema: 'public', table: 'odd.name', key: null })
  expect(JSON.stringify(log.changes[1]?.after)).toBe('{"big":12345678901234567890.10}')
})

test('it reports how many rows of each table are in the log, and is empty afterwards', async () => {
  await copyWhole(orders(2500))
  await openStage().store()
  const { snapshot } = memory.state
  expect(snapshot).toMatchObject({ tables: [{ table: 'public.orders', copied: 2500, total: 2500 }], stored: 2500 })
  expect(snapshot?.finishedAt).toBeTypeOf('number')
  expect(await stagedRows()).toBe(0)
})

test('what an unfinished copy left is dropped, and nothing of it is in the log', async () => {
  await openStage().add(orders(50))
  expect(await openStage().isFinished()).toBe(false)
  await copyWhole([order(7)])
  await openStage().store()
  expect(log.changes.map(({ key }) => key)).toEqual([{ id: 7 }])
})

test('storing that is cut short goes on, and each row is in the log once', async () => {
  await copyWhole(orders(3000))
  let calls = 0
  log.beforeStore = () => {
    calls += 1
    if (calls === 4) throw new Error('the log is away')
  }
  await expect(openStage().store()).rejects.toThrow('the log is away')
  const left = await stagedRows()
  expect(left).toBeGreaterThan(0)
  expect(left).toBeLessThan(3000)
  await openStage().store()
  expect(log.changes.map(({ key }) => key?.['id'])).toEqual(orders(3000).map((_, index) => index + 1))
  expect(log.repeats).toBe(0)
})

test('rows that are stored and not yet dropped come again under the same ids', async () => {
  await copyWhole(orders(10))
  const stopping = new AbortController()
  const stage = openStage({ joined: tangled, signal: stopping.signal })
  log.beforeStore = () => stopping.abort(new Error('stopped'))
  await expect(stage.store()).rejects.toThrow('stopped')
  await openStage().store()
  expect(log.changes).toHaveLength(10)
  expect(log.repeats).toBe(10)
})

test('rows that mean something only together stay until the last is stored, as one transaction', async () => {
  await copyWhole(orders(1500))
  const ends: boolean[] = []
  const staged: number[] = []
  log.beforeStore = async () => {
    ends.push(log.endsTransaction)
    staged.push(await stagedRows())
  }
  await openStage({ joined: tangled }).store()
  expect(new Set(staged)).toEqual(new Set([1500]))
  expect(ends.slice(0, -1)).not.toContain(true)
  expect(ends.at(-1)).toBe(true)
  expect(await stagedRows()).toBe(0)
})

const line = (orderId: unknown, n: number) => ({
  table: 'public.lines',
  key: ['n'],
  json: JSON.stringify({ order_id: orderId, n }),
})

/** By order, the number of each transaction in which its row or one of its lines came. */
function watchTransactions(): { of: Map<string, Set<number>>; count: () => number } {
  const of = new Map<string, Set<number>>()
  let transaction = 0
  log.beforeStore = (changes) => {
    for (const { table, after, id } of changes) {
      const joinedBy = after?.[table === 'orders' ? 'id' : 'order_id']
      const group = joinedBy == null ? id : JSON.stringify(joinedBy).replaceAll('"', '')
      of.set(group, (of.get(group) ?? new Set()).add(transaction))
    }
    if (log.endsTransaction) transaction += 1
  }
  return { of, count: () => transaction }
}

describe('rows that are joined', () => {
  const many = 1200
  const lines = Array.from({ length: 2 * many }, (_, n) => line((n * 7) % many, n))
  const store = { table: 'public.stores', key: ['id'], json: '{"id":"first"}' }
  const place = { table: 'public.places', key: ['id'], json: '{"id":"last"}' }
  const all = [store, ...Array.from({ length: many }, (_, id) => order(id)), ...lines, place]

  test('come group by group in transactions of some, and the other tables around them', async () => {
    await copyWhole(all, { joined: withLines })
    const { of, count } = watchTransactions()
    await openStage({ joined: withLines }).store()
    expect(log.changes).toHaveLength(all.length)
    expect(new Set(log.changes.map(({ id }) => id)).size).toBe(all.length)
    expect([...of.values()].filter((transactions) => transactions.size > 1)).toEqual([])
    expect(count()).toBeGreaterThan(5)
    expect(log.endsTransaction).toBe(true)
    expect(log.changes[0]?.table).toBe('stores')
    expect(log.changes.at(-1)?.table).toBe('places')
    expect(memory.state.snapshot).toMatchObject({ stored: all.length })
    expect(await stagedRows()).toBe(0)
  })

  test('are stored again under the same ids after a crash in the middle', async () => {
    await copyWhole(all, { joined: withLines })
    let calls = 0
    log.beforeStore = () => {
      if (++calls === 6) throw new Error('the log is away')
    }
    await expect(openStage({ joined: withLines }).store()).rejects.toThrow('the log is away')
    expect(await stagedRows()).toBe(all.length - 1)
    await openStage({ joined: withLines }).store()
    expect(new Set(log.changes.map(({ id }) => id)).size).toBe(all.length)
  })

  test('by a number and by its text are of one group; those that lack the value are one each, and a long value is no trouble', async () => {
    const long = 'x'.repeat(10_000)
    const rows = [order(7), line('7', 1), line(7, 2), line(null, 3), line(null, 4), line(long, 5), line(`${long}y`, 6)]
    await copyWhole(rows, { joined: withLines })
    const { of } = watchTransactions()
    await openStage({ joined: withLines }).store()
    expect(log.changes).toHaveLength(rows.length)
    expect(of.get('7')?.size).toBe(1)
    const { rows: staged } = await pool.query('select from staged_rows where ordinal > 0')
    expect(staged).toEqual([])
  })

  test('are not one transaction where each chunk is one group', async () => {
    // As many as are read first, and so large that as many are read next.
    const [rows, note] = [100, 'x'.repeat(10_490)]
    const groups = Array.from({ length: 6 }, (_, id) => [
      order(id),
      ...Array.from({ length: rows - 1 }, (_, n) => ({
        table: 'public.lines',
        key: ['n'],
        json: JSON.stringify({ order_id: id, n: id * rows + n, note }),
      })),
    ])
    await copyWhole(groups.flat(), { joined: withLines })
    const chunks: number[] = []
    const { of, count } = watchTransactions()
    const { beforeStore } = log
    log.beforeStore = (changes) => {
      chunks.push(changes.length)
      return beforeStore(changes)
    }
    await openStage({ joined: withLines }).store()
    expect(chunks.filter((length) => length === rows).length).toBeGreaterThan(3)
    expect([...of.values()].filter((transactions) => transactions.size > 1)).toEqual([])
    expect(count()).toBeGreaterThan(4)
  })

  test('past the mark belong to nobody', async () => {
    await copyWhole([order(1), line(1, 1)], { joined: withLines })
    await pool.query(`insert into staged_rows (source, ordinal, "table", key_columns, "row", joined_set, joined_by)
      select source, 3, "table", key_columns, "row", joined_set, joined_by from staged_rows where ordinal = 2`)
    await openStage({ joined: withLines }).store()
    expect(log.changes.map(({ id }) => id)).toEqual(['e1/snapshot/public.orders/1', 'e1/snapshot/public.lines/2'])
  })

  test('may hold what PostgreSQL’s own functions cannot read', async () => {
    const odd = {
      table: 'public.lines',
      key: ['n'],
      json: String.raw`{"order_id": 1, "n": 1, "note": {"a": "\u0000"}}`,
    }
    await copyWhole([order(1), odd], { joined: withLines })
    await openStage({ joined: withLines }).store()
    expect(log.changes).toHaveLength(2)
  })

  test.each<[string, readonly JoinedTables[], readonly JoinedTables[]]>([
    ['staged before anybody said so', [], withLines],
    [
      'staged by other columns',
      [
        new Map([
          ['public.orders', ['note']],
          ['public.lines', ['n']],
        ]),
      ],
      withLines,
    ],
    ['joined in more ways since', withLines, tangled],
  ])('%s are one transaction', async (_name, before, now) => {
    await copyWhole(all, { joined: before })
    const { count } = watchTransactions()
    await openStage({ joined: now }).store()
    expect(log.changes.map(({ place: { row } }) => row)).toEqual(all.map((_, index) => index + 1))
    expect(count()).toBe(1)
  })
})

test('a stored copy stays whole: storing it again does nothing, and it is not begun again under the same ids', async () => {
  await copyWhole(orders(3))
  await openStage().store()
  expect(await openStage().isFinished()).toBe(true)
  await openStage().store()
  expect(log.changes).toHaveLength(3)
  expect(log.repeats).toBe(0)
  await expect(openStage().clear()).rejects.toThrow('new beginning')
})

test('a new beginning outdates a whole copy, and its rows have ids of their own', async () => {
  await copyWhole(orders(3))
  await openStage().store()
  await memory.beginAnew()
  expect(await openStage().isFinished()).toBe(false)
  await copyWhole([order(2)])
  await openStage().store()
  expect(log.changes.at(-1)?.id).toBe('e2/snapshot/public.orders/1')
  expect(log.changes).toHaveLength(4)
})

test('an empty copy is whole, too', async () => {
  await copyWhole([])
  await openStage().store()
  expect(log.changes).toEqual([])
  expect(memory.state.snapshot).toMatchObject({ stored: 0 })
})
