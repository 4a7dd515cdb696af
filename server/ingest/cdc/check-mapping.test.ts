import { expect, test } from 'vitest'
import type { DatabaseConfig, TableMapping } from '#contract/database.ts'
import { databaseConfigSchema } from '#contract/database.ts'
import { tableMapping } from '../../testing/row-changes.ts'
import { checkMappings } from './check-mapping.ts'
import { whyUnsent } from './generated-columns.ts'
import type { LiveRelation } from './live-schema.ts'
import { nearestName } from './nearest-name.ts'

const orders: LiveRelation = {
  table: 'public.orders',
  columns: [
    { name: 'order_id', type: 'integer' },
    { name: 'total', type: 'numeric(10,2)' },
    { name: 'status', type: 'character varying(10)' },
    { name: 'placed_at', type: 'timestamp without time zone' },
    { name: 'is_paid', type: 'boolean' },
    { name: 'paid', type: 'money' },
    { name: 'meta', type: 'jsonb' },
  ],
}
const lines: LiveRelation = {
  table: 'public.order_items',
  columns: [
    { name: 'order_id', type: 'integer' },
    { name: 'sku', type: 'text' },
  ],
}

const good = {
  subject: 'order/{order_id}',
  occurredAt: 'placed_at',
  when: [{ column: 'status', is: 'not-null' }],
  data: {
    orderId: { column: 'order_id', as: 'text' },
    totalMinor: { column: 'total', as: 'minor-units' },
    currency: { constant: 'EUR' },
  },
  lines: {
    table: 'public.order_items',
    match: { order_id: 'order_id' },
    as: 'lines',
    data: { sku: { column: 'sku' } },
  },
} satisfies Partial<TableMapping>

function check(mappings: Partial<TableMapping>[], relations: LiveRelation[] = [orders, lines]) {
  const tables = ['public.orders', 'public.order_items']
  const config: DatabaseConfig = databaseConfigSchema.parse({
    capture: 'replication',
    tables,
    mappings: mappings.map((mapping) => tableMapping(mapping)),
  })
  return checkMappings(config, { relations, errors: [] })
}

test('a mapping that fits has nothing to be said about', () => {
  expect(check([good])).toEqual([])
})

test.each<[string, Partial<TableMapping>, string, string]>([
  ['a table that is not captured', { table: 'public.oders' }, '/table', 'did you mean public.orders?'],
  ['a condition', { when: [{ column: 'statis', is: 'null' }] }, '/when/0/column', 'did you mean status?'],
  ['a time', { occurredAt: 'placed' }, '/occurredAt', 'did you mean placed_at?'],
  ['what is no time', { occurredAt: 'is_paid' }, '/occurredAt', 'is_paid is boolean, which says no time'],
  ['the subject', { subject: 'order/{id}' }, '/subject', 'has no column id'],
  ['a member', { data: { a: { column: 'zzz' } } }, '/data/a/column', 'it has order_id, total'],
  ['what cannot become it', { data: { a: { column: 'meta', as: 'number' } } }, '/data/a/as', 'jsonb, which cannot'],
  ['money', { data: { a: { column: 'paid', as: 'minor-units' } } }, '/data/a/as', 'cannot become minor-units'],
  [
    'a fraction for a whole number',
    { data: { totalMinor: { column: 'total' } } },
    '/data/totalMinor',
    'order.placed holds',
  ],
  ['a number for a text', { data: { orderId: { column: 'order_id' } } }, '/data/orderId', 'must be text'],
  ['a constant of another form', { data: { currency: { constant: 'euro' } } }, '/data/currency', 'ISO 4217'],
  ['lines of no captured table', { lines: { ...good.lines, table: 'public.items' } }, '/lines/table', 'not among'],
  [
    'a column of a line',
    { lines: { ...good.lines, match: { id: 'order_id' } } },
    '/lines/match/id',
    'order_items has no',
  ],
  [
    'a column of the header',
    { lines: { ...good.lines, match: { order_id: 'id' } } },
    '/lines/match/order_id',
    'orders has',
  ],
  ['lines that match nothing', { lines: { ...good.lines, match: {} } }, '/lines/match', 'name the column of the line'],
  [
    'a member of a line',
    { lines: { ...good.lines, data: { a: { column: 'b' } } } },
    '/lines/data/a/column',
    'no column b',
  ],
])('%s is found at its place, in plain words', (_, mapping, pointer, words) => {
  const errors = check([mapping])
  expect(errors).toEqual([{ pointer: `#/mappings/0${pointer}`, detail: expect.stringContaining(words) }])
})

