import { existsSync, readFileSync } from 'node:fs'
import type { IncomingHttpHeaders } from 'node:http'
import { request as httpRequest } from 'node:http'
import { text } from 'node:stream/consumers'
import { sign as signAsGitHub } from '@octokit/webhooks-methods'
import pg from 'pg'
import pino from 'pino'
import { Webhook } from 'standardwebhooks'
import Stripe from 'stripe'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { createdSourceSchema, webhookAnswerSchema } from '#contract/api.ts'
import { problemSchema } from '#contract/problem.ts'
import type { EventServer } from './event-server.ts'
import { startEventServer } from './testing/event-server.ts'
import { testDatabase } from './testing/database.ts'
import { callTime, senders } from './testing/provider-request.ts'
import { hmacOf } from './testing/sender.ts'

/* The vendors' own code signs, a running server answers; what has no code of its own is signed as the vendor's page says. */
const { url: databaseUrl } = await testDatabase()
const database = new pg.Client({ connectionString: databaseUrl })
await database.connect()
let server: EventServer
/** What the server's clock says. */
let now = callTime

beforeAll(async () => {
  server = await startEventServer({
    databaseUrl,
    host: '127.0.0.1',
    port: 0,
    vigieSecret: 'secret of this installation',
    publicUrl: null,
    demo: false,
    logger: pino({ level: 'silent' }),
    clock: { now: () => now, monotonic: () => performance.now() },
  })
})
afterEach(() => {
  now = callTime
})
afterAll(async () => {
  await database.end()
  await server.stop()
})

type SentHeaders = Record<string, string>

const json = { 'content-type': 'application/json' }

/** Sends these headers and bytes and no others. */
function send(path: string, body: string, headers: SentHeaders): Promise<Answer> {
  const { host, hostname, port } = new URL(server.url)
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, path, method: 'POST', headers: { ...headers, host } }, (response) => {
      text(response).then(
        (answer) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: JSON.parse(answer) }),
        reject,
      )
    })
    request.on('error', reject)
    request.end(body)
  })
}

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: unknown
}

/** @returns what was stored under which outcome, or the problem's status and code. */
function verdictOf({ status, body }: Answer): string {
  if (status === 202)
    return webhookAnswerSchema
      .parse(body)
      .results.map(({ outcome }) => outcome)
      .join()
  return `${status} ${problemSchema.parse(body).code}`
}

async function sendTo(slug: string, body: string, headers: SentHeaders = {}): Promise<string> {
  return verdictOf(await send(`/v1/webhooks/${slug}`, body, { ...json, ...headers }))
}

let made = 0
async function create(kind: string, { secret, config }: { secret?: string; config?: object } = {}) {
  const slug = `${kind}-${++made}`
  const answer = await send('/v1/sources', JSON.stringify({ slug, kind, secret, config }), json)
  const { secret: given, path } = createdSourceSchema.parse(answer.body)
  return { slug, secret: given, path }
}

async function typesOf(slug: string): Promise<string[]> {
  const { rows } = await database.query<{ type: string }>(
    'select type from events where source = $1 order by position',
    [slug],
  )
  return rows.map(({ type }) => type)
}

describe('known signatures, at the time they were made', () => {
  const vectors = [...senders].flatMap(([kind, sender]) => (sender.vectors ?? []).map((each) => ({ kind, ...each })))

  test.each(vectors)('$kind, $name: passes, and with one more space in the body does not', async (vector) => {
    const { path } = await create(vector.kind, vector)
    now = vector.now ?? callTime
    const verdict = async (body: string) => verdictOf(await send(path, body, { ...json, ...vector.headers }))
    // Some are no JSON, or no event of ours: they pass the signature and fail after it.
    expect(await verdict(vector.body)).toMatch(/^(stored|400 malformed-json|422 invalid-event)$/)
    expect(await verdict(`${vector.body} `)).toBe('401 invalid-signature')
  })
})

describe("standardwebhooks' own signer", () => {
  const event = JSON.stringify({ type: 'order.placed', data: { totalMinor: 1 } })

  test.each(['webhook', 'svix'])("is taken under the names %s-…, beside others' signatures", async (prefix) => {
    const { slug, secret } = await create('standard-webhooks')
    const signature = new Webhook(secret).sign('msg_1', new Date(callTime), event)
    const headers = {
      [`${prefix}-id`]: 'msg_1',
      [`${prefix}-timestamp`]: String(callTime / 1000),
      [`${prefix}-signature`]: `v1a,AAAA v1,AAAA ${signature}`,
    }
    expect(await sendTo(slug, event, headers)).toBe('stored')
    expect(await sendTo(slug, event, headers)).toBe('duplicate')
    expect(await sendTo(slug, `${event} `, headers)).toBe('401 invalid-signature')
    expect(await sendTo(slug, event, { ...headers, [`${prefix}-signature`]: '' })).toBe('401 missing-signature')
  })
})

