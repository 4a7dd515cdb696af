import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { NewEvent } from '#contract/event.ts'
import type { PointerError } from '#contract/problem.ts'
import { ProblemError } from '../../runtime/problem-error.ts'
import { call, callTime, eventsOf, requireSender } from '../../testing/provider-request.ts'

const { secret } = requireSender('cloudevents')
const authorization = { authorization: `Bearer ${secret}` }
const plain = { specversion: '1.0', id: 'A-1', source: '/shop/eu', type: 'com.acme.thing.made' }

function binary(headers: Record<string, string>, body: string | Buffer = '') {
  const attributes = { 'ce-specversion': '1.0', 'ce-id': 'A-1', 'ce-source': '/shop/eu', 'ce-type': plain.type }
  return { kind: 'cloudevents', secret, headers: { ...authorization, ...attributes, ...headers }, body }
}

function json(mediaType: string, value: unknown) {
  const body = typeof value === 'string' ? value : JSON.stringify(value)
  return { kind: 'cloudevents', secret, headers: { ...authorization, 'content-type': mediaType }, body }
}

const structured = (value: unknown) => json('application/cloudevents+json; charset=utf-8', value)
const batch = (value: unknown) => json('application/cloudevents-batch+json', value)

function only(request: Parameters<typeof eventsOf>[0]): NewEvent {
  const [event, ...others] = eventsOf(request)
  if (!event || others.length > 0) throw new Error('not one event')
  return event
}

function refusal(request: Parameters<typeof call>[0]): { code: string; errors: PointerError[] } {
  try {
    call(request)
  } catch (error) {
    if (error instanceof ProblemError) return { code: error.code, errors: error.extras.errors ?? [] }
    throw error
  }
  return { code: 'taken', errors: [] }
}

const features = new URL('../../../../shared/data/cloudevents/features/http-protocol-binding.feature', import.meta.url)

/** The scenarios of a feature, their examples filled in: a request, the attributes and the data that it has. */
function scenariosOf(feature: string) {
  return feature
    .split('Scenario Outline: ')
    .slice(1)
    .flatMap((outline) => {
      const [steps = '', examples = ''] = outline.split('Examples:')
      const contentTypes = [...examples.matchAll(/^\s*\|\s*(\S.*?)\s*\|\s*$/gm)].map(([, cell = '']) => cell).slice(1)
      return contentTypes.map((contentType) => {
        const text = steps.replaceAll('<contentType>', contentType)
        const [, request = '', expected = ''] = /"""\n([\s\S]*?)"""[\s\S]*?"""\n([\s\S]*?)"""/.exec(text) ?? []
        const lines = request.split('\n').map((line) => line.trim())
        const blank = lines.indexOf('')
        const headers = lines
          .slice(1, blank)
          .map((line) => [line.split(':')[0]?.toLowerCase(), line.replace(/^[^:]*: */, '')])
        const rows = [...text.matchAll(/^\s*\|\s*(\S+)\s*\|\s*(\S.*?)\s*\|\s*$/gm)].slice(1)
        return {
          name: text.split('\n', 1)[0],
          headers: Object.fromEntries(headers) as Record<string, string>, // pairs of texts
          body: lines.slice(blank + 1).join('\n'),
          attributes: Object.fromEntries(rows.map(([, key, value]) => [key, value])) as Record<string, string>, // as above
          data: JSON.parse(expected) as unknown,
        }
      })
    })
}

describe.skipIf(!existsSync(features))(
  'the conformance scenarios of the HTTP binding (skipped where the folder of shared data is absent)',
  () => {
    const scenarios = existsSync(features) ? scenariosOf(readFileSync(features, 'utf8')) : []

    test('there are four of them', () => expect(scenarios).toHaveLength(4))

    test.each(scenarios)('$name', ({ headers, body, attributes, data }) => {
      const event = only({ kind: 'cloudevents', secret, headers: { ...headers, ...authorization }, body })
      expect(event.data).toEqual({ ...(data as object), cloudEvent: attributes }) // a JSON object in every scenario
      expect(event).toMatchObject({ id: '/mycontext/subcontext 1234-1234-1234', type: 'com.example.someevent' })
      expect(new Date(event.occurredAt).toISOString()).toBe('2018-04-05T03:56:24.000Z')
    })
  },
)

describe('an attribute in a header', () => {
  test.each([
    ['a space and a quote', 'Euro%20%22x%22', 'Euro "x"'],
    ['other scripts and emoji', '%E2%82%AC%20%F0%9F%98%80', '€ 😀'],
    ['one round of decoding only', '%2520', '%20'],
    ['a quoted value of an older sender', String.raw`"a \"b\" %41"`, 'a "b" A'],
    ['a percent sign that escapes nothing', '100%', '100%'],
    ['an escape that is not UTF-8', 'a%FFb', 'a%FFb'],
    ['raw UTF-8 as Node reads it', Buffer.from('ünï').toString('latin1'), 'ünï'],
    ['raw Latin-1', 'ünï', 'ünï'],
  ])('may be %s', (_case, header, value) => {
    expect(only(binary({ 'ce-comexampleext': header })).data).toMatchObject({ cloudEvent: { comexampleext: value } })
  })
})

