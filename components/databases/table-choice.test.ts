import { expect, test } from 'vitest'
import { inspected, tableOf } from './fixtures.ts'
import { choose, listed, markOf } from './table-choice.ts'

const { tables } = inspected

test('suggested tables come first, then all by name; a search is for a part of the name', () => {
  expect(listed(tables, '').map(({ table }) => table)).toEqual(['public.orders', 'public.audit', 'public.log'])
  expect(listed(tables, ' LOG ').map(({ table }) => table)).toEqual(['public.log'])
})

test('choosing what a search has found leaves the rest of the choice alone', () => {
  const both = choose(tables, ['public.orders'], { names: ['public.log'], isChosen: true })
  expect(both).toEqual(['public.log', 'public.orders'])
  expect(choose(tables, both, { names: ['public.orders'], isChosen: false })).toEqual(['public.log'])
})

test('what is captured and is no table, such as a query, is neither chosen nor lost', () => {
  const chosen = choose(tables, ['shop.latest'], { names: ['public.log'], isChosen: true })
  expect(chosen).toEqual(['public.log', 'shop.latest'])
})

test.each([
  ['replication', {}, null],
  ['replication', { canSelect: false }, 'no-select'],
  ['replication', { primaryKey: [] }, 'no-key-identity'],
  ['replication', { primaryKey: [], replicaIdentity: 'full' }, 'no-key-whole-row'],
  ['outbox', { primaryKey: [] }, 'no-key-whole-row'],
  ['poll', { primaryKey: [] }, 'no-key-poll'],
] as const)('by %s, a table with %j is marked %j', (capture, { ...more }, mark) => {
  const table = 'primaryKey' in more ? { ...more, primaryKey: [] } : more
  expect(markOf(tableOf('public.t', table), capture)).toBe(mark)
})
