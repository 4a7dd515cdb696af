import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Pool } from 'pg'
import pg from 'pg'
import { startEmbedded } from '#server/db/embedded.ts'
import { migrate } from '#server/db/migrate.ts'
import { createPool } from '#server/db/pool.ts'
import { keyIdOf } from '#server/projections/identity/key-id.ts'
import { readKeys } from '#server/projections/timeline/read-keys.ts'
import { readTimeline } from '#server/projections/timeline/read-timeline.ts'
import { silentLogger } from '#server/testing/log-fixture.ts'
import { customerView } from '#server/views/customer.ts'
import { readOptions } from './options.ts'
import type { Sample } from './rounds.ts'
import { compareInRounds } from './rounds.ts'

/*
 * Opening a customer, and reading its life back by a page, with ten million entries of others in the timeline against ten
 * thousand. The customer is the same on both sides: three keys, 600 entries. Blocks are those that PostgreSQL touches.
 */
const few = 10_000
const many = Number(process.env['BENCH_ENTRIES'] ?? 10_000_000)
const opensARound = 300

const { rounds } = readOptions({ rounds: 5, seconds: 1 })
const keys = ['customer:c-1', 'email:c-1@mail.example', 'visitor:v-1'].map((key) => {
  const [kind, value] = key.split(/:(.*)/)
  return keyIdOf({ kind: kind as 'customer', value: value ?? '' }) // the three are kinds of keys
})

const dataDirectory = await mkdtemp(join(tmpdir(), 'vigie-bench-'))
const postgres = await startEmbedded({ dataDirectory })
const logger = silentLogger
try {
  const [small, large] = [await createFilled('small', few), await createFilled('large', many)]
  await compareInRounds({
    rounds,
    baseline: { name: `${few}`, measure: () => open(small) },
    ours: { name: `${many}`, measure: () => open(large) },
    goals: [
      { measure: 'openMs', ratio: 1.1, better: 'lower' },
      { measure: 'pageMs', ratio: 1.1, better: 'lower' },
      { measure: 'bytes', ratio: 1.1, better: 'lower' },
      { measure: 'blocks', ratio: 1.1, better: 'lower' },
    ],
  })
  await Promise.all([small.end(), large.end()])
} finally {
  await postgres.stop()
  await rm(dataDirectory, { recursive: true, force: true })
}
process.exit()

async function createFilled(name: string, entries: number): Promise<Pool> {
  const url = new URL(postgres.url)
  await using stack = new AsyncDisposableStack()
  // The server's own pools give a statement up long before ten million rows are in.
  const connect = async (databaseUrl: string) => {
    const client = new pg.Client({ connectionString: databaseUrl })
    await client.connect()
    stack.defer(() => client.end())
    return client
  }
  await (await connect(postgres.url)).query(`create database ${name}`)
  url.pathname = `/${name}`
  await migrate(url.href)
  const sql = await connect(url.href)
  await sql.query(
    `insert into checkpoints (projection, position, updated_at)
    select name, $1, now() from unnest('{timeline,identity}'::text[]) as name on conflict (projection) do update set position = $1`,
    [entries],
  )
  await sql.query(
    `insert into timeline_entries (key, occurred_at, position, type, source, facts)
     select md5((number / 20)::text)::uuid, now() - number * interval '0.3 second', number, 'page.viewed', 'shop',
       '{"title": "Parka Ouessant", "path": "/parka-ouessant", "device": "phone"}'
     from generate_series(1, $1::int) as number`,
    [entries],
  )
  await sql.query(
    `insert into timeline_entries (key, occurred_at, position, type, source, facts)
     select ($1::uuid[])[1 + number % 3], now() - number * interval '1 hour', $2::int8 + number, 'page.viewed', 'shop',
       '{"title": "Parka Ouessant", "path": "/parka-ouessant", "device": "phone"}'
     from generate_series(1, 600) as number`,
    [keys, entries],
  )
  await sql.query(
    `insert into customer_keys (key_id, kind, value, customer_id, shared, uses, first_seen, last_seen)
     select md5(number::text)::uuid, 'visitor', number::text, md5(number::text)::uuid, false, 20, now(), now()
     from generate_series(1, $1::int / 20) as number
     union all select key, 'visitor', key::text, ($2::uuid[])[1], false, 200, now(), now() from unnest($2::uuid[]) as key`,
    [entries, keys],
  )
  await sql.query('vacuum (analyze) timeline_entries')
  await sql.query('vacuum (analyze) customer_keys')
  return createPool({ databaseUrl: url.href, logger, name, max: 1 })
}

async function open(pool: Pool): Promise<Sample> {
  const view = customerView({ pool })
  const [id = ''] = keys
  const warm = await view.read(`customer:${id}`)
  const openMs = await millisecondsEach(() => view.read(`customer:${id}`))
  const ofCustomer = await readKeys(pool, id)
  const before = { at: Date.now() - 100 * 3_600_000, position: 0n }
  const pageMs = await millisecondsEach(() =>
    readTimeline(pool, { keys: ofCustomer, before, kind: undefined, limit: 50 }),
  )
  const touched = await blocksOf(pool, () => view.read(`customer:${id}`))
  return { openMs, pageMs, bytes: JSON.stringify(warm?.rows).length, blocks: touched }
}

async function millisecondsEach(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  for (let turn = 0; turn < opensARound; turn++) await work()
  return (performance.now() - startedAt) / opensARound
}

/** Of tables and indexes of this database, read or found in memory, per opening. */
async function blocksOf(pool: Pool, work: () => Promise<unknown>): Promise<number> {
  const count = async () => {
    await pool.query('select pg_stat_force_next_flush()')
    const { rows } = await pool.query<{ blocks: string }>(
      `select sum(heap_blks_read + heap_blks_hit + idx_blks_read + idx_blks_hit) as blocks from pg_statio_user_tables`,
    )
    return Number(rows[0]?.blocks)
  }
  const before = await count()
  for (let turn = 0; turn < 20; turn++) await work()
  return ((await count()) - before) / 20
}