describe('what is missing or wrong in an event', () => {
  const without = (name: string) => Object.fromEntries(Object.entries(plain).filter(([key]) => key !== name))
  test.each([
    ['no id', without('id'), ['#/id']],
    ['no source', without('source'), ['#/source']],
    ['no type', without('type'), ['#/type']],
    ['no specversion', without('specversion'), ['#/specversion']],
    ['nothing at all', {}, ['#/specversion', '#/id', '#/source', '#/type']],
    ['another version', { ...plain, specversion: '0.3' }, ['#/specversion']],
    ['an empty id', { ...plain, id: '' }, ['#/id']],
    ['an id of null', { ...plain, id: null }, ['#/id']],
    ['an id that is a number', { ...plain, id: 7 }, ['#/id']],
    ['a control character', { ...plain, source: 'a\u0007' }, ['#/source']],
    ['a time that is none', { ...plain, time: 'yesterday' }, ['#/time']],
    ['a time without offset', { ...plain, time: '2026-11-23T12:00:00' }, ['#/time']],
    ['both kinds of data', { ...plain, data: 1, data_base64: 'AA==' }, ['#/data_base64']],
    ['no base64', { ...plain, data_base64: 'a?b' }, ['#/data_base64']],
    ['half a surrogate pair', { ...plain, data: { a: '\ud800' } }, ['#/data/a']],
    [
      'a core type that does not fit',
      { ...plain, type: 'order.placed', data: { currency: 'euro' } },
      ['#/data/currency'],
    ],
    ['an array', [plain], ['#']],
    ['text', '"x"', ['#']],
  ])('%s: refused with a pointer', (_case, event, pointers) => {
    const { code, errors } = refusal(structured(event))
    expect(code).toBe('invalid-event')
    expect([...new Set(errors.map(({ pointer }) => pointer))]).toEqual(pointers)
  })

  test('in binary mode the pointer is the same', () => {
    expect(refusal(binary({ 'ce-id': '' })).errors).toEqual([{ pointer: '#/id', detail: 'must not be empty' }])
  })

  test.each([
    ['a format that is not JSON', 'application/cloudevents+avro', '{}'],
    ['a batch of such a format', 'application/cloudevents-batch+protobuf', '[]'],
    ['a type that only begins like it', 'application/cloudeventsomething', '{}'],
    ['JSON without any attribute', 'application/json', JSON.stringify(plain)],
  ])('%s: 415', (_case, mediaType, body) => {
    expect(refusal(json(mediaType, body)).code).toBe('unsupported-media-type')
  })
})

describe('data', () => {
  const xml = '<a>é</a>'
  test.each<[string, Parameters<typeof only>[0], object]>([
    ['an object', structured({ ...plain, data: { a: 1 } }), { a: 1 }],
    ['an array', structured({ ...plain, data: [1] }), { value: [1] }],
    ['null', structured({ ...plain, data: null }), { value: null }],
    ['a JSON string', structured({ ...plain, data: 'x' }), { value: 'x' }],
    ['none', structured(plain), {}],
    ['text', structured({ ...plain, datacontenttype: 'text/plain', data: 'x' }), { text: 'x' }],
    ['bytes', structured({ ...plain, datacontenttype: 'image/png', data_base64: 'AQID/w==' }), { base64: 'AQID/w==' }],
    ['JSON as bytes', structured({ ...plain, datacontenttype: 'a/b+json', data_base64: 'eyJhIjoxfQ==' }), { a: 1 }],
    ['an object in binary mode', binary({ 'content-type': 'application/json' }, '{"a":1}'), { a: 1 }],
    ['an object of no said type', binary({}, '{"a":1}'), { a: 1 }],
    ['XML in binary mode', binary({ 'content-type': 'application/xml' }, xml), { text: xml }],
    [
      'bytes in binary mode',
      binary({ 'content-type': 'image/png' }, Buffer.from([1, 2, 3, 255])),
      { base64: 'AQID/w==' },
    ],
    ['bytes that say they are text', binary({ 'content-type': 'text/plain' }, Buffer.from([255])), { base64: '/w==' }],
    ['text with U+0000', binary({ 'content-type': 'text/plain' }, Buffer.from([65, 0])), { base64: 'QQA=' }],
    ['none in binary mode', binary({}), {}],
  ])('%s', (_case, request, expected) => {
    const { cloudEvent, ...data } = only(request).data as Record<string, unknown> // what the mapping makes is an object
    expect(data).toEqual(expected)
    expect(cloudEvent).toMatchObject({ specversion: '1.0', id: 'A-1', source: '/shop/eu' })
  })

  test('every attribute is kept as sent, extensions and the schema too', () => {
    const attributes = {
      ...plain,
      dataschema: 'https://x/y',
      time: '2026-11-23T11:59:59.123456Z',
      traceparent: '00-1',
      n: 7,
    }
    expect(only(structured({ ...attributes, subject: null, data: {} })).data).toEqual({ cloudEvent: attributes })
  })

  test("a member of the sender's that is named as ours is kept beside it", () => {
    const { data } = only(structured({ ...plain, data: { cloudEvent: 'mine' } }))
    expect(data).toEqual({ cloudEvent: { ...plain, shadowed: 'mine' } })
  })

  test('numbers keep all their digits', () => {
    const body = '{"specversion":"1.0","id":"1","source":"/s","type":"a.b","data":{"n":12345678901234567890}}'
    expect(JSON.stringify(only(structured(body)).exactData)).toContain('"n":12345678901234567890')
    const sent = binary({ 'content-type': 'application/json' }, '{"n":12345678901234567890}')
    expect(JSON.stringify(only(sent).exactData)).toContain('"n":12345678901234567890')
  })
})

