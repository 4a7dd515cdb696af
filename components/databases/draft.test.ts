import { expect, test } from 'vitest'
import { databaseConfigSchema } from '#contract/database.ts'
import type { Draft } from './draft.ts'
import {
  canChoose,
  changedConfig,
  configOf,
  defaultPromise,
  draftFrom,
  draftOf,
  goneTables,
  keepFitting,
  unreadable,
} from './draft.ts'
import { inspected, ordersMapping, tableOf } from './fixtures.ts'

const draft = draftFrom(inspected)

test('it begins with the recommended way and with the tables that may be read and seem to mean something', () => {
  expect(draft).toMatchObject({ capture: 'replication', tables: ['public.orders'], snapshot: true })
})

test.each(['replication', 'outbox', 'poll'] as const)(
  'what is chosen for %s is a config that the contract takes',
  (capture) => {
    const config = databaseConfigSchema.parse(configOf({ ...draft, capture }, 'a-shop'))
    expect(config).toMatchObject({ capture, snapshot: true, mappings: [ordersMapping] })
  },
)

test('a source names its own slot and publication, within the length that PostgreSQL has for names', () => {
  expect(configOf(draft, 'a-shop')).toMatchObject({ slot: 'vigie_a_shop', publication: 'vigie_a_shop' })
  const long = databaseConfigSchema.parse(configOf(draft, 'a'.repeat(63)))
  expect(long.capture === 'replication' && long.slot).toHaveLength(63)
  expect(configOf(draft, '')).toMatchObject({ slot: 'vigie' })
})

test('meanings of tables that are not chosen are kept and not sent', () => {
  const without: Draft = { ...draft, tables: ['public.log'] }
  expect(configOf(without, 'shop').mappings).toEqual([])
  expect(without.mappings).not.toEqual([])
})

test('lines of a table that is not captured are left out of a meaning', () => {
  const lines = { table: 'public.log', match: { order_id: 'order_id' }, as: 'lines', data: {} }
  const withLines: Draft = { ...draft, mappings: [{ ...ordersMapping, lines }] }
  expect(configOf(withLines, 'shop').mappings).toEqual([ordersMapping])
  expect(configOf({ ...withLines, tables: ['public.log', 'public.orders'] }, 'shop').mappings).toEqual(
    withLines.mappings,
  )
})

test('a table is polled only once its key and its cursor are known', () => {
  const polled: Draft = { ...draft, capture: 'poll', tables: ['public.log', 'public.orders'] }
  expect(unreadable(polled)).toEqual(['public.log'])
  expect(unreadable({ ...polled, capture: 'outbox' })).toEqual([])
  expect(configOf(polled, 'shop')).toMatchObject({
    reads: [{ table: 'public.log' }, { table: 'public.orders', key: ['order_id'], cursor: 'placed_at' }],
  })
})

test('after another look at the database, choices stay as far as they are still possible', () => {
  const chosen: Draft = { ...draft, capture: 'outbox', tables: ['public.log', 'public.orders'] }
  const later = {
    ...inspected,
    modes: {
      ...inspected.modes,
      outbox: { possible: false, obstacles: [{ code: 'version-too-old' as const, detail: '' }] },
    },
    tables: [tableOf('public.log', { canSelect: false }), tableOf('public.orders'), tableOf('public.new')],
  }
  const kept = keepFitting(chosen, later)
  expect(kept).toMatchObject({ capture: 'replication', tables: ['public.orders'], mappings: chosen.mappings })
  expect(kept.reads['public.new']).toMatchObject({ key: ['order_id'] })
})

test('a way that only lacks a right can be chosen, because the plan has the script for it; others cannot', () => {
  const barredBy = (code: 'insufficient-privilege' | 'wal-level') => ({
    modes: { ...inspected.modes, replication: { possible: false, obstacles: [{ code, detail: '' }] } },
  })
  expect(canChoose(barredBy('insufficient-privilege'), 'replication')).toBe(true)
  expect(canChoose(barredBy('wal-level'), 'replication')).toBe(false)
})

test('what is polled promises two readings, what streams a minute', () => {
  expect(defaultPromise({ ...draft, capture: 'poll', intervalSeconds: 300 })).toEqual({
    mode: 'poll',
    promiseSeconds: 600,
  })
  expect(defaultPromise(draft)).toEqual({ mode: 'push', promiseSeconds: 60 })
})

const stored = databaseConfigSchema.parse({
  ...configOf(draft, 'a-shop'),
  tables: ['public.orders'],
  slot: 'chosen_by_hand',
  snapshot: false,
})

test('settings that nobody changes stay what they are, also those that no form asks about', () => {
  expect(changedConfig(stored, draftOf(stored, inspected))).toEqual(stored)
  const polled = databaseConfigSchema.parse({
    capture: 'poll',
    reads: [
      { table: 'public.orders', key: ['order_id'], cursor: 'order_id', overlap: 7 },
      { table: 'shop.latest', query: 'select 1 as id', key: ['id'], cursor: 'id' },
    ],
    mappings: [{ ...ordersMapping, table: 'shop.latest' }],
    intervalSeconds: 5,
  })
  expect(changedConfig(polled, draftOf(polled, inspected))).toEqual(polled)
  expect(goneTables(polled, inspected)).toEqual([])
})

test('a table that the database no longer has is left out, with its meanings', () => {
  const wider = { ...stored, tables: ['public.orders', 'public.gone'] }
  const withGone = {
    ...wider,
    mappings: [...stored.mappings, { ...ordersMapping, name: 'gone', table: 'public.gone' }],
  }
  expect(goneTables(withGone, inspected)).toEqual(['public.gone'])
  expect(changedConfig(withGone, draftOf(withGone, inspected))).toEqual(stored)
})

test('a table that is chosen later has the meaning that it seems to have, under a name of its own', () => {
  const other = { ...stored, tables: ['public.log'], mappings: [{ ...ordersMapping, table: 'public.log' }] }
  const changed = changedConfig(other, { ...draftOf(other, inspected), tables: ['public.log', 'public.orders'] })
  expect(changed.mappings.map(({ name, table }) => [name, table])).toEqual([
    ['orders', 'public.log'],
    ['orders-2', 'public.orders'],
  ])
})
