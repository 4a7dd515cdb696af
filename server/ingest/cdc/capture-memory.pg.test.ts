import { afterAll, describe, expect, test } from 'vitest'
import type { DatabaseConfig } from '#contract/database.ts'
import { outboxConfigSchema, replicationConfigSchema } from '#contract/database.ts'
import { Telemetry } from '../../runtime/telemetry.ts'
import { testDatabase } from '../../testing/database.ts'
import { openLog, silentLogger } from '../../testing/log-fixture.ts'
import { StoredMemory, SupersededError } from './capture-memory.ts'
import { dropStagedRows } from './drop-staged-rows.ts'

const { url } = await testDatabase()
const { pool, close } = await openLog(url)
afterAll(close)

const replication: DatabaseConfig = replicationConfigSchema.parse({ capture: 'replication', tables: ['public.orders'] })

function open(source: string, { now = () => Date.now(), config = replication } = {}): Promise<StoredMemory> {
  return StoredMemory.open({ pool, source, config, telemetry: new Telemetry(), logger: silentLogger, now })
}

/** How often the row has been written. */
async function countWrites(): Promise<void> {
  await pool.query(`
    create table writes (source text);
    create function note_write() returns trigger language plpgsql as
      $$ begin insert into writes values (new.source); return null; end $$;
    create trigger note_write after update on captures for each row execute function note_write()`)
}

test('what is remembered is there after a restart, whole', async () => {
  const memory = await open('erp')
  await memory.remember({ lsn: '16/B374D848', cursors: [{ table: 'public.orders', at: '2026-11-27' }] })
  memory.report({ phase: 'following', asOf: 1_764_000_000_000 })
  await memory.close()
  const again = await open('erp')
  expect(again.position).toEqual({ lsn: '16/B374D848', cursors: [{ table: 'public.orders', at: '2026-11-27' }] })
  expect(again.state).toMatchObject({ phase: 'following', asOf: 1_764_000_000_000 })
  const { rows } = await pool.query(`select extract(epoch from as_of)::float8 * 1000 as as_of from captures`)
  expect(rows).toEqual([{ as_of: 1_764_000_000_000 }])
})

test('what is remembered without a write to the disk is committed, and what its connection does next waits for the disk', async () => {
  const memory = await open('soon')
  await memory.remember({ at: 1 })
  await memory.remember({ at: 2 }, { durable: false })
  expect(memory.position).toEqual({ at: 2 })
  expect((await open('soon')).position).toEqual({ at: 2 })
  const { rows } = await pool.query('show synchronous_commit')
  expect(rows).toEqual([{ synchronous_commit: 'on' }])
})

test('many reports are few writes, and the last one is always kept', async () => {
  const memory = await open('busy')
  await countWrites()
  for (let asOf = 1; asOf <= 10_000; asOf++) {
    memory.report({ asOf })
    if (asOf % 100 === 0) await new Promise(setImmediate)
  }
  await memory.close()
  const { rows } = await pool.query<{ writes: number }>(
    `select count(*)::int as writes from writes where source = 'busy'`,
  )
  expect(rows[0]?.writes).toBeLessThan(20)
  expect((await open('busy')).state.asOf).toBe(10_000)
})

test('a problem keeps its since while its code stays the same, whatever its detail', async () => {
  let now = 1000
  const memory = await open('troubled', { now: () => now })
  memory.reportProblem({ code: 'slot-in-use', detail: 'by process 17' })
  now = 2000
  memory.reportProblem({ code: 'slot-in-use', detail: 'by process 18' })
  expect(memory.state.problem).toEqual({ code: 'slot-in-use', detail: 'by process 18', since: 1000 })
  memory.reportProblem({ code: 'slot-lost', detail: 'gone' })
  expect(memory.state.problem).toEqual({ code: 'slot-lost', detail: 'gone', since: 2000 })
  memory.reportProblem(null)
  expect(memory.state.problem).toBeNull()
})

test('once another process has taken the source up, nothing of the former one is taken', async () => {
  const former = await open('taken')
  await former.remember({ at: 1 })
  const latter = await open('taken')
  await latter.remember({ at: 2 })
  await expect(former.remember({ at: 1.5 })).rejects.toThrow(SupersededError)
  await expect(former.beginAnew()).rejects.toThrow(SupersededError)
  former.report({ phase: 'given-up' })
  await former.close()
  const now = await open('taken')
  expect([now.position, now.epoch, now.state.phase]).toEqual([{ at: 2 }, 1, 'waiting'])
})

test('the config of an outbox elsewhere is kept until a new beginning, of which everything else is changed at once', async () => {
  const outboxOf = (changed: object) =>
    outboxConfigSchema.parse({ capture: 'outbox', tables: ['public.orders'], ...changed })
  const formerOf = async (config: DatabaseConfig) => (await open('moved', { config })).former
  const old = outboxOf({ schema: 'old', pollSeconds: 5 })
  expect(await formerOf(outboxOf({ schema: 'old' }))).toBeNull()
  expect(await formerOf(old)).toBeNull()
  expect(await formerOf(outboxOf({}))).toEqual(old)
  const memory = await open('moved', { config: outboxOf({}) })
  expect(memory.former).toEqual(old)
  await memory.beginAnew()
  await memory.close()
  expect(await formerOf(outboxOf({}))).toBeNull()
})

test('a new beginning keeps what is known of the past: gaps, and the newest change', async () => {
  const memory = await open('anew')
  const gaps = [{ from: 1, to: 2, reason: 'slot-lost' as const }]
  memory.report({
    phase: 'given-up',
    gaps,
    lastChangeAt: 5,
    asOf: 9,
    snapshot: { tables: [], stored: 0, finishedAt: 3 },
  })
  await memory.beginAnew()
  expect(memory.state).toMatchObject({ phase: 'preparing', gaps, lastChangeAt: 5, asOf: null, snapshot: null })
  await memory.close()
})

describe('rows that are staged', () => {
  const stage = (source: string, count: number) =>
    pool.query(
      `insert into staged_rows (source, ordinal, "table", key_columns, "row")
       select $1, n, 'public.orders', '{id}', '{}' from generate_series(0, $2::int - 1) n`,
      [source, count],
    )
  const staged = async (source: string) =>
    (await pool.query('select from staged_rows where source = $1', [source])).rowCount

  test('are dropped at a new beginning, and no statement drops them all', async () => {
    await pool.query(`create table drops (dropped int);
      create function note_drop() returns trigger language plpgsql as
        $$ begin insert into drops select count(*) from gone; return null; end $$;
      create trigger note_drop after delete on staged_rows referencing old table as gone
        for each statement execute function note_drop()`)
    await stage('large', 45_000)
    await stage('other', 1)
    const memory = await open('large')
    await memory.beginAnew()
    await memory.close()
    expect([await staged('large'), await staged('other')]).toEqual([0, 1])
    const { rows } = await pool.query<{ most: number }>('select max(dropped) as most from drops')
    expect(rows[0]?.most).toBe(20_000)
  })

  test('by a later holder of the capture are never dropped by an earlier one', async () => {
    const memory = await open('shared')
    await stage('shared', 3)
    await dropStagedRows(pool, { source: 'shared', holder: crypto.randomUUID() })
    await memory.close()
    expect(await staged('shared')).toBe(3)
  })
})