describe('the envelope', () => {
  test.each([
    ['well formed', 'com.acme/order:placed', 'com.acme/order:placed'],
    ['of the catalogue', 'order.placed', 'order.placed'],
    ['with letters that ours cannot have', 'Bestellung ü', 'cloudevents.Bestellung__'],
  ])('a type %s', (_case, sent, type) => {
    expect(only(structured({ ...plain, type: sent }))).toMatchObject({ type, data: { cloudEvent: { type: sent } } })
  })

  test.each([
    ['said', '2026-11-23t11:00:00z', '2026-11-23T11:00:00.000Z', false],
    ['not said', undefined, '2026-11-23T12:00:00.000Z', false],
    ['ahead within 5 min', '2026-11-23T12:04:59+00:00', '2026-11-23T12:04:59.000Z', false],
    ['further ahead', '2026-11-23T12:06:00Z', '2026-11-23T12:00:00.000Z', true],
  ])('a time %s', (_case, time, occurredAt, clamped) => {
    const event = only(structured({ ...plain, time }))
    expect([new Date(event.occurredAt).toISOString(), event.clamped]).toEqual([occurredAt, clamped])
    expect(event.receivedAt).toBe(callTime)
  })

  test('history says so by an extension', () => {
    expect(only(structured({ ...plain, backfill: true })).backfill).toBe(true)
    expect(only(binary({ 'ce-backfill': 'true' })).backfill).toBe(true)
    expect(only(structured({ ...plain, backfill: false })).backfill).toBe(false)
  })

  test('the id says source and id, and two pairs never share one', () => {
    const idOf = (source: string, id: string) => only(structured({ ...plain, source, id })).id
    expect(idOf('/shop', 'A 1')).toBe('/shop A 1')
    const ids = [
      ['/a', 'b c'],
      ['/a b', 'c'],
      ['/a b c', 'd'],
      ['/a', `${'x'.repeat(300)}1`],
      ['/a', `${'x'.repeat(300)}2`],
    ]
    const composed = ids.map(([source = '', id = '']) => idOf(source, id))
    expect(new Set(composed).size).toBe(ids.length)
    expect(composed.every((id) => id.length <= 256)).toBe(true)
    expect(idOf('/a b', 'c')).toBe(composed[1])
  })

  test('a batch keeps what is good, says what is bad, and may be empty', () => {
    const items = call(batch([plain, { ...plain, id: 'A-2', type: '' }, 7, { ...plain, id: 'A-3' }]))
    expect(items.map((item) => (item.ok ? item.event.id : item.result))).toEqual([
      '/shop/eu A-1',
      { id: 'A-2', outcome: 'invalid', errors: [{ pointer: '#/1/type', detail: 'must not be empty' }] },
      { id: '#/2', outcome: 'invalid', errors: [{ pointer: '#/2', detail: 'must be a CloudEvent: a JSON object' }] },
      '/shop/eu A-3',
    ])
    expect(call(batch([]))).toEqual([])
  })

  test('a batch is an array, and so many events are too many', () => {
    expect(refusal(batch(plain)).code).toBe('invalid-event')
    expect(refusal(batch(Array.from({ length: 501 }, () => plain))).code).toBe('too-many-events')
  })
})

describe("Debezium's CloudEvents", () => {
  const row = (id: number, more: object = {}) =>
    structured({
      ...plain,
      id: 'name:test_server;lsn:29274832;txId:565',
      source: '/debezium/postgresql/test_server',
      type: 'io.debezium.connector.postgresql.DataChangeEvent',
      iodebeziumop: 'c',
      iodebeziumtxId: '565',
      ...more,
      data: { before: null, after: { id } },
    })

  test('two rows of one place in the log are two events, a row sent again is one', () => {
    expect(only(row(1)).id).not.toBe(only(row(2)).id)
    expect(only(row(1)).id).toBe(only(row(1)).id)
    expect(only(row(1)).data).toMatchObject({ after: { id: 1 }, cloudEvent: { iodebeziumtxId: '565' } })
  })

  test('a row read in a snapshot is history', () => {
    expect([only(row(1)).backfill, only(row(1, { iodebeziumop: 'r' })).backfill]).toEqual([false, true])
  })
})
