import { generateKeyPairSync, sign } from 'node:crypto'
import pg from 'pg'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createdSourceSchema, webhookAnswerSchema } from '#contract/api.ts'
import { problemSchema } from '#contract/problem.ts'
import type { EventServer } from './event-server.ts'
import { startEventServer } from './testing/event-server.ts'
import { testDatabase } from './testing/database.ts'
import { hmacOf } from './testing/sender.ts'

const { url: databaseUrl } = await testDatabase()
let server: EventServer

beforeAll(async () => {
  server = await startEventServer({
    databaseUrl,
    host: '127.0.0.1',
    port: 0,
    vigieSecret: 'secret of this installation',
    publicUrl: null,
    demo: false,
    logger: pino({ level: 'silent' }),
  })
})
afterAll(() => server.stop())

function post(path: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(server.url + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })
}

function create(source: object): Promise<Response> {
  return post('/v1/sources', JSON.stringify(source))
}

describe('a source of a kind of its own', () => {
  const order = '{"id":1001,"total_price":"12.30","currency":"EUR"}'
  const shopify = (secret: string, topic: string, id: string) => ({
    'x-shopify-hmac-sha256': hmacOf(secret, order, 'base64'),
    'x-shopify-topic': topic,
    'x-shopify-event-id': id,
  })

  test('stores what its provider sends as it is, known and unknown, and a repeat once', async () => {
    const created = await create({ slug: 'boutique', kind: 'shopify', secret: 'shpss_app_secret' })
    expect(createdSourceSchema.parse(await created.json())).toMatchObject({ kind: 'shopify', config: {} })
    const send = (topic: string) => post('/v1/webhooks/boutique', order, shopify('shpss_app_secret', topic, 'e-1'))
    const outcomes: string[] = []
    for (const topic of ['orders/create', 'orders/create', 'orders/risk_assessment_changed']) {
      const response = await send(topic)
      expect(response.status).toBe(202)
      const { results } = webhookAnswerSchema.parse(await response.json())
      outcomes.push(...results.map(({ id, outcome }) => `${id} ${outcome}`))
    }
    expect(outcomes).toEqual([
      'e-1:orders/create stored',
      'e-1:orders/create duplicate',
      'e-1:orders/risk_assessment_changed stored',
    ])
    const events = await (await fetch(`${server.url}/v1/events?after=0&limit=10`)).text()
    expect(events).toContain('"totalMinor":1230')
    expect(events).toContain('"type":"shopify.orders/risk_assessment_changed"')
  })

  test('takes as large a body as its kind says: GitHub does not come again with what was refused', async () => {
    const secret = 'a secret of some length'
    const file = (index: number) => ({ name: `src/file-${index}.ts`.padEnd(20) })
    const push = JSON.stringify({ commits: Array.from({ length: 90_000 }, (_, index) => file(index)) })
    expect(push.length).toBeGreaterThan(2.5 * 1024 ** 2)
    const signature = { 'x-hub-signature-256': `sha256=${hmacOf(secret, push, 'hex')}`, 'x-github-event': 'push' }
    const statuses: number[] = []
    for (const kind of ['github', 'hmac']) {
      const config = kind === 'hmac' ? { header: 'x-hub-signature-256', prefix: 'sha256=' } : {}
      await create({ slug: `large-${kind}`, kind, secret, config })
      statuses.push((await post(`/v1/webhooks/large-${kind}`, push, signature)).status)
    }
    statuses.push((await post('/v1/webhooks/large-github', ' '.repeat(4 * 1024 ** 2 + 1), signature)).status)
    expect(statuses).toEqual([202, 413, 413])
  })

  test('asks to come again while something can be neither stored nor kept', async () => {
    const created = createdSourceSchema.parse(await (await create({ slug: 'unkept', kind: 'bearer' })).json())
    const body = '[{"type":"a.b","id":"1"},{"type":"a b","id":"2"}]'
    const send = () => post('/v1/webhooks/unkept', body, { authorization: `Bearer ${created.secret}` })
    const client = new pg.Client({ connectionString: databaseUrl })
    await client.connect()
    onTestFinished(() => client.end())
    await client.query('alter table quarantined_requests rename to elsewhere')
    const refused = await send()
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])
    await client.query('alter table elsewhere rename to quarantined_requests')
    const { results } = webhookAnswerSchema.parse(await (await send()).json())
    expect(results.map(({ outcome }) => outcome)).toEqual(['duplicate', 'invalid'])
  })

  test('during rotation takes the old secret and the new', async () => {
    const created = createdSourceSchema.parse(await (await create({ slug: 'turning', kind: 'shopify' })).json())
    const rotated = createdSourceSchema.parse(await (await post('/v1/sources/turning/rotate', '{}')).json())
    const statuses = await Promise.all(
      [created.secret, rotated.secret, 'another secret'].map(async (secret) => {
        return (await post('/v1/webhooks/turning', order, shopify(secret, 'orders/create', secret))).status
      }),
    )
    expect(statuses).toEqual([202, 202, 401])
  })

  test('may be verified with the public key of a sender that signs with ed25519', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    const secret = `whpk_${Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64')}`
    expect((await create({ slug: 'signed', kind: 'standard-webhooks', secret })).status).toBe(201)
    const body = '{"id":"e-1","type":"a.b"}'
    const at = Math.floor(Date.now() / 1000)
    const send = (content: string) =>
      post('/v1/webhooks/signed', body, {
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(at),
        'webhook-signature': `v1a,${sign(null, Buffer.from(content), privateKey).toString('base64')}`,
      })
    expect((await send(`msg_1.${at}.${body}`)).status).toBe(202)
    expect((await send(`msg_2.${at}.${body}`)).status).toBe(401)
  })

  test('says what is wrong with a kind or a config before anything is made', async () => {
    const refused: [object, string][] = [
      [{ kind: 'magento' }, '#/kind'],
      [{ kind: 'hubspot' }, '#/config/publicUrl'],
      [{ kind: 'hmac', config: { header: 'x-y', encoding: 'rot13' } }, '#/config/encoding'],
    ]
    for (const [source, pointer] of refused) {
      const response = await create({ slug: 'wrong', ...source })
      expect(response.status).toBe(400)
      expect(problemSchema.parse(await response.json()).errors).toMatchObject([{ pointer }])
    }
    expect((await post('/v1/webhooks/wrong', '{}')).status).toBe(404)
  })

  test('keeps its config', async () => {
    const config = { header: 'x-sign', encoding: 'base64' }
    await create({ slug: 'plain', kind: 'hmac', config, secret: 'a secret of some length' })
    const body = '{"id":"e-1","type":"a.b"}'
    const signature = hmacOf('a secret of some length', body, 'base64')
    expect((await post('/v1/webhooks/plain', body, { 'x-sign': signature })).status).toBe(202)
    expect((await post('/v1/webhooks/plain', body, { 'x-signature': signature })).status).toBe(401)
  })

  test("answers WooCommerce's question whether somebody is there, and stores nothing", async () => {
    await create({ slug: 'woo', kind: 'woocommerce' })
    const before = await server.log.head()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await post('/v1/webhooks/woo', 'webhook_id=7', headers)).status).toBe(200)
    expect((await post('/v1/webhooks/woo', 'webhook_id=seven', headers)).status).toBe(415)
    expect(await server.log.head()).toBe(before)
  })
})
