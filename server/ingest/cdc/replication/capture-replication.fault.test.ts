import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { startEmbedded } from '../../../db/embedded.ts'
import { createPool } from '../../../db/pool.ts'
import { replicationConfigSchema } from '#contract/database.ts'
import { ChangeLog, RememberedCapture } from '../../../testing/captured.ts'
import { testDatabase } from '../../../testing/database.ts'
import { testDataPrefix } from '../../../testing/killed-runs.ts'
import { silentLogger } from '../../../testing/log-fixture.ts'
import { runReplication } from '../../../testing/replication-run.ts'

const ours = await testDatabase()
const pool = createPool({ databaseUrl: ours.url, logger: silentLogger, name: 'capture', max: 3 })
afterAll(() => pool.end())

const config = replicationConfigSchema.parse({ capture: 'replication', tables: ['public.items'] })

test('a slot of which the server has removed what it needs is given up, with the gap declared', async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), `${testDataPrefix}${process.pid}-`))
  const settings = { shared_buffers: '16MB', max_slot_wal_keep_size: '16MB', max_wal_size: '64MB' }
  const theirs = await startEmbedded({ dataDirectory, settings })
  const admin = new pg.Client({ connectionString: theirs.url })
  await admin.connect()
  const memory = new RememberedCapture()
  const log = new ChangeLog()
  const start = () => runReplication({ url: theirs.url, pool, memory, log, config })
  try {
    await admin.query('create table items (id int primary key)')
    const first = start()
    await memory.when(({ state: { phase, asOf, wal } }) => phase === 'following' && asOf !== null && Boolean(wal))
    expect(memory.state.wal?.budgetBytes).toBe(16 * 1024 ** 2)
    await first.stop()
    const { asOf } = memory.state
    await admin.query('insert into items values (1)')
    for (let written = 0; written < 64; written += 16) {
      await admin.query(`select pg_logical_emit_message(false, 'noise', repeat('x', 16 * 1024 * 1024))`)
      await admin.query('select pg_switch_wal()')
    }
    await admin.query('checkpoint')
    expect(await start().ended).toMatchObject({ code: 'slot-lost', givesUp: true })
    expect(memory.state.gaps).toEqual([{ from: asOf, to: null, reason: 'slot-lost' }])
    await memory.beginAnew()
    memory.state.phase = 'waiting'
    await using _second = start()
    await log.when(({ changes }) => changes.some(({ id }) => id === 'e2/snapshot/public.items/1'))
  } finally {
    await admin.end()
    await theirs.stop()
    await rm(dataDirectory, { recursive: true, force: true })
  }
})
