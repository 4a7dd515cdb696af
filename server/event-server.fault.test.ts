import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { createdSourceSchema, webhookAnswerSchema } from '#contract/api.ts'
import { testDatabase } from './testing/database.ts'
import { faultProxy } from './testing/fault-proxy.ts'
import { signedRequest } from './testing/signed-request.ts'

const { url: databaseUrl } = await testDatabase()
const database = new pg.Client({ connectionString: databaseUrl })
await database.connect()
afterAll(() => database.end())

const readySchema = z.object({ type: z.literal('ready'), url: z.string() })

interface ServerProcess {
  child: ChildProcess
  url: string
}

/** A real event server in a process of its own. */
async function startProcess(url: string): Promise<ServerProcess> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./main.ts', import.meta.url))], {
    env: {
      ...process.env,
      DATABASE_URL: url,
      VIGIE_PORT: '0',
      VIGIE_SECRET: 'a secret of at least thirty-two characters',
      LOG_LEVEL: 'silent',
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const [message] = await Promise.race([once(child, 'message'), once(child, 'exit')])
  return { child, url: readySchema.parse(message).url }
}

async function end({ child }: ServerProcess, signal: NodeJS.Signals): Promise<number | null> {
  const exited = once(child, 'exit')
  child.kill(signal)
  const [code] = await exited
  return z.number().nullable().parse(code)
}

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

async function storedIds(source: string): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>('select id from events where source = $1 order by position', [
    source,
  ])
  return rows.map(({ id }) => id)
}

async function countedToday(source: string): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    `select coalesce(sum(count), 0)::int as count from event_counts
     where source = $1 and grain = 'day' and basis = 'received'`,
    [source],
  )
  return rows[0]?.count ?? -1
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
      await expect.poll(() => sent, { interval: 5, timeout: 30_000 }).toBeGreaterThan(after)
      await end(server, 'SIGKILL')
      server = await startProcess(databaseUrl)
    }
    await sending
    expect((await storedIds('killed')).toSorted()).toEqual(all.flat().toSorted())
    await expect.poll(() => countedToday('killed'), { timeout: 20_000 }).toBe(all.flat().length)
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
      await expect.poll(() => sent, { interval: 2, timeout: 30_000 }).toBeGreaterThan(before + 10)
      proxy[fault]()
      await expect.poll(() => fetch(`${server.url}/readyz`).then(({ status }) => status), { timeout: 20_000 }).toBe(503)
      proxy.restore()
    }
    await sending
    expect((await storedIds('cut')).toSorted()).toEqual(all.flat().toSorted())
    await expect.poll(() => countedToday('cut'), { timeout: 30_000 }).toBe(all.flat().length)
    expect(await end(server, 'SIGTERM')).toBe(0)
  })

  test('SIGTERM answers what was accepted before the process ends', async () => {
    const server = await startProcess(databaseUrl)
    const secret = await createSource(server.url, 'drained')
    const request = signedRequest({ body: JSON.stringify({ id: 'last-words', type: 'order.placed' }), secret })
    const answers = Array.from({ length: 50 }, () =>
      fetch(`${server.url}/v1/webhooks/drained`, request).then(({ status }) => status),
    )
    await Promise.race(answers)
    const code = end(server, 'SIGTERM')
    const statuses = await Promise.allSettled(answers)
    expect(await code).toBe(0)
    const refused = statuses.filter((answer) => answer.status === 'fulfilled' && ![202, 503].includes(answer.value))
    expect(refused).toEqual([])
    expect(await storedIds('drained')).toEqual(['last-words'])
  })
})
