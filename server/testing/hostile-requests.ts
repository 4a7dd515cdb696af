import type { OutgoingHttpHeaders } from 'node:http'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { anyText } from './arbitraries.ts'

/* What somebody may send who means no good, or whose program is broken. */

/** JSON that has hurt somebody's parser, table or object before. */
export const hostileJson: readonly string[] = [
  '',
  'null',
  '0',
  '""',
  '[]',
  '{}',
  '[[]]',
  '[null,0,"",[],{}]',
  '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
  '[{"type":"a.b","id":"p","data":{"__proto__":{"polluted":true},"toString":1,"hasOwnProperty":null}}]',
  '{"type":"a.b","id":"\\u0000","data":{"\\u0000":"\\ud800"}}',
  '{"type":"a.b","id":"x","timestamp":"0000-00-00T00:00:00Z","data":{"a":1e400,"b":-0,"c":123456789012345678901234567890}}',
  '{"type":"order.placed","id":"o","data":{"totalMinor":1e308,"currency":"\\u202eEUR"}}',
  '{"type":"a.b","type":"a.c","id":"1","id":"2"}',
  `{"batch":${JSON.stringify(Array.from({ length: 600 }, () => ({ type: 'track' })))}}`,
  `{"a":${'['.repeat(5000)}`,
  '{"a":'.repeat(2000) + '1' + '}'.repeat(2000),
  `{"${'k'.repeat(70_000)}":"${'v'.repeat(70_000)}"}`,
  `{${Array.from({ length: 60_000 }, (_, index) => `"${index}":0`).join(',')}}`,
  '{"payload":{"before":null,"after":{"id":{"id":{}}},"op":"u","source":{"ts_ms":"x","lsn":[]}}}',
  '{"specversion":"1.0","id":"\\r\\nset-cookie: a=b","source":"","type":"a\\u0000b","data_base64":"%%%"}',
  '{"type":"event","payload":{"website":{"toString":"x"},"data":{"__proto__":[]},"url":"\\u0000"}}',
  '\ufeff{"type":"a.b"}',
]

export function bodies(): fc.Arbitrary<Buffer> {
  const json = fc.oneof(fc.constantFrom(...hostileJson), fc.json({ noUnicodeString: false, maxDepth: 6 }), eventLike())
  const text = json.map((each) => Buffer.from(each))
  return fc.oneof(
    { arbitrary: text, weight: 6 },
    { arbitrary: fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes)), weight: 2 },
    { arbitrary: text.map((bytes) => gzipSync(bytes)), weight: 1 },
  )
}

/** Arbitrary values under the names that doors read. */
export function eventLike(): fc.Arbitrary<string> {
  const names = words(`
    id type event data payload timestamp subject batch key writeKey sentAt context properties traits
    userId anonymousId messageId op before after source schema object specversion time datacontenttype
    data_base64 total_price line_items customer created url __proto__ constructor toString website action
    repository objectId subscriptionType`)
  const scalar = fc.oneof(
    fc.jsonValue({ maxDepth: 0 }),
    fc.constantFrom(
      'track',
      'order.placed',
      'Order Completed',
      '1.0',
      '2026-11-23T12:00:00Z',
      1_700_000_000_000,
      'c',
      'a.b',
    ),
    anyText(20),
  )
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      scalar,
      tie('object'),
      fc.array(tie('value'), { maxLength: 4 }),
    ),
    object: fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 8 }),
  }))
  return value.map((each) => JSON.stringify(each))
}

/** What Node's client lets through; what it does not is sent over a bare socket. */
export function headers(): fc.Arbitrary<OutgoingHttpHeaders> {
  const names = words(`
    content-type content-encoding authorization webhook-id webhook-timestamp webhook-signature
    x-shopify-topic stripe-signature x-github-event x-hub-signature-256 x-hubspot-signature-v3
    x-wc-webhook-topic ce-id ce-type ce-source ce-specversion ce-time ce-datacontenttype prefer
    x-write-key x-umami-cache webhook-request-origin webhook-request-rate webhook-request-callback origin
    x-forwarded-host cookie accept access-control-request-headers access-control-request-method
    user-agent dnt sec-gpc __proto__ constructor`)
  const value = fc.oneof(
    fc.stringMatching(/^[\t\x20-\x7e\x80-\xff]{0,80}$/),
    fc.constantFrom(
      'application/json',
      'application/cloudevents+json',
      'application/cloudevents-batch+json',
      'text/plain',
    ),
    fc.constantFrom(
      'gzip',
      'identity',
      'x-gzip, gzip',
      'application/x-www-form-urlencoded',
      'Basic ',
      'Bearer ',
      'Basic Og==',
    ),
    fc.constantFrom(
      '1.0',
      '/%00',
      '%',
      '*',
      'null',
      '-1',
      '99999999999999999999',
      'a'.repeat(4000),
      '%0d%0aset-cookie: a=b',
    ),
  )
  return fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 6, noNullPrototype: true })
}

/** What stands in a path where a name or a key is expected. */
export function pathParts(known: readonly string[]): fc.Arbitrary<string> {
  const odd = [
    '',
    '%',
    '%00',
    '%0d%0a',
    '..',
    '%2e%2e%2f',
    '__proto__',
    'constructor',
    'a'.repeat(300),
    '%ff',
    '*',
    '?',
  ]
  return fc.oneof({ arbitrary: fc.constantFrom(...known), weight: 12 }, fc.constantFrom(...odd))
}

function words(text: string): string[] {
  return text.trim().split(/\s+/)
}
