import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { testDatabase } from './database.ts'
import { faultProxy } from './fault-proxy.ts'

const database = await testDatabase()

async function connectThroughProxy() {
  const proxy = await faultProxy(database.url)
  onTestFinished(() => proxy.close())
  const client = new pg.Client({ connectionString: proxy.url })
  const ended = new Promise<Error | undefined>((resolve) => client.on('error', resolve))
  await client.connect()
  return { proxy, client, ended }
}

test('passes a conversation on, large answers included', async () => {
  const { client } = await connectThroughProxy()
  const { rows } = await client.query<{ text: string }>(`select repeat('x', 5000000) as text`)
  expect(rows[0]?.text.length).toBe(5_000_000)
  await client.end()
})

test('cut resets connections and each new one until restore', async () => {
  const { proxy, ended } = await connectThroughProxy()
  proxy.cut()
  expect(await ended).toMatchObject({ code: 'ECONNRESET' })
  await expect(new pg.Client({ connectionString: proxy.url }).connect()).rejects.toThrow(/ECONNRESET|terminated/)
  proxy.restore()
  const again = new pg.Client({ connectionString: proxy.url })
  await again.connect()
  await again.end()
})

test('freeze keeps connections open and silent; restore lets what was sent meanwhile through', async () => {
  const { proxy, client } = await connectThroughProxy()
  proxy.freeze()
  const answer = client.query('select 1 as one')
  const waiting = new pg.Client({ connectionString: proxy.url, connectionTimeoutMillis: 100 })
  await expect(waiting.connect()).rejects.toThrow(/timeout/)
  expect(proxy.connections()).toBeGreaterThanOrEqual(1)
  proxy.restore()
  expect((await answer).rows).toEqual([{ one: 1 }])
  await client.end()
})

test('delay adds to every round trip, both ways', async () => {
  const { proxy, client } = await connectThroughProxy()
  proxy.delay(50)
  const startedAt = performance.now()
  await client.query('select 1')
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(99)
  await client.end()
})

test('forget silences the connections that are open, for good, and no new one', async () => {
  const { proxy, client } = await connectThroughProxy()
  proxy.forget()
  proxy.restore()
  const answer = client.query({ text: 'select 1', query_timeout: 200 } as pg.QueryConfig)
  await expect(answer).rejects.toThrow(/timeout/)
  const other = new pg.Client({ connectionString: proxy.url })
  await other.connect()
  await other.end()
})