test('a column that changes lack is told wherever it is read, and nothing else is said of it', () => {
  const unsent = 'is a virtual generated column'
  const withGross = { ...orders, columns: [...orders.columns, { name: 'gross', type: 'numeric', unsent }] }
  const reading = { when: [{ column: 'gross', is: 'not-null' as const }], data: { totalMinor: { column: 'gross' } } }
  expect(check([reading], [withGross, lines])).toEqual([
    { pointer: '#/mappings/0/when/0/column', detail: 'gross of public.orders is a virtual generated column' },
    { pointer: '#/mappings/0/data/totalMinor/column', detail: 'gross of public.orders is a virtual generated column' },
  ])
})

test.each([
  ['stored', 'replication', 170_000, true],
  ['stored', 'replication', 180_000, false],
  ['virtual', 'replication', 180_000, true],
  ['stored', 'outbox', 170_000, false],
  ['virtual', 'outbox', 180_000, true],
  ['virtual', 'poll', 180_000, false],
  [null, 'replication', 140_000, false],
] as const)('a %s generated column is missing, by %s of version %i: %s', (generated, capture, version, isMissing) => {
  expect(whyUnsent(generated, { capture, version }) !== undefined).toBe(isMissing)
})

test('text may become a number: each row shows', () => {
  expect(check([{ data: { n: { column: 'status', as: 'number' } } }])).toEqual([])
})

test('two mappings of one name are told', () => {
  expect(check([good, good])).toEqual([{ pointer: '#/mappings/1/name', detail: expect.stringContaining('placed') }])
})

test('a captured table that is not there is told once a mapping', () => {
  const errors = check([good], [lines])
  expect(errors).toEqual([{ pointer: '#/mappings/0/table', detail: expect.stringContaining('no table public.orders') }])
})

test('what is captured stands in the config once', () => {
  const read = { table: 'erp.sales', key: ['id'], cursor: 'at' }
  const configs = [
    { capture: 'outbox', tables: ['public.orders', 'public.order_items', 'public.orders'] },
    {
      capture: 'poll',
      reads: [
        { ...read, query: 'select 1' },
        { ...read, query: 'select 2' },
      ],
    },
  ]
  const found = configs.map((config) =>
    checkMappings(databaseConfigSchema.parse(config), { relations: [orders, lines], errors: [] }),
  )
  expect(found).toEqual([
    [{ pointer: '#/tables/2', detail: 'public.orders stands here twice' }],
    [{ pointer: '#/reads/1/table', detail: 'erp.sales stands here twice' }],
  ])
})

test('what a poll cannot know is told: lines, updates, what was before; and its own columns', () => {
  const config = databaseConfigSchema.parse({
    capture: 'poll',
    reads: [
      { table: 'public.orders', key: ['id'], cursor: 'is_paid' },
      { table: 'erp.sales', query: 'select broken', key: ['id'], cursor: 'at' },
    ],
    mappings: [
      tableMapping({ on: ['update'], when: [{ column: 'status', is: 'changed' }], lines: good.lines }),
      tableMapping({ name: 'sales', table: 'erp.sales' }),
    ],
  })
  const errors = [{ pointer: '#/reads/1/query', detail: 'column "broken" does not exist' }]
  const found = checkMappings(config, { relations: [orders], errors }).map(({ pointer }) => pointer)
  expect(found).toEqual([
    '#/reads/1/query',
    '#/reads/0/key/0',
    '#/reads/0/cursor',
    '#/mappings/0/on',
    '#/mappings/0/lines',
    '#/mappings/0/when/0/is',
    '#/mappings/0/lines/table',
  ])
})

test.each([
  ['custmer_id', 'customer_id'],
  ['CUSTOMER_ID', 'customer_id'],
  ['customer', 'customer_id'],
  ['q', undefined],
  ['warehouse', undefined],
])('near %s is %s', (wanted, expected) => {
  expect(nearestName(wanted, ['customer_id', 'total', 'status'])).toBe(expected)
})
