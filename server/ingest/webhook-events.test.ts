import { describe, expect, test } from 'vitest'
import { ProblemError } from '../runtime/problem-error.ts'
import { mapWebhookEvents } from './webhook-events.ts'

const receivedAt = Date.parse('2026-11-23T12:00:00.000Z')
const request = { source: 'shop', webhookId: 'msg_1', receivedAt, isSuspect: true }

function refusalOf(body: unknown): ProblemError {
  try {
    mapWebhookEvents(body, request)
  } catch (error) {
    if (error instanceof ProblemError) return error
    throw error
  }
  throw new Error('it was accepted')
}

describe('ids', () => {
  test('one event without an id takes the webhook-id, events of an array the id and their index', () => {
    const [one] = mapWebhookEvents({ type: 'a.b' }, request)
    expect(one).toMatchObject({ ok: true, event: { id: 'msg_1', source: 'shop', receivedAt } })
    const two = mapWebhookEvents([{ type: 'a.b' }, { id: 'mine', type: 'a.b' }], request)
    expect(two.map((item) => item.ok && item.event.id)).toEqual(['msg_1:0', 'mine'])
  })
})

describe('times', () => {
  test.each([
    ['no timestamp: it happened when it was received', undefined, receivedAt, false],
    ['a past time is kept, with its offset', '2026-11-23T12:30:00+01:00', receivedAt - 30 * 60_000, false],
    ['4 minutes ahead is believed', '2026-11-23T12:04:00Z', receivedAt + 4 * 60_000, false],
    ['6 minutes ahead is clamped and flagged', '2026-11-23T12:06:00Z', receivedAt, true],
  ])('%s', (_case, timestamp, occurredAt, clamped) => {
    const [item] = mapWebhookEvents({ type: 'a.b', ...(timestamp && { timestamp }) }, request)
    expect(item).toMatchObject({ ok: true, event: { occurredAt, clamped } })
  })
})

describe('bad input', () => {
  test('one bad event does not refuse the others, and says where it is wrong', () => {
    const items = mapWebhookEvents([{ type: 'a.b' }, { type: 'has space', id: 'x' }, { id: 'y' }], request)
    expect(items[0]?.ok).toBe(true)
    expect(items[1]).toMatchObject({
      ok: false,
      result: { id: 'x', outcome: 'invalid', errors: [{ pointer: '#/1/type' }] },
    })
    expect(items[2]).toMatchObject({ ok: false, result: { id: 'y', errors: [{ pointer: '#/2/type' }] } })
  })

  test('a known type is held to its schema, an unknown type is taken as it is', () => {
    const items = mapWebhookEvents(
      [
        { type: 'order.placed', data: { totalMinor: 12.5 } },
        { type: 'order.invented', data: { totalMinor: 12.5 } },
      ],
      request,
    )
    expect(items[0]).toMatchObject({ ok: false, result: { errors: [{ pointer: '#/0/data/totalMinor' }] } })
    expect(items[1]?.ok).toBe(true)
  })

  test.each([
    ['a string', 'hello'],
    ['null', null],
    ['a number', 7],
    ['an empty array', []],
    ['an array without one valid event', [{}, 1]],
  ])('%s is refused as a whole', (_case, body) => {
    expect(refusalOf(body).code).toBe('invalid-event')
  })

  test('500 events are taken, 501 are not', () => {
    const many = (count: number) => Array.from({ length: count }, () => ({ type: 'a.b' }))
    expect(mapWebhookEvents(many(500), request)).toHaveLength(500)
    expect(refusalOf(many(501)).code).toBe('too-many-events')
  })

  test.each([
    ['U+0000 in a value', { note: { text: 'a\u0000b' } }, '#/data/note/text'],
    ['half a surrogate pair', { note: '\ud83d' }, '#/data/note'],
    ['U+0000 in a name', { 'a\u0000': 1 }, '#/data'],
  ])('%s cannot be stored and is refused at its pointer', (_case, data, pointer) => {
    expect(refusalOf({ type: 'a.b', data }).extras.errors).toMatchObject([{ pointer }])
  })

  test('a member named __proto__ is data like any other, and no prototype', () => {
    const [item] = mapWebhookEvents(JSON.parse('{"type":"a.b","data":{"__proto__":{"admin":true}}}'), request)
    expect(item?.ok && JSON.stringify(item.event.data)).toBe('{"__proto__":{"admin":true}}')
    expect(item?.ok && 'admin' in Object(item.event.data)).toBe(false)
  })
})
