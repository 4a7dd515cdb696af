import { describe, expect, test } from 'vitest'
import type { CustomerKeyRow } from '#contract/views/customer.ts'
import { isCut, keyActionOf } from './key-actions.ts'

type Link = CustomerKeyRow['links'][number]

function link(other: string, decision: Link['decision'] = null): Link {
  return { other, evidence: 'form', at: 0, decision, decidedBy: decision === null ? null : 'Ada' }
}

function key(id: string, more: Partial<CustomerKeyRow> = {}): CustomerKeyRow {
  const known = { shared: false, uses: 1, firstAt: 0, lastAt: 0, customer: 'c', links: [] }
  return { kind: 'key', id, key: 'visitor', value: id, strength: 'sure', ...known, ...more }
}

describe('what can be done with a key', () => {
  test.each([
    ['one that is probably theirs is merged', key('a', { strength: 'probable', links: [link('b')] }), 'merge'],
    ['a merge is undone before anything else', key('a', { links: [link('b'), link('c', 'merged')] }), 'undo'],
    ['one that something ties is parted', key('a', { links: [link('b', 'separated'), link('c')] }), 'part'],
    ['one that nothing ties any more is not parted again', key('a', { links: [link('b', 'separated')] }), undefined],
    ['one that stands alone is left alone', key('a'), undefined],
  ])('%s', (_, known, name) => {
    expect(keyActionOf(known)?.name).toBe(name)
  })

  test('a separation is taken back, unless something else has brought the two together', () => {
    expect(isCut(link('b', 'separated'), [key('a')])).toBe(true)
    expect(isCut(link('b', 'separated'), [key('a'), key('b', { strength: 'probable' })])).toBe(true)
    expect(isCut(link('b', 'separated'), [key('a'), key('b')])).toBe(false)
    expect(isCut(link('b'), [key('a')])).toBe(false)
  })
})
