import { randomUUID } from 'node:crypto'
import type { Client } from 'pg'
import { afterAll, describe, test } from 'vitest'
import { dropSlot } from './ingest/cdc/replication/slot.ts'
import { application } from './testing/captured-database.ts'
import { emptyDatabase, testDatabase } from './testing/database.ts'
import { faultProxy } from './testing/fault-proxy.ts'
import { end, startProcess } from './testing/server-process.ts'

/*
 * Lines to a captured database that go silent without an end, as when a firewall forgets them: nothing arrives, and TCP says
 * nothing. The limits are those of every installation. All three ways wait at a time.
 */
const own = await testDatabase()
const server = await startProcess(own.url)
afterAll(async () => {
  await end(server, 'SIGTERM')
})

/** TCP by itself would take a quarter of an hour to notice anything. */
const healedWithinMs = 30_000
const slot = `test_${randomUUID().replaceAll('-', '')}`
const reads = [{ table: 'public.goods', key: ['id'], cursor: 'id', overlap: 0 }]
const tables = ['public.goods']

describe.concurrent('a line that goes silent is given up, and changes arrive by a new one within 30 s', () => {
  test.for([
    { capture: 'replication', tables, slot },
    { capture: 'outbox', tables },
    { capture: 'poll', reads, intervalSeconds: 1 },
  ])('$capture', async (config, { expect, onTestFinished }) => {
    const slug = config.capture
    const erp = await emptyDatabase()
    const db = await application(erp.url)
    const ours = await application(own.url)
    const proxy = await faultProxy(erp.url)
    onTestFinished(() => proxy.close())
    await db.query('create table goods (id int primary key); insert into goods values (1)')
    expect(await connect(slug, proxy.url, config)).toBe(201)
    const whenStored = (ids: readonly number[], timeout = 60_000) =>
      expect.poll(() => storedIds(ours, slug), { interval: 50, timeout }).toEqual(ids)
    await whenStored([1])
    await db.query('insert into goods values (2)')
    await whenStored([1, 2])

    proxy.forget()
    await db.query('insert into goods values (3)')
    await whenStored([1, 2, 3], healedWithinMs)

    await db.query('insert into goods values (4)')
    await whenStored([1, 2, 3, 4])
    if (slug === 'replication') await dropSlot(db, slot)
    await db.end()
    await ours.end()
  })
})

async function connect(slug: string, secret: string, config: object): Promise<number> {
  const response = await fetch(`${server.url}/v1/sources`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ slug, kind: 'postgres', secret, config }),
  })
  return response.status
}

/** Of the rows that are in the log, in its order. */
async function storedIds(ours: Client, slug: string): Promise<number[]> {
  const { rows } = await ours.query<{ id: number }>(
    `select (data -> 'key' ->> 'id')::int as id from events where source = $1 and not synthetic order by position`,
    [slug],
  )
  return rows.map(({ id }) => id)
}
