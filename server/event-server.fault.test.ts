import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createdSourceSchema, webhookAnswerSchema } from '#contract/api.ts'
import { startEmbedded } from './db/embedded.ts'
import { migrate } from './db/migrate.ts'
import { testDatabase } from './testing/database.ts'
import { faultProxy } from './testing/fault-proxy.ts'
import { end, startProcess } from './testing/server-process.ts'
import { signedRequest } from './testing/signed-request.ts'

const { url: databaseUrl } = await testDatabase()

async function createSource(url: string, slug: string): Promise<string> {
  const response = await fetch(`${url}/v1/sources`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ slug }),
  })
  return createdSourceSchema.parse(await response.json()).secret
}

interface Sender {
  /** Where the door is now; it moves when the server is started anew. */
  door: () => string
  secret: string
}

/** Sends one batch until it is acknowledged, as every sender of webhooks does. @returns the outcomes. */
async function sendUntilTaken({ door, secret }: Sender, ids: readonly string[]): Promise<string[]> {
  const body = JSON.stringify(ids.map((id) => ({ id, type: 'order.placed', data: {} })))
  for (;;) {
    try {
      const response = await fetch(door(), { ...signedRequest({ body, secret }), signal: AbortSignal.timeout(3000) })
      const answer = await response.text()
      if (response.status === 202)
        return webhookAnswerSchema.parse(JSON.parse(answer)).results.map(({ outcome }) => outcome)
      expect(response.status).toBe(503)
    } catch (error) {
      // A cut connection, a refused one, no answer in time: the same batch is sent again, with the same ids.
      if (!(error instanceof TypeError || error instanceof DOMException)) throw error
      await new Promise(setImmediate)
    }
  }
}

async function ask<Row extends pg.QueryResultRow>(url: string, text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(text, values)).rows
  } finally {
    await client.end()
  }
}

async function storedIds(source: string, url = databaseUrl): Promise<string[]> {
  const rows = await ask<{ id: string }>(url, 'select id from events where source = $1 order by position', [source])
  return rows.map(({ id }) => id)
}

async function countedToday(source: string, url = databaseUrl): Promise<number> {
  const [row] = await ask<{ count: number }>(
    url,
    `select coalesce(sum(count), 0)::int as count from event_counts
     where source = $1 and grain = 'day' and basis = 'received'`,
    [source],
  )
  return row?.count ?? -1
}

async function receivedToday(url: string): Promise<number> {
  const [row] = await ask<{ count: number }>(url, 'select sum(count)::int as count from received_counts')
  return row?.count ?? -1
}

const batches = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, batch) => Array.from({ length: 20 }, (_, index) => `${prefix}-${batch}-${index}`))

