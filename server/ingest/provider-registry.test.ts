import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { eventCatalogue, eventIdSchema, eventTypeSchema, isCoreEventType, subjectSchema } from '#contract/event.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import type { ProviderCall } from '../testing/provider-request.ts'
import { call, callTime, requireSender, senders, signedCall, verdictOf } from '../testing/provider-request.ts'
import { hmacOf } from '../testing/sender.ts'
import { providerOf, providers } from './provider-registry.ts'

const kinds = providers.map(({ kind }) => kind)
/** The others are found by a key that anybody may know, and verify nothing. */
const signedKinds = providers.flatMap(({ kind, key }) => (key === 'public' ? [] : [kind]))
const wordsSchema = z.object({
  sources: z.object({
    kinds: z.record(z.string(), z.object({ name: z.string(), what: z.string(), steps: z.string() })),
    config: z.record(z.string(), z.string()),
  }),
})

function wordsOf(language: string) {
  const file = new URL(`../../messages/${language}.json`, import.meta.url)
  return wordsSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).sources
}

function signatureVerdict({ kind, secret, headers, body: sent, config = {}, now = callTime }: ProviderCall): string {
  const provider = providerOf(kind)
  const request = { source: 'shop', method: 'POST', url: '/', headers, rawBody: Buffer.from(sent), now }
  try {
    provider.open(config).verify(request, [provider.secret.parse(secret)])
    return 'verified'
  } catch (error) {
    if (error instanceof ProblemError) return error.code
    throw error
  }
}

describe('known signatures', () => {
  const vectors = [...senders].flatMap(([kind, sender]) => (sender.vectors ?? []).map((each) => ({ kind, ...each })))

  test.each(vectors)('$kind, $name: the known signature fits its body and no other', (vector) => {
    expect(signatureVerdict(vector)).toBe('verified')
    expect(signatureVerdict({ ...vector, body: `${vector.body} ` })).toBe('invalid-signature')
  })
})

describe.each(signedKinds)('a source of the signed kind %s', (kind) => {
  const event = { id: 'e-1', type: 'a.b', data: {} }
  const signed = signedCall(kind, event)

  test('takes what is signed with its secret and refuses what is signed with another', () => {
    expect(verdictOf(signed)).toBe('1 taken')
    expect(verdictOf({ ...signed, secret: providerOf(kind).secret.generate() })).toBe('invalid-signature')
  })

  test('takes both secrets during rotation', () => {
    const secret = providerOf(kind).secret.generate()
    expect(verdictOf({ ...signed, secret, previous: signed.secret })).toBe('1 taken')
  })

  test('refuses a request without any of its headers', () => {
    expect(verdictOf({ ...signed, headers: {} })).toBe('missing-signature')
  })
})

describe.each(kinds)('a source of the kind %s', (kind) => {
  test('takes the secrets that it makes itself', () => {
    const { secret } = providerOf(kind)
    const key = secret.parse(secret.generate())
    expect(key instanceof Uint8Array ? key.length : key.symmetricKeySize).toBeGreaterThanOrEqual(24)
    expect(() => secret.parse('short')).toThrow(/the secret must be/)
  })

  test('has its own file', () => {
    expect(readdirSync(new URL('./providers', import.meta.url))).toContain(`${kind}.ts`)
  })

  test.each(['en', 'fr'])('has its words in %s, and so has each of its settings', (language) => {
    const { kinds: kindWords, config } = wordsOf(language)
    expect(kindWords[kind]).toBeDefined()
    const settings = Object.keys(providerOf(kind).describe().config['properties'] ?? {})
    expect(settings.filter((name) => config[name] === undefined)).toEqual([])
  })
})

const timedKinds = kinds.filter((kind) => requireSender(kind).signsTime === true)

describe.each(timedKinds)('the replay window of %s', (kind) => {
  const signed = signedCall(kind, { id: 'e-1', type: 'a.b' })

  test.each([
    [-300, '1 taken'],
    [300, '1 taken'],
    [-301, 'timestamp-out-of-range'],
    [301, 'timestamp-out-of-range'],
  ])('%i s later it is %s', (seconds, verdict) => {
    expect(verdictOf({ ...signed, now: callTime + seconds * 1000 })).toBe(verdict)
  })
})

test('an unknown kind is refused with the list of those there are', () => {
  expect(() => providerOf('magento')).toThrow(/one of standard-webhooks, shopify, stripe/)
})