describe("stripe's own signer", () => {
  const seconds = callTime / 1000
  const charge = { id: 'ch_1', payment_intent: 'pi_1', amount_refunded: 700, currency: 'eur' }
  const payload = JSON.stringify({ id: 'evt_1', type: 'charge.refunded', created: seconds, data: { object: charge } })
  const sign = (options: { secret: string; timestamp?: number; scheme?: string }) =>
    Stripe.webhooks.generateTestHeaderString({ payload, timestamp: seconds, ...options })

  test('is taken once, and known as a refund', async () => {
    const { slug, secret } = await create('stripe')
    const headers = { 'stripe-signature': sign({ secret }) }
    expect(await sendTo(slug, payload, headers)).toBe('stored')
    expect(await sendTo(slug, payload, headers)).toBe('duplicate')
    expect(await typesOf(slug)).toEqual(['order.refunded'])
  })

  test('while a secret is rolled, one v1 of several is enough; v0 never is', async () => {
    const { slug, secret } = await create('stripe')
    const other = sign({ secret: 'whsec_of_another_time' })
    const both = `${other},${sign({ secret }).replace(/^t=\d+,/, '')},v0=00`
    expect(await sendTo(slug, payload, { 'stripe-signature': other })).toBe('401 invalid-signature')
    expect(await sendTo(slug, payload, { 'stripe-signature': both })).toBe('stored')
    const v0 = sign({ secret, scheme: 'v0' })
    expect(await sendTo(slug, payload, { 'stripe-signature': v0 })).toBe('401 invalid-signature')
  })

  test.each([
    [-301, '401 timestamp-out-of-range'],
    [-300, 'stored'],
    [301, '401 timestamp-out-of-range'],
  ])('signed %i s from now it is %s', async (offset, verdict) => {
    const { slug, secret } = await create('stripe')
    const headers = { 'stripe-signature': sign({ secret, timestamp: seconds + offset }) }
    expect(await sendTo(slug, payload, headers)).toBe(verdict)
  })
})

describe("octokit's own signer", () => {
  const issue = { action: 'opened', issue: { id: 5, created_at: '2026-11-23T10:00:00Z' } }
  const payload = JSON.stringify(issue)

  test.each([
    ['application/json', payload],
    ['application/x-www-form-urlencoded', new URLSearchParams({ payload }).toString()],
  ])('is taken as %s, and a redelivery is known', async (type, body) => {
    const { slug, secret } = await create('github')
    const signature = await signAsGitHub(secret, body)
    const headers = { 'content-type': type, 'x-hub-signature-256': signature, 'x-github-delivery': 'd-1' }
    expect(await sendTo(slug, body, { ...headers, 'x-github-event': 'issues' })).toBe('stored')
    expect(await sendTo(slug, body, { ...headers, 'x-github-event': 'issues' })).toBe('duplicate')
    expect(await sendTo(slug, `${body}&`, { ...headers, 'x-github-event': 'issues' })).toBe('401 invalid-signature')
    expect(await typesOf(slug)).toEqual(['ticket.opened'])
  })
})

describe('Shopify', () => {
  const order = '{"id":1001,"total_price":"12.30","currency":"EUR"}'

  test.each(['x-shopify', 'shopify'])('both spellings of its headers are taken: %s-…', async (prefix) => {
    const { slug, secret } = await create('shopify')
    const headers = {
      [`${prefix}-hmac-sha256`]: hmacOf(secret, order, 'base64'),
      [`${prefix}-topic`]: 'orders/updated',
      [`${prefix}-webhook-id`]: 'w-1',
    }
    expect(await sendTo(slug, order, headers)).toBe('stored')
    expect(await sendTo(slug, order, headers)).toBe('duplicate')
    expect(await typesOf(slug)).toEqual(['order.updated'])
  })

  test('what asks for the data of somebody is stored as ids, and no raw request of it is kept', async () => {
    const { slug, secret } = await create('shopify')
    const asked = '{"shop_id":4,"customer":{"id":7,"email":"ada@example.com","phone":"555-625-1199"}}'
    const sign = (body: string) => ({ 'x-shopify-hmac-sha256': hmacOf(secret, body, 'base64') })
    expect(await sendTo(slug, asked, { ...sign(asked), 'x-shopify-topic': 'customers/data_request' })).toBe('stored')
    expect(await sendTo(slug, order, { ...sign(order), 'x-shopify-topic': 'orders/create' })).toBe('stored')
    const kept = () => database.query<{ body: Buffer }>('select body from kept_requests where source = $1', [slug])
    await expect.poll(async () => (await kept()).rows.map(({ body }) => body.toString())).toEqual([order])
    const { rows } = await database.query<{ data: string }>(
      `select data::text as data from events where source = $1 and type = 'shopify.customers/data_request'`,
      [slug],
    )
    const ids = { shopId: '4', customerId: '7', orderIds: [], customerSystem: slug }
    expect(rows).toEqual([{ data: JSON.stringify(ids) }])
  })
})

