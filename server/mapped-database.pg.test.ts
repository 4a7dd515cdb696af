import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import * as z from 'zod'
import { storedEventSchema } from '#contract/event.ts'
import { startEventServer } from './testing/event-server.ts'
import { emptyDatabase, testDatabase } from './testing/database.ts'
import { silentLogger } from './testing/log-fixture.ts'

/* An order and its lines stand in two tables of a real database; a real event server makes one event of them. */

const { url: databaseUrl } = await testDatabase()
const { url: erpUrl } = await emptyDatabase()
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
const erp = new pg.Client({ connectionString: erpUrl })
await erp.connect()
afterAll(() => erp.end())

const mapping = {
  name: 'placed',
  table: 'public.orders',
  on: ['insert'],
  type: 'order.placed',
  subject: 'order/{id}',
  occurredAt: 'placed_at',
  timeZone: 'Europe/Paris',
  data: {
    orderId: { column: 'id', as: 'text' },
    totalMinor: { column: 'total', as: 'minor-units' },
    currency: { constant: 'EUR' },
  },
  lines: {
    table: 'public.lines',
    match: { order_id: 'id' },
    data: { sku: { column: 'sku' }, quantity: { column: 'quantity' } },
  },
}

async function send(method: string, path: string, body: object) {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(server.url + path, { method, headers, body: JSON.stringify(body) })
  expect([answer.status, await answer.text()]).toEqual([expect.toSatisfy((status) => status < 300), expect.anything()])
}

const pageSchema = z.object({ events: z.array(storedEventSchema) })

/** Without canaries, what the source has said, once there are so many. */
async function eventsOf(source: string, count: number) {
  for (;;) {
    const answer = await fetch(`${server.url}/v1/events?after=0&limit=500&source=${source}`)
    const { events } = pageSchema.parse(await answer.json())
    const told = events.filter(({ synthetic }) => !synthetic)
    if (told.length >= count) return told
  }
}

function placed(orderId: string, { totalMinor, lines }: { totalMinor: number; lines: object[] }) {
  const data = { orderId, totalMinor, currency: 'EUR', lines }
  return { type: 'order.placed', subject: `order/${orderId}`, occurredAt: '2026-11-27T09:00:00.000Z', data }
}

test('orders of two tables become one event each: those that are there, and those of each transaction', async () => {
  await erp.query(`
    create table orders (id int primary key, total numeric(10, 2), placed_at timestamp default '2026-11-27 10:00');
    create table lines (order_id int references orders, nr int, sku text, quantity int, primary key (order_id, nr));
    insert into orders (id, total) values (1, 10.5);
    insert into lines values (1, 1, 'A', 2), (1, 2, 'B', 1)`)
  const config = { capture: 'outbox', tables: ['public.lines', 'public.orders'], mappings: [mapping] }
  await send('POST', '/v1/sources', { slug: 'erp', kind: 'postgres', secret: erpUrl, config })
  await eventsOf('erp', 1)
  await erp.query(`
    begin;
    insert into orders (id, total) values (2, 30);
    insert into lines values (2, 1, 'C', 5);
    insert into orders (id, total) values (3, 7.25);
    update lines set quantity = 6 where order_id = 2;
    commit`)
  await erp.query(`insert into lines values (3, 1, 'late', 1)`)
  await erp.query(`insert into orders (id, total) values (4, 1)`)
  expect(await eventsOf('erp', 4)).toMatchObject([
    {
      ...placed('1', {
        totalMinor: 1050,
        lines: [
          { sku: 'A', quantity: 2 },
          { sku: 'B', quantity: 1 },
        ],
      }),
      backfill: true,
    },
    { ...placed('2', { totalMinor: 3000, lines: [{ sku: 'C', quantity: 6 }] }), backfill: false },
    placed('3', { totalMinor: 725, lines: [] }),
    placed('4', { totalMinor: 100, lines: [] }),
  ])
  await send('PATCH', '/v1/sources/erp', { enabled: false })
})
