import { describe, expect, test } from 'vitest'
import { providerOf } from '../provider-registry.ts'
import { call, callTime, eventsOf, signedCall, requireSender, verdictOf } from '../../testing/provider-request.ts'
import { hmacOf } from '../../testing/sender.ts'

const event = { type: 'order.placed', data: { totalMinor: 1 } }

describe('Standard Webhooks', () => {
  test("Svix's names of the headers are taken as well", () => {
    const request = signedCall('standard-webhooks', event)
    const svix = Object.entries(request.headers).map(([name, value]) => [name.replace('webhook-', 'svix-'), value])
    expect(eventsOf({ ...request, headers: Object.fromEntries(svix) as Record<string, string> })).toMatchObject([
      // entries of strings
      { id: 'msg_1', type: 'order.placed' },
    ])
  })
})

describe('a batch with one event that is nested too deep', () => {
  const nested = (levels: number) => JSON.parse('{"a":'.repeat(levels) + '1' + '}'.repeat(levels)) as unknown
  const eventOf = (id: string, levels: number) => ({
    id,
    type: 'a.b',
    specversion: '1.0',
    source: '/s',
    data: nested(levels),
  })

  test.each([
    ['standard-webhooks', 'application/json'],
    ['cloudevents', 'application/cloudevents-batch+json'],
  ])('of the kind %s keeps the others', (kind, type) => {
    const batch = [eventOf('a', 1), eventOf('b', 32), eventOf('c', 31), eventOf('d', 600), eventOf('e', 2)]
    const items = call(signedCall(kind, batch, { 'content-type': type }))
    expect(items.map((item) => (item.ok ? 'stored' : item.result.errors))).toEqual([
      'stored',
      [{ pointer: '#/1', detail: 'must not be nested deeper than 32 levels' }],
      'stored',
      [{ pointer: '#/3', detail: 'must not be nested deeper than 32 levels' }],
      'stored',
    ])
    expect(verdictOf(signedCall(kind, [eventOf('e', 600)], { 'content-type': type }))).toBe('invalid-event')
  })
})

describe('plain HMAC', () => {
  const secret = requireSender('hmac').secret
  const body = JSON.stringify({ ...event, id: 'e-1' })

  test.each([
    ['sha256', 'hex', ''],
    ['sha512', 'base64', ''],
    ['sha1', 'hex', 'sha1='],
  ] as const)('%s in %s after %j', (algorithm, encoding, prefix) => {
    const config = { header: 'X-Sign', algorithm, encoding, prefix }
    const signature = hmacOf(secret, body, encoding, algorithm)
    const request = { kind: 'hmac', secret, config, body, now: callTime }
    expect(verdictOf({ ...request, headers: { 'x-sign': prefix + signature } })).toBe('1 taken')
    expect(verdictOf({ ...request, headers: { 'x-sign': `x${prefix}${signature}` } })).toBe('invalid-signature')
  })

  test("with a header for the topic the body is that system's own", () => {
    const config = { header: 'x-signature', topicHeader: 'X-Topic', idHeader: 'X-Delivery' }
    const request = signedCall(
      'hmac',
      { person: { name: 'Ada' } },
      { 'x-topic': 'person.created', 'x-delivery': 'd-1' },
    )
    expect(eventsOf({ ...request, config })).toMatchObject([
      { id: 'd-1', type: 'hmac.person.created', data: { original: { person: { name: 'Ada' } } } },
    ])
  })
})

test.each([
  ['person.created', {}, 'hmac.person.created'],
  [7, {}, 'hmac.unknown'],
  ['person.created', { 'x-topic': 'from.header' }, 'hmac.from.header'],
])('plain HMAC whose member says what a body is: %j with the headers %j is %s', (eventName, headers, type) => {
  const config = { header: 'x-signature', topicHeader: 'x-topic', topicMember: 'eventName' }
  const body = { eventName, record: { name: 'Ada' } }
  expect(eventsOf({ ...signedCall('hmac', body, headers), config })).toMatchObject([{ type, data: { original: body } }])
})

describe('plain HMAC over a time and the body', () => {
  const secret = requireSender('hmac').secret
  const body = JSON.stringify({ ...event, id: 'e-1' })
  const seconds = String(callTime / 1000)

  test.each([
    ['Twenty', { timestampUnit: 'ms', signed: '{timestamp}:{body}' }, String(callTime), `${callTime}:${body}`],
    ['Slack', { prefix: 'v0=', signed: 'v0:{timestamp}:{body}' }, seconds, `v0:${seconds}:${body}`],
    ['others', { signed: '{timestamp}.{body}' }, seconds, `${seconds}.${body}`],
  ])('signed as %s does; its time is held to 300 s and cannot be changed', (_who, more, timestamp, content) => {
    const config = { header: 'x-sign', timestampHeader: 'X-Time', prefix: '', ...more }
    const headers = { 'x-sign': config.prefix + hmacOf(secret, content, 'hex'), 'x-time': timestamp }
    const request = { kind: 'hmac', secret, config, body, headers, now: callTime }
    expect(verdictOf(request)).toBe('1 taken')
    expect(verdictOf({ ...request, now: callTime + 300_001 })).toBe('timestamp-out-of-range')
    expect(verdictOf({ ...request, now: callTime - 300_001 })).toBe('timestamp-out-of-range')
    const later = { ...headers, 'x-time': String(Number(timestamp) + 1) }
    expect(verdictOf({ ...request, headers: later })).toBe('invalid-signature')
    expect(verdictOf({ ...request, headers: { 'x-sign': headers['x-sign'] } })).toBe('missing-signature')
  })

  test.each([
    { timestampHeader: 'x-time' },
    { signed: '{timestamp}.{body}' },
    { signed: 'body' },
    { timestampHeader: 'x-time', signed: '{body}.{timestamp}' },
    { timestampHeader: 'x-time', signed: '{timestamp}{timestamp}{body}' },
  ])('a time is signed if it is sent, and only then: %j is refused', (config) => {
    expect(() => providerOf('hmac').parseConfig({ header: 'x-sign', ...config })).toThrow('#/config/signed')
  })
})

describe.each(['hmac', 'bearer'])('own events from %s', (kind) => {
  test('take the id header where they have none of their own, and are refused without either', () => {
    const request = signedCall(kind, event)
    expect(eventsOf(request).map(({ id }) => id)).toEqual(['msg_1'])
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => name !== 'webhook-id'))
    expect(verdictOf({ ...request, headers })).toBe('invalid-event')
  })
})

describe('a Bearer key', () => {
  test.each([
    ['Bearer bearer_test_key_16', '1 taken'],
    ['bearer  bearer_test_key_16', '1 taken'],
    ['Bearer bearer_test_key_17', 'invalid-signature'],
    ['Bearer bearer_test_key_1', 'invalid-signature'],
    ['Basic bearer_test_key_16', 'missing-signature'],
    ['Bearer', 'missing-signature'],
  ])('%s: %s', (authorization, verdict) => {
    expect(verdictOf(signedCall('bearer', event, { authorization }))).toBe(verdict)
  })
})
