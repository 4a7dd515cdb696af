import { describe, expect, test } from 'vitest'
import { call, callTime } from '../../testing/provider-request.ts'
import type { MappedItem } from '../webhook-events.ts'

const key = '7ad0d5a0-0000-4000-8000-000000000001'
const url = 'https://shop.example/shirts?utm_source=news&utm_campaign=spring&size=m'

interface Sent {
  config?: object
  body?: object
}

function collect(events: unknown, { config = {}, body = {} }: Sent = {}): MappedItem[] {
  const sent = { key, visitorId: 'v-1', sentAt: callTime, url, title: 'Shirts', events, ...body }
  return call({ kind: 'tracking', secret: key, url: '/v1/collect', headers: {}, config, body: JSON.stringify(sent) })
}

function eventOf(event: object, more: Sent = {}) {
  const [item] = collect([{ id: 'e-1', at: callTime, url, ...event }], more)
  if (!item?.ok) throw new Error(JSON.stringify(item))
  const { type, subject, data, occurredAt, clamped } = item.event
  return { type, subject, data, occurredAt, clamped }
}

function errorsOf(event: unknown, more: Sent = {}): unknown {
  const [item] = collect([event], more)
  return item?.ok ? [] : item?.result.errors?.map(({ pointer, detail }) => `${pointer} ${detail}`)
}

const page = { url, path: '/shirts', visitorId: 'v-1' }

describe('what our tracker sends', () => {
  test('a page is page.viewed, with its campaign, and nothing twice', () => {
    const campaign = { source: 'news', name: 'spring' }
    const data = { ...page, title: 'Shirts', referrer: 'https://search.example/', campaign }
    const sent = { type: 'page', referrer: 'https://search.example/' }
    expect(eventOf(sent)).toMatchObject({ type: 'page.viewed', subject: 'visitor/v-1' })
    expect(eventOf(sent).data).toEqual(data)
  })

  test('a title belongs to the page that was open when it was read', () => {
    expect(eventOf({ type: 'page', url: 'https://shop.example/' }).data).not.toHaveProperty('title')
  })

  test('a page that is left says how long it was in front', () => {
    expect(eventOf({ type: 'leave', ms: 1234.4 })).toMatchObject({
      type: 'page.left',
      data: { ...page, durationMs: 1234 },
    })
    expect(eventOf({ type: 'leave', ms: -5 }).data).toEqual(page)
  })

  test('an event of a name of its own keeps the name, and what was sent', () => {
    const sent = { type: 'track', name: 'Newsletter joined', data: { list: 'spring' } }
    const { type, data } = eventOf(sent)
    expect(type).toBe('Newsletter_joined')
    expect(data).toMatchObject({ ...page, event: 'Newsletter joined', original: { data: { list: 'spring' } } })
  })

  test('who identifies is linked with the visitor', () => {
    const sent = { type: 'identify', name: 42, data: { email: 'ada@shop.example', plan: 'pro' } }
    expect(eventOf(sent)).toMatchObject({
      type: 'customer.identified',
      subject: 'customer/42',
      data: { userId: '42', visitorId: 'v-1', email: 'ada@shop.example', original: { data: { plan: 'pro' } } },
    })
  })
})

describe('a core type', () => {
  const order = { id: 'o-1', at: callTime, type: 'track', name: 'order.placed', data: { totalMinor: 8490 } }

  test('is not believed from a public key', () => {
    expect(collect([order])).toMatchObject([{ ok: false, isNotAllowed: true }])
  })

  test('has its members where ours has them, if the source allows it, and is held to the catalogue', () => {
    const config = { allowsBusinessEvents: true }
    expect(eventOf(order, { config }).data).toMatchObject({ totalMinor: 8490, visitorId: 'v-1' })
    expect(errorsOf({ ...order, data: { totalMinor: 84.9 } }, { config })).toMatchObject([
      expect.stringContaining('#/events/0/data/totalMinor'),
    ])
  })
})

describe('times', () => {
  const view = { type: 'page' }
  const minute = 60_000

  test.each([
    ['a clock that is right', { at: callTime - minute, sentAt: callTime }, -minute],
    ['a clock that is a year ahead', { at: callTime + 365 * 86_400_000, sentAt: callTime + 365 * 86_400_000 + 1 }, -1],
    ['a clock that is behind', { at: 1000, sentAt: 3000 }, -2000],
    ['no time of sending', { at: callTime - 5, sentAt: undefined }, -5],
    ['nonsense', { at: -1e300, sentAt: 1e300 }, 0],
  ])('of %s', (_, { at, sentAt }, expected) => {
    expect(eventOf({ ...view, at }, { body: { sentAt } }).occurredAt - callTime).toBe(expected)
  })
})

describe('bad input', () => {
  const view = { id: 'e-1', type: 'page', at: callTime }

  test.each([
    ['no object', 5, /^#\/events\/0 /],
    ['no id', { ...view, id: undefined }, /^#\/events\/0\/id /],
    ['an unknown type', { ...view, type: 'scroll' }, /^#\/events\/0\/type /],
    ['no name', { ...view, type: 'track' }, /^#\/events\/0\/name /],
    ['data that is a list', { ...view, type: 'track', name: 'a', data: [1] }, /^#\/events\/0\/data /],
    ['half a surrogate pair', { ...view, id: 'half \ud800' }, /^#\/events\/0\/id must not contain/],
    ['more than 32 levels', { ...view, more: JSON.parse('['.repeat(40) + ']'.repeat(40)) as unknown }, /nested deeper/],
  ])('%s is refused with a pointer', (_, event, expected) => {
    expect(errorsOf(event)).toMatchObject([expect.stringMatching(expected)])
  })

  test('one bad event never refuses the others', () => {
    expect(collect([5, view, {}]).map(({ ok }) => ok)).toEqual([false, true, false])
  })

  test.each([
    ['no events', { events: undefined }],
    ['too many events', { events: Array<number>(501).fill(1) }],
    ['no visitor', { visitorId: undefined }],
    ['half a visitor', { visitorId: '\ud800' }],
  ])('a body with %s is refused whole', (_, body) => {
    expect(() => collect([view], { body })).toThrow('not what the tracker sends')
  })
})
