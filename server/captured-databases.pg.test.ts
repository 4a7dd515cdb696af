import pg from 'pg'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import * as z from 'zod'
import { createdSourceSchema } from '#contract/api.ts'
import { storedEventSchema } from '#contract/event.ts'
import { viewSnapshotSchema } from '#contract/view.ts'
import type { SourcesRow } from '#contract/views/sources.ts'
import { sourcesRowSchema } from '#contract/views/sources.ts'
import { startEventServer } from './event-server.ts'
import { emptyDatabase, testDatabase } from './testing/database.ts'
import { silentLogger } from './testing/log-fixture.ts'

/* A real event server follows a real database, in each of its ways: nothing is fake. */

const { url: databaseUrl } = await testDatabase()
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

async function call(method: string, path: string, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(server.url + path, { method, headers, body: JSON.stringify(body) })
  const text = await answer.text()
  expect([answer.status, text]).toEqual([expect.toSatisfy((status) => status === 200 || status === 201), text])
  return JSON.parse(text)
}

async function connect(slug: string, url: string, config: object): Promise<void> {
  createdSourceSchema.parse(await call('POST', '/v1/sources', { slug, kind: 'postgres', secret: url, config }))
  onTestFinished(async () => {
    await call('PATCH', `/v1/sources/${slug}`, { enabled: false })
  })
}

/** The row of the sources view once it is so. */
async function rowWhen(slug: string, condition: (row: SourcesRow) => boolean): Promise<SourcesRow> {
  for (;;) {
    const answer = await fetch(`${server.url}/v1/views/sources`)
    const row = sourcesRowSchema.safeParse(viewSnapshotSchema.parse(await answer.json()).rows[`source:${slug}`])
    if (row.success && condition(row.data)) return row.data
  }
}

const pageSchema = z.object({ events: z.array(storedEventSchema) })

/** Without canaries, what the source has said, once there are so many. */
async function eventsOf(
  slug: string,
  count: number,
): Promise<[type: string, subject: string | null, backfill: boolean][]> {
  for (;;) {
    const answer = await fetch(`${server.url}/v1/events?after=0&limit=500&source=${slug}`)
    const { events } = pageSchema.parse(await answer.json())
    const told = events.filter(({ synthetic }) => !synthetic)
    if (told.length >= count) return told.map(({ type, subject, backfill }) => [type, subject, backfill])
  }
}

const ways = [{ way: 'outbox', config: { capture: 'outbox', tables: ['public.orders'] } }] as const

test.each(ways)(
  'what is in a database, and what is committed in it afterwards, is in the log: by $way',
  async ({ way, config }) => {
    const { url, erp } = await company()
    await connect(way, url, config)
    await rowWhen(way, ({ capture }) => capture?.phase === 'following')
    await erp.query(`insert into orders (id, total) values (2, 19.99)`)
    await erp.query(`begin; insert into orders (id, total) values (3, 1); rollback`)
    await erp.query(`update orders set total = 20 where id = 2`)
    expect(await eventsOf(way, 3)).toEqual([
      ['public.orders.read', 'orders/1', true],
      ['public.orders.created', 'orders/2', false],
      ['public.orders.updated', 'orders/2', false],
    ])
    const row = await rowWhen(way, ({ today, capture }) => today === 3 && capture?.canary?.roundTripMs != null)
    expect(row.capture).toMatchObject({ capture: way, problem: null, canary: { seenAt: expect.any(Number) } })
  },
)
