import { afterAll, beforeAll, expect, test } from 'vitest'
import { createdSourceSchema, webhookAnswerSchema } from '#contract/api.ts'
import { viewSnapshotSchema } from '#contract/view.ts'
import { wallRowSchema } from '#contract/views/wall.ts'
import { createPool } from './db/pool.ts'
import type { EventServer } from './event-server.ts'
import { startEventServer } from './testing/event-server.ts'
import { expectedCounterTables, readCounterTables } from './testing/counter-tables.ts'
import { BusinessTime } from './runtime/business-time.ts'
import { testDatabase } from './testing/database.ts'
import { silentLogger } from './testing/log-fixture.ts'
import { makeItNoon } from './testing/noon.ts'
import { signedRequest } from './testing/signed-request.ts'

/*
 * Two event servers on one database, both live: both take events, both fold, both show. They share nothing else.
 */
const { url: databaseUrl } = await testDatabase()
await makeItNoon(databaseUrl)
const pool = createPool({ databaseUrl, logger: silentLogger, name: 'test', max: 2 })
let servers: EventServer[]
let secret: string

beforeAll(async () => {
  const start = () =>
    startEventServer({
      databaseUrl,
      host: '127.0.0.1',
      port: 0,
      vigieSecret: 'secret of this installation',
      publicUrl: null,
      demo: false,
      logger: silentLogger,
    })
  servers = await Promise.all([start(), start()])
  const [first] = servers
  const response = await fetch(`${first?.url}/v1/sources`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ slug: 'shop' }),
  })
  secret = createdSourceSchema.parse(await response.json()).secret
})
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()))
  await pool.end()
})

async function send(server: EventServer, ids: readonly string[]): Promise<string[]> {
  const body = JSON.stringify(ids.map((id) => ({ id, type: 'order.placed' })))
  const response = await fetch(`${server.url}/v1/webhooks/shop`, signedRequest({ body, secret }))
  expect(response.status).toBe(202)
  return webhookAnswerSchema.parse(await response.json()).results.map(({ id, outcome }) => `${id} ${outcome}`)
}

/** What a wall shows that does not slide with the clock. */
async function wallOf(server: EventServer) {
  const { position, rows } = viewSnapshotSchema.parse(await (await fetch(`${server.url}/v1/views/wall`)).json())
  const lasting = Object.values(rows)
    .map((row) => wallRowSchema.parse(row))
    .filter((row) => row.kind === 'total' || row.kind === 'event')
  return { position, rows: lasting }
}

test('each event counts once, whichever server took it, and both walls are equal in the end', async () => {
  const batches = Array.from({ length: 60 }, (_, batch) => Array.from({ length: 10 }, (_one, n) => `${batch}-${n}`))
  // Every batch is sent to both at once, as a sender does that was not answered in time.
  const answers = await Promise.all(batches.flatMap((ids) => servers.map((server) => send(server, ids))))
  const stored = answers.flat().filter((answer) => answer.endsWith(' stored'))
  expect(stored.toSorted()).toEqual(
    batches
      .flat()
      .map((id) => `${id} stored`)
      .toSorted(),
  )

  const [first, second] = servers
  if (!first || !second) throw new Error('two servers were started')
  const head = await first.log.head()
  expect(head).toBe(BigInt(batches.flat().length))
  for (const server of servers) {
    await expect.poll(async () => (await wallOf(server)).position).toBe(head.toString())
  }
  const wall = await wallOf(first)
  expect(wall).toEqual(await wallOf(second))
  expect(wall.rows[0]).toMatchObject({ receivedToday: 600, storedToday: 600, inFlight: 0 })
  const events = await first.log.read({ after: 0n, limit: 1000 })
  const { timeZone } = wall.rows.find((row) => row.kind === 'total') ?? { timeZone: '' }
  expect(await readCounterTables(pool)).toEqual(expectedCounterTables(events, new BusinessTime(timeZone)))
})
