import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { expect, onTestFinished, test, vi } from 'vitest'
import { systemClock } from '../../../runtime/clock.ts'
import { emptyDatabase } from '../../../testing/database.ts'
import { replicatedItems } from '../../../testing/replicated-items.ts'
import { CaptureError } from '../capture.ts'
import { connectionName, openConnection } from '../connection.ts'
import { changeStream } from './change-stream.ts'
import { dropSlot } from './slot.ts'

const erp = await replicatedItems()

test('a slot that somebody dropped is a gap, which a new beginning ends', async () => {
  await erp.admin.query(`insert into items values (1, 'one')`)
  const first = await erp.followed(erp.run())
  await erp.memory.when(({ state }) => state.asOf !== null)
  await first.stop()
  await dropSlot(erp.admin, erp.config.slot)
  await erp.admin.query(`update items set word = 'missed'`)
  const { asOf } = erp.memory.state
  expect(await erp.run().ended).toMatchObject({ code: 'slot-missing', givesUp: true })
  expect(erp.memory.state.gaps).toEqual([{ from: asOf, to: null, reason: 'slot-missing' }])
  await erp.memory.beginAnew()
  erp.run()
  await erp.log.when(() => erp.words().includes('missed'))
  expect(erp.log.changes.at(-1)?.id).toBe('e2/snapshot/public.items/1')
  expect(erp.memory.state.gaps[0]?.to).toBeGreaterThanOrEqual(asOf ?? Infinity)
})

test('a slot that is dropped while it is followed is noticed', async () => {
  const started = await erp.followed(erp.run())
  await dropSlot(erp.admin, erp.config.slot)
  const ended = await started.ended
  // The stream may learn of it first, as of a line that was cut.
  expect(ended).toBeInstanceOf(CaptureError)
  expect(await erp.run().ended).toMatchObject({ code: 'slot-missing', givesUp: true })
})

test('a slot of somebody else is neither read nor dropped', async () => {
  await erp.admin.query(`select pg_create_logical_replication_slot($1, 'pgoutput')`, [erp.config.slot])
  expect(await erp.run().ended).toMatchObject({ code: 'slot-in-use', givesUp: false })
  expect(await erp.slotExists()).toBe(true)
})

test('a new beginning drops the slot of the one before, if that was not done before it was forgotten', async () => {
  const first = await erp.followed(erp.run())
  await first.stop()
  await erp.admin.query(`insert into items values (1, 'one')`)
  erp.memory.state.phase = 'waiting'
  await erp.memory.beginAnew()
  const second = await erp.followed(erp.run())
  expect(erp.log.changes.map(({ id }) => id)).toEqual(['e2/snapshot/public.items/1'])
  await second.stop()
  expect(await erp.run({ doing: 'beforeNewBeginning' }).ended).toBeNull()
  expect(await erp.slotExists()).toBe(false)
})

async function slotMadeAnewPastTheBudget(): Promise<void> {
  const first = await erp.followed(erp.run())
  await first.stop()
  await dropSlot(erp.admin, erp.config.slot)
  await erp.writeWal(1)
  await erp.admin.query(`select pg_create_logical_replication_slot($1, 'pgoutput')`, [erp.config.slot])
  erp.config.walBudgetBytes = 16 * 1024 ** 2
  await erp.writeWal(24)
}

test('a slot that somebody made anew is not dropped, neither at the budget nor by a new beginning nor by a release', async () => {
  await slotMadeAnewPastTheBudget()
  expect(await erp.run({ doing: 'beforeNewBeginning' }).ended).toBeNull()
  expect(await erp.slotExists()).toBe(true)
  expect(await erp.run().ended).toMatchObject({ code: 'slot-missing', givesUp: true })
  expect(await erp.slotExists()).toBe(true)
  expect(await erp.run({ doing: 'release' }).ended).toBeNull()
  expect(await erp.slotExists()).toBe(true)
})

test('a slot that somebody made anew while its source is paused is a gap, and is not dropped at the budget', async () => {
  await slotMadeAnewPastTheBudget()
  expect(await erp.run({ doing: 'whilePaused' }).ended).toMatchObject({ code: 'slot-missing', givesUp: true })
  expect(erp.memory.state.gaps).toMatchObject([{ to: null, reason: 'slot-missing' }])
  expect(await erp.slotExists()).toBe(true)
})

test('a slot that somebody else has read from while the copy was stored is a gap', async () => {
  await erp.admin.query(`insert into items values (1, 'one')`)
  const [storing, stuck] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  erp.log.beforeStore = () => {
    storing.resolve()
    return stuck.promise
  }
  const started = erp.run()
  await storing.promise
  // The watch over the beginning has ended: from now on it is that over what follows which looks.
  erp.memory.state.wal = null
  await erp.memory.when(({ state }) => state.wal !== null)
  await erp.admin.query(`insert into items values (2, 'missed')`)
  await erp.admin.query('select pg_replication_slot_advance($1, pg_current_wal_lsn())', [erp.config.slot])
  await waitUntil(async () => !(await isWatched()))
  stuck.resolve()
  expect(await started.ended).toMatchObject({ code: 'slot-missing', givesUp: true })
  expect(erp.memory.state.gaps).toMatchObject([{ to: null, reason: 'slot-missing' }])
})

test('at the budget the slot is dropped and the gap is declared, even while the log takes nothing', async () => {
  const started = await erp.followed(erp.run())
  const stuck = Promise.withResolvers<void>()
  erp.log.beforeStore = () => stuck.promise
  await erp.admin.query(`insert into items values (1, 'stuck')`)
  // Only now: other tests' databases write to the same log, before this slot follows, too.
  erp.config.walBudgetBytes = 16 * 1024 ** 2
  await erp.writeWal(24)
  await waitUntil(async () => !(await erp.slotExists()))
  stuck.resolve()
  expect(await started.ended).toMatchObject({ code: 'slot-given-up', givesUp: true })
  expect(erp.memory.state.gaps).toMatchObject([{ to: null, reason: 'slot-given-up' }])
  expect(erp.memory.state.wal).toBeNull()
})

