import pg from 'pg'
import { afterAll, expect, test, vi } from 'vitest'
import { createdSourceSchema, webhookAnswerSchema } from '#contract/api.ts'
import { keyIdOf } from './projections/identity/key-id.ts'
import { testDatabase } from './testing/database.ts'
import { startEventServer } from './testing/event-server.ts'
import { silentLogger } from './testing/log-fixture.ts'
import { requireSender } from './testing/provider-request.ts'
import { trackingSources } from './testing/tracking-server.ts'

/* A provider says, signed, that somebody is to be forgotten: nobody of the company has to do anything. */
const { url: databaseUrl } = await testDatabase()
const database = new pg.Client({ connectionString: databaseUrl })
await database.connect()
const server = await startEventServer({
  databaseUrl,
  host: '127.0.0.1',
  port: 0,
  vigieSecret: 'secret of this installation',
  publicUrl: null,
  demo: false,
  logger: silentLogger,
})
afterAll(async () => {
  await server.stop()
  await database.end()
})

interface Call {
  headers?: Record<string, string>
  body: unknown
}

async function openSource(kind: 'shopify' | 'hubspot') {
  const sender = requireSender(kind)
  const headers = { 'content-type': 'application/json' }
  const asked = JSON.stringify({ slug: kind, kind, secret: sender.secret, config: sender.config })
  const created = await fetch(`${server.url}/v1/sources`, { method: 'POST', headers, body: asked })
  const { path } = createdSourceSchema.parse(await created.json())
  return async ({ headers: own = {}, body }: Call) => {
    const text = JSON.stringify(body)
    const signed = sender.sign(sender.secret, text, Math.floor(Date.now() / 1000))
    const answer = await fetch(server.url + path, {
      method: 'POST',
      headers: { ...headers, ...signed, ...own },
      body: text,
    })
    return webhookAnswerSchema.parse(await answer.json()).results.map(({ outcome }) => outcome)
  }
}

/** Every table, as text, whatever its columns are called. */
async function tablesThatSay(words: string): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  )
  const saying: string[] = []
  for (const { name } of rows) {
    const { rowCount } = await database.query(
      `select 1 from "${name}" as line where line::text ilike $1 or line::text like $2 limit 1`,
      [`%${words}%`, `%${Buffer.from(words).toString('hex')}%`],
    )
    if ((rowCount ?? 0) > 0) saying.push(name)
  }
  return saying
}

const patience = { timeout: 60_000, interval: 50 }
const now = () => Date.now()
const shopify = (topic: string, body: unknown): Call => ({ headers: { 'x-shopify-topic': topic }, body })
const hubspot = (subscriptionType: string, more: object = {}): Call => ({
  body: [{ eventId: 1, portalId: 62_515, objectId: 7, occurredAt: now(), subscriptionType, ...more }],
})
const ada = { id: 7, email: 'ada@bacs.example', phone: '+33639980771', first_name: 'Ada', last_name: 'Exemple' }

test.each([
  {
    kind: 'shopify' as const,
    email: 'ada@bacs.example',
    says: [
      shopify('customers/create', ada),
      shopify('orders/create', { id: 1001, total_price: '12.30', currency: 'EUR', email: ada.email, customer: ada }),
    ],
    asks: shopify('customers/redact', {
      shop_id: 4,
      shop_domain: 'acme.myshopify.com',
      customer: ada,
      orders_to_redact: [1001],
    }),
  },
  {
    kind: 'hubspot' as const,
    email: 'bob@bacs.example',
    says: [
      hubspot('contact.creation'),
      hubspot('contact.propertyChange', { propertyName: 'email', propertyValue: 'bob@bacs.example' }),
    ],
    asks: hubspot('contact.privacyDeletion'),
  },
])('what $kind asks to forget is erased everywhere, whenever it comes again', async ({ kind, email, says, asks }) => {
  const send = await openSource(kind)
  for (const call of says) expect(await send(call)).toEqual(['stored'])
  await vi.waitUntil(async () => (await tablesThatSay(email)).includes('customers'), patience)
  expect(await tablesThatSay(email)).toContain('events')

  expect(await send(asks)).toEqual(['stored'])
  const isDone = async () => {
    const { rows } = await database.query(`select 1 from erasures where state = 'done' and requested_by = $1`, [kind])
    return rows.length > 0
  }
  await vi.waitUntil(isDone, patience)
  expect(await tablesThatSay(email)).toEqual([])
  const id = keyIdOf({ kind: 'crm', value: `${kind}:7` })
  const { rowCount } = await database.query('select 1 from customer_keys where key_id = $1', [id])
  expect(rowCount).toBe(0)

  const [first] = says
  if (first) await send(first)
  expect(await tablesThatSay(email)).toEqual([])
})

test.each([
  {
    way: 'Segment’s clients',
    name: 'shopify.customers/redact',
    path: '/v1/track',
    bodyOf: (writeKey: string, event: string) => ({ writeKey, userId: 'c-1017', event }),
  },
  {
    way: 'our tracker',
    name: 'hubspot.contact.privacyDeletion',
    path: '/v1/collect',
    bodyOf: (key: string, name: string) => ({
      key,
      visitorId: 'v-1017',
      events: [{ id: 'a', type: 'track', at: now(), name }],
    }),
  },
])('whoever reads a tracking key in a page can have nobody erased through $way', async ({ name, path, bodyOf }) => {
  const slug = path.slice('/v1/'.length)
  // Also where the company lets the key send what moves money.
  const { createSource, eventsOf } = trackingSources(server)
  const key = await createSource(slug, { config: { allowsBusinessEvents: true } })
  const headers = { 'content-type': 'application/json' }
  await fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(bodyOf(key, name)) })
  const [asked] = await eventsOf(slug)
  expect(asked?.type).toBe(name)
  const isFolded = async () => {
    const { rows } = await database.query<{ position: string }>(
      `select position from checkpoints where projection = 'erasures'`,
    )
    return BigInt(rows[0]?.position ?? 0) >= BigInt(asked?.position ?? 0)
  }
  await vi.waitUntil(isFolded, patience)
  const { rowCount } = await database.query('select 1 from erasures where requested_by = $1', [slug])
  expect(rowCount).toBe(0)
})
