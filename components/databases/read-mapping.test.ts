import { expect, test } from 'vitest'
import { ordersMapping } from './fixtures.ts'
import { readMapping } from './read-mapping.ts'

const asJson = (changed: object): string => JSON.stringify({ ...ordersMapping, ...changed })

test('what is written as JSON is read back as it was', () => {
  const mapping = { ...ordersMapping, when: [{ column: 'status', is: 'equal' as const, value: 'paid' }] }
  expect(readMapping(JSON.stringify(mapping, null, 2), mapping)).toEqual({ ok: true, mapping })
})

test.each([
  ['{', /JSON/],
  [asJson({ on: ['insert', 'bump'] }), /^on\.1: /],
  [asJson({ extra: 1 }), /extra/],
  [asJson({ name: 'other' }), /^name: must stay orders$/],
  [asJson({ table: 'public.other' }), /^table: must stay public\.orders$/],
])('%s is refused, and it is said where', (text, reason) => {
  const read = readMapping(text, ordersMapping)
  expect(read.ok ? '' : read.reason).toMatch(reason)
})