test('at the budget the slot of a paused source is dropped, too', async () => {
  const first = await erp.followed(erp.run())
  await first.stop()
  erp.config.walBudgetBytes = 16 * 1024 ** 2
  const paused = erp.run({ doing: 'whilePaused' })
  await erp.memory.when(({ state }) => state.wal !== null)
  await erp.writeWal(24)
  expect(await paused.ended).toMatchObject({ code: 'slot-given-up', givesUp: true })
  expect(await erp.slotExists()).toBe(false)
  expect(await erp.run().ended).toMatchObject({ code: 'slot-given-up', givesUp: true })
})

test('at the budget the slot is dropped, too, when something keeps every start from following', async () => {
  const first = await erp.followed(erp.run())
  await first.stop()
  await using _reader = await changeStream({
    connection: openConnection(erp.url, 'somebody else'),
    slot: erp.config.slot,
    publication: 'vigie',
    epoch: 1,
    signal: new AbortController().signal,
    clock: systemClock,
    // Nobody takes what it is sent, and who is waited for is not ended at once.
    limits: { maxWaitingBytes: 64 * 1024 ** 2 },
  })
  expect(await erp.run().ended).toMatchObject({ code: 'slot-in-use', givesUp: false })
  erp.config.walBudgetBytes = 16 * 1024 ** 2
  await erp.writeWal(24)
  expect(await erp.run().ended).toMatchObject({ code: 'slot-given-up', givesUp: true })
  expect(await erp.slotExists()).toBe(false)
  expect(erp.memory.state.gaps).toMatchObject([{ to: null, reason: 'slot-given-up' }])
})

test('a publication that was gone while somebody wrote is a gap, which a new beginning ends', async () => {
  const first = await erp.followed(erp.run())
  await first.stop()
  await erp.admin.query('drop publication vigie')
  await erp.admin.query(`insert into items values (1, 'unpublished')`)
  expect(await erp.run().ended).toMatchObject({ code: 'publication-missing', givesUp: true })
  expect(await erp.slotExists()).toBe(false)
  expect(erp.memory.state.gaps.at(-1)).toMatchObject({ to: null, reason: 'publication-missing' })
  await erp.memory.beginAnew()
  erp.run()
  await erp.log.when(() => erp.words().includes('unpublished'))
})

/** @returns statements, as far as they are plain text, that any client has been given from now on. */
function noteStatements(): () => unknown[] {
  const query = vi.spyOn(pg.Client.prototype, 'query')
  return () => query.mock.calls.map((call): unknown => call[0])
}

const asksForRecord = 'select pg_catalog.pg_log_standby_snapshot()'

test('an idle slot moves on while another database writes', async () => {
  const statements = noteStatements()
  const other = await emptyDatabase()
  const writer = new pg.Client({ connectionString: other.url })
  await writer.connect()
  await erp.followed(erp.run())
  // Until a look finds enough kept: what other tests do may let the slot go, too.
  await waitUntil(async () => {
    for (let n = 0; n < 3; n += 1) {
      await writer.query(`select pg_logical_emit_message(false, 'noise', repeat('x', 4 * 1024 * 1024))`)
    }
    return statements().includes(asksForRecord)
  })
  await writer.end()
  await waitUntil(async () => (erp.memory.state.wal?.keptBytes ?? Infinity) < 16 * 1024 ** 2)
  expect(erp.log.changes).toEqual([])
})

test('a user who may not ask for less to be kept follows all the same', async () => {
  const guest = `vigie_guest_${randomUUID().slice(0, 8)}`
  await erp.admin.query(`create role ${guest} login replication password 'secret'`)
  onTestFinished(async () => {
    await erp.admin.query(`drop owned by ${guest}; drop role ${guest}`)
  })
  await erp.admin.query(`grant select on items to ${guest};
    create publication vigie for table only items with (publish = 'insert, update, delete, truncate',
      publish_via_partition_root = true, publish_generated_columns = stored)`)
  const statements = noteStatements()
  const url = new URL(erp.url)
  url.username = guest
  url.password = 'secret'
  const started = await erp.followed(erp.run({ url: url.href }))
  // Until a look finds enough kept, as above.
  await waitUntil(async () => {
    await erp.writeWal(12)
    return statements().some((sql) => typeof sql === 'string' && sql.includes('has_function_privilege'))
  })
  await erp.admin.query(`insert into items values (1, 'one')`)
  await erp.log.when(() => erp.words().includes('one'))
  expect(statements()).not.toContain(asksForRecord)
  await started.stop()
})

test('releasing takes slot and publication out of the database', async () => {
  const first = await erp.followed(erp.run())
  await first.stop()
  expect(await erp.run({ doing: 'release' }).ended).toBeNull()
  expect(await erp.slotExists()).toBe(false)
  const { rows } = await erp.admin.query(`select from pg_publication where pubname = 'vigie'`)
  expect(rows).toEqual([])
})

async function isWatched(): Promise<boolean> {
  const sql = 'select from pg_stat_activity where datname = current_database() and application_name = $1'
  const { rowCount } = await erp.admin.query(sql, [connectionName('erp', 'watch')])
  return rowCount !== 0
}

/** Asks the database again and again. */
async function waitUntil(condition: () => Promise<boolean>): Promise<void> {
  await expect.poll(condition, { timeout: 45_000, interval: 50 }).toBe(true)
}
