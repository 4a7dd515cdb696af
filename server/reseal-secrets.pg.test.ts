import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { createdSourceSchema } from '#contract/api.ts'
import { testDatabase } from './testing/database.ts'
import { startEventServer } from './testing/event-server.ts'
import { silentLogger } from './testing/log-fixture.ts'

const [first, second] = ['the first secret of this installation', 'the second secret of this installation'] as const
const { url: databaseUrl } = await testDatabase()
const database = new pg.Client({ connectionString: databaseUrl })
await database.connect()
afterAll(() => database.end())

interface Secrets {
  vigieSecret: string
  formerSecrets?: readonly string[]
}

async function withServer<Result>(secrets: Secrets, work: (url: string) => Promise<Result>): Promise<Result> {
  const options = { databaseUrl, host: '127.0.0.1', port: 0, publicUrl: null, demo: false, logger: silentLogger }
  const server = await startEventServer({ ...options, ...secrets })
  try {
    return await work(server.url)
  } finally {
    await server.stop()
  }
}

function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const sent = { 'content-type': 'application/json', ...headers }
  return fetch(url, { method: 'POST', headers: sent, body: JSON.stringify(body) })
}

/** @returns the status of an event that the source `shop` sends with its key, by its name and by its key alone. */
async function send(url: string, { bearer, writeKey }: { bearer: string; writeKey: string }): Promise<number[]> {
  const authorization = `Bearer ${bearer}`
  const byName = await post(`${url}/v1/webhooks/shop`, { type: 'a.b', id: crypto.randomUUID() }, { authorization })
  const byKey = await post(`${url}/v1/track`, { event: 'Seen', anonymousId: 'v-1', writeKey })
  return [byName.status, byKey.status]
}

async function sealed(): Promise<string> {
  const { rows } = await database.query<{ all: string }>(`
    select (select string_agg(encode(secret_sealed, 'hex') || encode(coalesce(key_digest, ''), 'hex'), ' ' order by slug) from sources)
      || ' ' || (select string_agg(value::text, ' ' order by key) from settings) as all`)
  return rows[0]?.all ?? ''
}

test('after a change of the secret everything opens that the former one sealed, and is sealed anew, once', async () => {
  const keys = await withServer({ vigieSecret: first }, async (url) => {
    const create = async (source: object) =>
      createdSourceSchema.parse(await (await post(`${url}/v1/sources`, source)).json())
    const { secret: bearer } = await create({ slug: 'shop', kind: 'bearer' })
    const { secret: writeKey } = await create({ slug: 'site', kind: 'tracking' })
    return { bearer, writeKey }
  })
  const before = await sealed()

  expect(await withServer({ vigieSecret: second, formerSecrets: [first] }, (url) => send(url, keys))).toEqual([
    202, 200,
  ])
  const after = await sealed()
  for (const [at, part] of after.split(' ').entries()) {
    if (/sealed/i.test(part) || /^[0-9a-f]+$/.test(part)) expect(part).not.toBe(before.split(' ')[at])
  }

  expect(await withServer({ vigieSecret: second }, (url) => send(url, keys))).toEqual([202, 200])
  expect(await sealed()).toBe(after)
})

test('a secret that is neither this nor a former one opens nothing, and what it sealed stays as it is', async () => {
  const before = await sealed()
  await withServer({ vigieSecret: 'a third secret of this installation', formerSecrets: [first] }, () =>
    Promise.resolve(),
  )
  const shop = (text: string): string | undefined => text.split(' ')[0]
  expect(shop(await sealed())).toBe(shop(before))
})