describe('nothing acknowledged is lost, nothing is counted twice', () => {
  test('across SIGKILL of the server while it takes events', async () => {
    let server = await startProcess(databaseUrl)
    const secret = await createSource(server.url, 'killed')
    const sender = { door: () => `${server.url}/v1/webhooks/killed`, secret }
    const all = batches('kill', 400)
    let sent = 0
    const sending = Promise.all(
      [0, 1, 2, 3].map(async (lane) => {
        for (const ids of all.filter((_, index) => index % 4 === lane)) {
          await sendUntilTaken(sender, ids)
          sent++
        }
      }),
    )
    for (const after of [60, 160, 260]) {
      await expect.poll(() => sent, { interval: 5, timeout: 60_000 }).toBeGreaterThan(after)
      await end(server, 'SIGKILL')
      server = await startProcess(databaseUrl)
    }
    await sending
    expect((await storedIds('killed')).toSorted()).toEqual(all.flat().toSorted())
    await expect.poll(() => countedToday('killed'), { timeout: 60_000 }).toBe(all.flat().length)
    expect(await end(server, 'SIGTERM')).toBe(0)
  })

  test('across a cut and a silent line to PostgreSQL', async () => {
    await using proxy = await faultProxy(databaseUrl)
    const server = await startProcess(proxy.url)
    const secret = await createSource(server.url, 'cut')
    const sender = { door: () => `${server.url}/v1/webhooks/cut`, secret }
    const all = batches('cut', 120)
    let sent = 0
    const sending = (async () => {
      for (const ids of all) {
        await sendUntilTaken(sender, ids)
        sent++
      }
    })()
    for (const fault of ['cut', 'freeze', 'cut'] as const) {
      const before = sent
      await expect.poll(() => sent, { interval: 2, timeout: 60_000 }).toBeGreaterThan(before + 10)
      proxy[fault]()
      await expect.poll(() => fetch(`${server.url}/readyz`).then(({ status }) => status), { timeout: 60_000 }).toBe(503)
      proxy.restore()
    }
    await sending
    expect((await storedIds('cut')).toSorted()).toEqual(all.flat().toSorted())
    await expect.poll(() => countedToday('cut'), { timeout: 60_000 }).toBe(all.flat().length)
    expect(await end(server, 'SIGTERM')).toBe(0)
  })

  test('across an immediate stop of PostgreSQL, which forgets what is not on disk, even where it is set to be lax', async () => {
    const dataDirectory = await mkdtemp(join(tmpdir(), `vigie-test-${process.pid}-`))
    onTestFinished(() => rm(dataDirectory, { recursive: true, force: true }))
    // With these a commit is on disk only if whoever commits insists on it: others are lost by the stop.
    const settings = { synchronous_commit: 'off', wal_writer_delay: '10s', shared_buffers: '32MB' }
    let postgres = await startEmbedded({ dataDirectory, settings })
    onTestFinished(() => postgres.stop())
    await migrate(postgres.url)
    const server = await startProcess(postgres.url)
    onTestFinished(() => void server.child.kill('SIGKILL'))
    const secret = await createSource(server.url, 'stopped')
    const sender = { door: () => `${server.url}/v1/webhooks/stopped`, secret }
    const acknowledged: string[] = []
    const all = batches('stop', 300)
    const sending = Promise.all(
      [0, 1].map(async (lane) => {
        for (const ids of all.filter((_, index) => index % 2 === lane)) {
          await sendUntilTaken(sender, ids)
          acknowledged.push(...ids)
        }
      }),
    )
    for (const after of [1000, 3000]) {
      await expect.poll(() => acknowledged.length, { interval: 2, timeout: 60_000 }).toBeGreaterThan(after)
      postgres.abort()
      await postgres.exited
      const before = [...acknowledged]
      postgres = await startEmbedded({ dataDirectory, settings, port: postgres.port })
      const stored = new Set(await storedIds('stopped', postgres.url))
      expect(before.filter((id) => !stored.has(id))).toEqual([])
    }
    await sending
    expect((await storedIds('stopped', postgres.url)).toSorted()).toEqual(all.flat().toSorted())
    await expect.poll(() => countedToday('stopped', postgres.url), { timeout: 60_000 }).toBe(all.flat().length)
    expect(await receivedToday(postgres.url)).toBe(all.flat().length)
    expect(await end(server, 'SIGTERM')).toBe(0)
  })

  test('SIGTERM answers what was accepted before the process ends', async () => {
    const server = await startProcess(databaseUrl)
    const secret = await createSource(server.url, 'drained')
    const answers = Array.from({ length: 200 }, async (_, index) => {
      const request = signedRequest({ body: JSON.stringify({ id: `word-${index}`, type: 'order.placed' }), secret })
      const status = await fetch(`${server.url}/v1/webhooks/drained`, request).then(
        (response) => response.status,
        () => 'cut' as const,
      )
      return { id: `word-${index}`, status }
    })
    await Promise.race(answers)
    const code = end(server, 'SIGTERM')
    const answered = await Promise.all(answers)
    expect(await code).toBe(0)

    const taken = answered.filter(({ status }) => status === 202).map(({ id }) => id)
    expect(taken.length).toBeGreaterThan(0)
    // What is stored was acknowledged, and what was acknowledged is stored; the others were told, or cut off before.
    expect((await storedIds('drained')).toSorted()).toEqual(taken.toSorted())
    expect(answered.filter(({ status }) => status !== 202 && status !== 503 && status !== 'cut')).toEqual([])
  })
})

test('it does not start on a database that a newer version has migrated', async () => {
  const { url } = await testDatabase()
  await ask(
    url,
    `insert into _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
     values ('future', '', '20990101000000_future', now(), 1)`,
  )
  const vigieSecret = 'a secret of at least thirty-two characters'
  const env = { ...process.env, DATABASE_URL: url, VIGIE_PORT: '0', VIGIE_SECRET: vigieSecret, LOG_LEVEL: 'silent' }
  const started = promisify(execFile)(process.execPath, [fileURLToPath(new URL('./main.ts', import.meta.url))], {
    env,
    timeout: 120_000,
    killSignal: 'SIGKILL',
  })
  await expect(started).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /^vigie: The schema of this database is newer than this code: it holds 20990101000000_future/,
    ),
  })
})
