import { describe, expect, test } from 'vitest'
import { addressOf, filterOfQuery, isValid, topicOf } from './event-filter.ts'

const filterOf = (query: string) => filterOfQuery(new URLSearchParams(query))

describe('the filter in the address', () => {
  test('is read back as it was written', () => {
    const filter = { source: 'shop', type: 'order.', subject: 'customer:é & co' }
    const address = addressOf(filter, '42')
    expect(filterOf(address.split('?')[1] ?? '')).toEqual(filter)
    expect(address).toContain('open=42')
    expect(addressOf({}, null)).toBe('/events')
  })

  test('loses what no source or type can be, and keeps the rest', () => {
    expect(filterOf('source=No Good&type=a b&subject=x')).toEqual({ subject: 'x' })
    expect(filterOf('source=&type=%20&open=7')).toEqual({})
  })

  test('never makes a topic that is too long to be subscribed to', () => {
    const filter = filterOf(`source=${'s'.repeat(60)}&type=${'t'.repeat(90)}&subject=${'u'.repeat(100)}`)
    expect(filter.type).toHaveLength(90)
    expect(topicOf(filter).length).toBeLessThanOrEqual(256)
    expect(isValid('subject', 'é'.repeat(100))).toBe(false)
  })
})

test('types and subjects are found by how they begin, sources whole', () => {
  expect(topicOf({ source: 'shop', type: 'order.placed', subject: 'sku:1' })).toBe(
    'events:source=shop&type=order.placed*&subject=sku%3A1*',
  )
  expect(topicOf({ type: 'order*' })).toBe('events:type=order*')
  expect(topicOf({})).toBe('events')
})