test.each([
  ['shopify', { shop: 'x' }, '#/config'],
  ['hubspot', {}, '#/config/publicUrl'],
  ['hubspot', { publicUrl: '/v1/webhooks/x' }, '#/config/publicUrl'],
  ['hmac', {}, '#/config/header'],
  ['hmac', { header: 'x y' }, '#/config/header'],
  ['hmac', { header: 'x-y', algorithm: 'md5' }, '#/config/algorithm'],
])('%s refuses the config %j and points at what is wrong', (kind, config, pointer) => {
  expect(() => providerOf(kind).parseConfig(config)).toThrow(pointer)
})

describe('whatever arrives', () => {
  const words = (text: string) => text.trim().split(/\s+/)
  const headerNames = words(`
    x-shopify-topic shopify-topic x-shopify-event-id x-shopify-triggered-at x-shopify-webhook-id x-github-event
    x-github-delivery x-wc-webhook-topic webhook-id stripe-signature authorization x-signature x-hubspot-signature-v3
    x-hubspot-request-timestamp webhook-timestamp svix-id`)
  const topics = fc.constantFrom(
    ...words(`
      orders/create orders/cancelled refunds/create customers/create products/update shop/redact issues customers/redact
      inventory_levels/update order.updated order.created customer.created product.updated charge.refunded
      checkout.session.completed contact.creation contact.privacyDeletion __proto__`),
  )
  const names = fc.constantFrom(
    ...words(`
      id type data object currency total_price total created created_at line_items refunds status customer amount_total
      amount_refunded subscriptionType objectId price inventory_item_id available order_id transactions issue action
      occurredAt __proto__`),
  )
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { maxDepth: 4 },
      fc.jsonValue({ maxDepth: 1 }),
      fc.constantFrom<unknown>(
        1e300,
        -1,
        'EUR',
        '12.30',
        'refund',
        'cancelled',
        '2026-11-23T12:00:00Z',
        '\u0000',
        '\ud800',
      ),
      topics,
      fc.array(tie('json'), { maxLength: 4 }),
      fc.dictionary(names, tie('json'), { maxKeys: 8 }),
    ),
  }))
  const headers = fc.dictionary(fc.constantFrom(...headerNames), fc.oneof(topics, fc.string({ maxLength: 300 })), {
    maxKeys: 4,
  })

  test.each(kinds)(
    '%s answers signed JSON of any shape with events that fit the catalogue, or with a problem',
    (kind) => {
      fc.assert(
        fc.property(json, headers, (value, more) => {
          const text = JSON.stringify(value)
          const unsigned = Object.fromEntries(
            Object.entries(more).filter(([name]) => !(name in signedCall(kind, '').headers)),
          )
          for (const item of taken(signedCall(kind, text, unsigned))) {
            if (!item.ok) continue
            const { id, type, subject, data, exactData, occurredAt, receivedAt } = item.event
            expect(eventIdSchema.safeParse(id).error).toBeUndefined()
            expect(eventTypeSchema.safeParse(type).error).toBeUndefined()
            expect(subjectSchema.nullable().safeParse(subject).error).toBeUndefined()
            expect(Number.isSafeInteger(occurredAt) && occurredAt <= receivedAt + 300_000).toBe(true)
            const stored: unknown = JSON.parse(JSON.stringify(exactData ?? data))
            if (isCoreEventType(type)) expect(eventCatalogue[type].safeParse(stored).error).toBeUndefined()
            expect(JSON.stringify(stored)).not.toMatch(/\\u0000|\\ud800/)
          }
        }),
      )
    },
  )

  test.each(kinds)('%s answers any bytes under any headers with a problem', (kind) => {
    const { config = {}, secret } = requireSender(kind)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), headers, (bytes, sent) => {
        taken({ kind, config, secret, headers: sent, body: Buffer.from(bytes) })
        const correct = { 'x-shopify-hmac-sha256': hmacOf(secret, '', 'base64') }
        taken({ kind, config, secret, headers: { ...sent, ...correct }, body: Buffer.from(bytes) })
      }),
    )
  })

  /** Lets nothing pass that is not a problem which blames the request. */
  function taken(request: ProviderCall) {
    try {
      return call(request)
    } catch (error) {
      if (error instanceof ProblemError && error.status < 500) return []
      throw error
    }
  }
})
