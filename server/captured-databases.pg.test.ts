import pg from 'pg'
import { afterAll, expect, onTestFinished, test, vi } from 'vitest'
import * as z from 'zod'
import { createdSourceSchema } from '#contract/api.ts'
import { storedEventSchema } from '#contract/event.ts'
import { viewSnapshotSchema } from '#contract/view.ts'
import type { SourcesRow } from '#contract/views/sources.ts'
import { sourcesRowSchema } from '#contract/views/sources.ts'
import { startEventServer } from './testing/event-server.ts'
import { emptyDatabase, testDatabase } from './testing/database.ts'
import { silentLogger } from './testing/log-fixture.ts'
import { makeItNoon } from './testing/noon.ts'

/* A real event server follows a real database, in each of its ways: nothing is fake. */

const { url: databaseUrl } = await testDatabase()
await makeItNoon(databaseUrl)
const server = await startEventServer({
  databaseUrl,
  host: '127.0.0.1',
  port: 0,
  vigieSecret: 'secret of this installation',
  publicUrl: null,
  demo: false,
  logger: silentLogger,
})
afterAll(() => server.stop())

/** The database of a company that sells shoes: one order is there already. */
async function company(): Promise<{ url: string; erp: pg.Client }> {
  const { url } = await emptyDatabase()
  const erp = new pg.Client({ connectionString: url })
  await erp.connect()
  onTestFinished(() => erp.end())
  await erp.query(`
    create table orders (
      id int primary key, total numeric(12, 2) not null, changed_at timestamptz not null default clock_timestamp());
    insert into orders (id, total) values (1, 10.5)`)
  return { url, erp }
}

async function post(path: string, body: object): Promise<{ status: number; text: string }> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  return { status: answer.status, text: await answer.text() }
}

async function connect(slug: string, url: string, config: object): Promise<void> {
  const { text } = await post('/v1/sources', { slug, kind: 'postgres', secret: url, config })
  createdSourceSchema.parse(JSON.parse(text))
}

/** What a capture has put into the database. */
async function leftIn(erp: pg.Client): Promise<unknown[]> {
  const { rows } = await erp.query<{ left: string }>(`
    select slot_name::text as left from pg_replication_slots where database = current_database()
    union all select pubname from pg_publication
    union all select tgname from pg_trigger where not tgisinternal
    union all select nspname from pg_namespace where nspname = 'vigie'`)
  return rows
}

const patience = { timeout: 90_000, interval: 100 }

/** The row of the sources view once it is so. */
function rowWhen(slug: string, condition: (row: SourcesRow) => boolean): Promise<SourcesRow> {
  return vi.waitFor(async () => {
    const answer = await fetch(`${server.url}/v1/views/sources`)
    const row = sourcesRowSchema.parse(viewSnapshotSchema.parse(await answer.json()).rows[`source:${slug}`])
    if (!condition(row)) throw new Error(`not yet: ${JSON.stringify(row)}`)
    return row
  }, patience)
}

const pageSchema = z.object({ events: z.array(storedEventSchema) })

/** What the source has said, canaries apart, once there is so much. */
function eventsOf(slug: string, count: number): Promise<[type: string, subject: string | null, backfill: boolean][]> {
  return vi.waitFor(async () => {
    const answer = await fetch(`${server.url}/v1/events?after=0&limit=500&source=${slug}`)
    const told = pageSchema.parse(await answer.json()).events.filter(({ synthetic }) => !synthetic)
    if (told.length < count) throw new Error(`not yet: ${JSON.stringify(told)}`)
    return told.map(({ type, subject, backfill }) => [type, subject, backfill])
  }, patience)
}

/** Of the whole cluster. */
const slot = `vigie_${crypto.randomUUID().replaceAll('-', '')}`

const ways = [
  {
    way: 'replication',
    config: { capture: 'replication', tables: ['public.orders'], slot },
    verbs: ['created', 'updated'],
  },
  { way: 'outbox', config: { capture: 'outbox', tables: ['public.orders'] }, verbs: ['created', 'updated'] },
  {
    way: 'poll',
    config: {
      capture: 'poll',
      reads: [{ table: 'public.orders', key: ['id'], cursor: 'changed_at' }],
      intervalSeconds: 1,
    },
    // Who asks again and again sees what a row is, and not what was done to it.
    verbs: ['read', 'read'],
  },
] as const

test.each(ways)(
  'what is in a database, and what is committed in it afterwards, is in the log and goes all the way: by $way',
  async ({ way, config, verbs: [created, updated] }) => {
    const { url, erp } = await company()
    await connect(way, url, config)
    await rowWhen(way, ({ capture }) => capture?.phase === 'following')
    await erp.query('insert into orders (id, total) values (2, 19.99)')
    await erp.query('begin; insert into orders (id, total) values (3, 1); rollback')
    await eventsOf(way, 2)
    await erp.query('update orders set total = 20, changed_at = clock_timestamp() where id = 2')
    expect(await eventsOf(way, 3)).toEqual([
      ['public.orders.read', 'orders/1', true],
      [`public.orders.${created}`, 'orders/2', false],
      [`public.orders.${updated}`, 'orders/2', false],
    ])
    const row = await rowWhen(way, ({ today, capture }) => today === 3 && capture?.canary?.roundTripMs != null)
    expect(row.capture).toMatchObject({ capture: way, phase: 'following', problem: null })
    expect(await post(`/v1/sources/${way}/release`, {})).toEqual({ status: 204, text: '' })
    expect(await leftIn(erp)).toEqual([])
  },
  120_000,
)
