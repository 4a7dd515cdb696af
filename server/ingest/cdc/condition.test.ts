import { expect, test } from 'vitest'
import type { MappingCondition } from '#contract/database.ts'
import { rowChange } from '../../testing/row-changes.ts'
import { isMet } from './condition.ts'
import type { RowChange } from './row-change.ts'

const update = (before: RowChange['before'], after: RowChange['after'], kept: string[] = []) =>
  rowChange({ op: 'update', before, after, kept })
const inserted = (status: unknown) => rowChange({ after: { id: 1, status } })
const equal = (value: string | number | boolean): MappingCondition => ({ column: 'status', is: 'equal', value })
const not = (value: string): MappingCondition => ({ column: 'status', is: 'not-equal', value })
const oneOf: MappingCondition = { column: 'status', is: 'one-of', values: ['new', 3] }
const is = (what: 'null' | 'not-null' | 'changed'): MappingCondition => ({ column: 'status', is: what })

test.each<[string, RowChange, MappingCondition, boolean]>([
  ['text', inserted('paid'), equal('paid'), true],
  ['other text', inserted('new'), equal('paid'), false],
  ['text filled up with blanks', inserted('paid      '), equal('paid'), true],
  ['a number', inserted(3), equal(3), true],
  ['a number with decimals', inserted(JSON.rawJSON('3.00')), equal(3), true],
  ['digits that a double has not', inserted(JSON.rawJSON('9007199254740993')), equal('9007199254740993'), true],
  ['one digit beside them', inserted(JSON.rawJSON('9007199254740993')), equal('9007199254740992'), false],
  ['text against a number', inserted('3'), equal(3), false],
  ['true', inserted(true), equal(true), true],
  ['null is equal to nothing', inserted(null), equal(false), false],
  ['null is not equal to a value', inserted(null), not('paid'), true],
  ['one of several', inserted(3), oneOf, true],
  ['none of several', inserted('paid'), oneOf, false],
  ['null', inserted(null), is('null'), true],
  ['not null', inserted('x'), is('not-null'), true],
  ['what was not sent is not null when it is kept', update(null, { id: 1 }, ['status']), is('not-null'), true],
  ['what was not sent is not known to be null', update(null, { id: 1 }), is('null'), false],
  ['what was not sent differs from nothing', update(null, { id: 1 }), not('paid'), false],
  ['a changed value', update({ status: 'a' }, { status: 'b' }), is('changed'), true],
  ['the same value', update({ status: [1, { a: 2 }] }, { status: [1, { a: 2 }] }), is('changed'), false],
  ['a value that became null', update({ status: 'a' }, { status: null }), is('changed'), true],
  ['an unknown value before', update(null, { status: 'b' }), is('changed'), false],
  ['an inserted row', inserted('b'), is('changed'), false],
  ['a deleted row as it was', rowChange({ op: 'delete', before: { status: 'paid' } }), equal('paid'), true],
  [
    'a deleted row of which the key is known',
    rowChange({ op: 'delete', key: { status: 'paid' } }),
    equal('paid'),
    true,
  ],
])('%s', (_, change, condition, expected) => {
  expect(isMet(change, condition)).toBe(expected)
})
