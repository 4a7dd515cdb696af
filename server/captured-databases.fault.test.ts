import pg from 'pg'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createdSourceSchema } from '#contract/api.ts'
import { createPool } from './db/pool.ts'
import { emptyDatabase, testDatabase } from './testing/database.ts'
import { silentLogger } from './testing/log-fixture.ts'
import { end, startProcess } from './testing/server-process.ts'

/** Two event servers on one database, of which the first one captures the company's; orders are placed all the while. */
async function twoServers(slug: string) {
  const { url: databaseUrl } = await testDatabase()
  const { url: erpUrl } = await emptyDatabase()
  const erp = new pg.Client({ connectionString: erpUrl })
  await erp.connect()
  onTestFinished(() => erp.end())
  await erp.query('create table orders (id int primary key)')
  const log = createPool({ databaseUrl, logger: silentLogger, name: 'test', max: 1 })
  onTestFinished(() => log.end())
  const [first, second] = [await startProcess(databaseUrl), await startProcess(databaseUrl)]
  onTestFinished(async () => {
    for (const server of [first, second]) {
      const { exitCode, signalCode } = server.child
      if (exitCode === null && signalCode === null) await end(server, 'SIGKILL')
    }
  })
  const config = { capture: 'outbox', tables: ['public.orders'] }
  const answer = await fetch(`${first.url}/v1/sources`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ slug, kind: 'postgres', secret: erpUrl, config }),
  })
  createdSourceSchema.parse(await answer.json())
  const subjects = async () => {
    const { rows } = await log.query<{ subject: string }>(
      'select subject from events where source = $1 and not synthetic order by position',
      [slug],
    )
    return rows.map(({ subject }) => subject)
  }
  const whenStored = (count: number) =>
    vi.waitFor(
      async () => {
        const stored = await subjects()
        if (stored.length < count) throw new Error(`${stored.length} of ${count}`)
        return stored
      },
      { timeout: 90_000, interval: 100 },
    )
  let placed = 0
  const placeOrders = async (count: number) => {
    for (const last = placed + count; placed < last;) await erp.query('insert into orders values ($1)', [++placed])
  }
  return { first, placeOrders, whenStored }
}

const allOf = (count: number) => Array.from({ length: count }, (_, index) => `orders/${index + 1}`)

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'across a %s of the server that captures, another goes on: every committed row is in the log once, in order',
  async (signal) => {
    const { first, placeOrders, whenStored } = await twoServers('erp')
    await placeOrders(200)
    await whenStored(100)
    const placing = placeOrders(200)
    const code = await end(first, signal)
    await placing
    await placeOrders(50)
    expect(await whenStored(450)).toEqual(allOf(450))
    expect(code).toBe(signal === 'SIGTERM' ? 0 : null)
  },
)