describe('HubSpot', () => {
  const publicUrl = 'https://shop.example/hooks/v1/webhooks/crm?to=a%40b'
  const item = { eventId: 1, portalId: 2, occurredAt: callTime, subscriptionType: 'contact.creation', objectId: 3 }
  const signed = (secret: string, body: string, at = callTime) => ({
    'x-hubspot-signature-v3': hmacOf(
      secret,
      `POSThttps://shop.example/hooks/v1/webhooks/crm?to=a@b${body}${at}`,
      'base64',
    ),
    'x-hubspot-request-timestamp': String(at),
  })

  test('a batch is taken at another address than it was signed for, and an item told again is known', async () => {
    const { slug, secret } = await create('hubspot', { config: { publicUrl } })
    const batch = JSON.stringify(Array.from({ length: 100 }, (_, index) => ({ ...item, objectId: index })))
    expect(await sendTo(slug, batch, signed(secret, batch))).toBe(Array(100).fill('stored').join())
    const again = JSON.stringify([
      { ...item, attemptNumber: 4 },
      { ...item, eventId: 2 },
    ])
    expect(await sendTo(slug, again, signed(secret, again))).toBe('duplicate,stored')
  })

  test.each([
    [-300_001, '401 timestamp-out-of-range'],
    [-300_000, 'stored'],
    [300_000, 'stored'],
    [300_001, '401 timestamp-out-of-range'],
  ])('signed %i ms from now it is %s', async (offset, verdict) => {
    const { slug, secret } = await create('hubspot', { config: { publicUrl } })
    const body = JSON.stringify([item])
    expect(await sendTo(slug, body, signed(secret, body, callTime + offset))).toBe(verdict)
  })

  test('the older signature without a time is not enough', async () => {
    const { slug, secret } = await create('hubspot', { config: { publicUrl } })
    const headers = { 'x-hubspot-signature': hmacOf(secret, '[]', 'hex'), 'x-hubspot-signature-version': 'v1' }
    expect(await sendTo(slug, '[]', headers)).toBe('401 missing-signature')
  })
})

describe('WooCommerce', () => {
  test('another attempt of a delivery is known, though its Delivery-ID is another', async () => {
    const { slug, secret } = await create('woocommerce')
    const order = '{"id":727,"status":"processing","currency":"USD","total":"29.35"}'
    const attempt = (delivery: string) => ({
      'x-wc-webhook-signature': hmacOf(secret, order, 'base64'),
      'x-wc-webhook-topic': 'order.updated',
      'x-wc-webhook-delivery-id': delivery,
    })
    expect(await sendTo(slug, order, attempt('a'))).toBe('stored')
    expect(await sendTo(slug, order, attempt('b'))).toBe('duplicate')
    expect(await typesOf(slug)).toEqual(['order.updated'])
  })
})

const recorded = new URL('../../shared/data/recorded/', import.meta.url)
const recordingSchema = z.object({
  secret: z.string(),
  signedAt: z.number().optional(),
  cases: z.array(z.object({ label: z.string() })),
  requests: z.array(z.object({ headers: z.record(z.string(), z.string()), bodyText: z.string() })),
})

describe.skipIf(!existsSync(recorded))('requests recorded from real senders (skipped where they are absent)', () => {
  test.each(['shopify', 'stripe'])('%s: byte for byte, taken once; those marked invalid are refused', async (kind) => {
    const file = readFileSync(new URL(`${kind}-signed.json`, recorded), 'utf8')
    const { secret, signedAt = callTime / 1000, cases, requests } = recordingSchema.parse(JSON.parse(file))
    const { slug } = await create(kind, { secret })
    now = signedAt * 1000
    for (const stored of ['stored', 'duplicate']) {
      const verdicts: string[] = []
      for (const { headers, bodyText } of requests) {
        const { connection: _, ...rest } = headers
        verdicts.push(verdictOf(await send(`/v1/webhooks/${slug}`, bodyText, rest)))
      }
      const isInvalid = (label: string) => label.startsWith('INVALID')
      expect(verdicts).toEqual(cases.map(({ label }) => (isInvalid(label) ? '401 invalid-signature' : stored)))
      expect(verdicts).toContain('401 invalid-signature')
    }
  })
})
