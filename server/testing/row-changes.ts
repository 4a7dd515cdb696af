import fc from 'fast-check'
import type { TableMapping } from '#contract/database.ts'
import { eventCatalogue } from '#contract/event.ts'
import type { Row, RowChange, RowOperation } from '../ingest/cdc/row-change.ts'
import { anyText } from './arbitraries.ts'

/** A change of an order; give what matters to the test. */
export function rowChange(change: Partial<RowChange> = {}): RowChange {
  const { op = 'insert' } = change
  const hasAfter = op === 'insert' || op === 'update' || op === 'read'
  return {
    id: '1:0/16B3748:0',
    op,
    schema: 'public',
    table: 'orders',
    key: op === 'truncate' ? null : { id: 1 },
    before: null,
    after: hasAfter ? { id: 1 } : null,
    kept: [],
    omitted: [],
    committedAt: Date.parse('2026-11-27T12:00:00Z'),
    place: {},
    backfill: op === 'read',
    ...change,
  }
}

export function tableMapping(mapping: Partial<TableMapping> = {}): TableMapping {
  return {
    name: 'placed',
    table: 'public.orders',
    on: ['insert'],
    when: [],
    type: 'order.placed',
    data: {},
    ...mapping,
  }
}

const columns = ['id', 'total', 'status', 'placed_at', 'meta', '__proto__', 'constructor', 'a\u0000b', 'toJSON', 'ö {}']
const tables = ['orders', 'lines', 'a.b', 'ta\nble', '__proto__']

const awkwardTexts = [
  '',
  '\u0000',
  '\ud800',
  'a\u0000',
  '\u{1f6d2}',
  'infinity',
  'NaN',
  '2026-02-30',
  '2026-11-27T12:00:00.123456',
  '9999-12-31T23:59:59.9-15:00',
  '0001-01-01',
  '-0',
  '1e400',
  '12.905',
  '[[',
  '{"__proto__": 1}',
]
const awkwardNumber = fc
  .constantFrom('9007199254740993', '12.90', '-0.000', '1e-400', '1e400', '9'.repeat(400))
  .map((text) => JSON.rawJSON(text))

/** Nested deeper than any code of ours goes by itself. */
const deep = fc.constantFrom(70, 5000).map((levels) => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown)
const large = fc.constantFrom(5_000_000, 600_000).map((length) => 'x'.repeat(length))

function cells(): fc.Arbitrary<unknown> {
  return fc.oneof(
    { arbitrary: fc.jsonValue({ maxDepth: 3 }), weight: 6 },
    { arbitrary: anyText(12), weight: 3 },
    { arbitrary: fc.constantFrom(...awkwardTexts), weight: 4 },
    { arbitrary: awkwardNumber, weight: 4 },
    { arbitrary: deep, weight: 1 },
    { arbitrary: large, weight: 1 },
  )
}

/** Columns are own members, as JSON.parse makes them. */
function rows(): fc.Arbitrary<Row> {
  return fc
    .uniqueArray(fc.tuple(fc.constantFrom(...columns), cells()), { selector: ([name]) => name, maxLength: 6 })
    .map((members) => Object.fromEntries(members))
}

/** Whatever a database may hold. Their ids are all different. */
export function rowChanges({ maxLength = 12 } = {}): fc.Arbitrary<RowChange[]> {
  const change = fc.record({
    op: fc.constantFrom<RowOperation[]>('insert', 'update', 'delete', 'truncate', 'read'),
    schema: fc.constantFrom('public', 'Sales & co'),
    table: fc.constantFrom(...tables),
    key: fc.option(rows()),
    before: fc.option(rows()),
    after: fc.option(rows()),
    kept: fc.subarray(columns),
    omitted: fc.subarray(columns, { maxLength: 1 }),
    committedAt: fc.integer({ min: 0, max: Date.UTC(2030, 0, 1) }),
    place: fc.constant({ lsn: '0/16B3748' }),
    backfill: fc.boolean(),
  })
  return fc.array(change, { maxLength }).map((drawn) => drawn.map((each, index) => ({ id: `1:${index}`, ...each })))
}

/** Also ones that no check would pass. */
export function tableMappings(): fc.Arbitrary<TableMapping[]> {
  const column = fc.constantFrom(...columns)
  const as = fc.constantFrom('text', 'number', 'minor-units', 'boolean', 'time', 'json')
  const of = fc.constantFrom('after', 'before')
  const mapped = fc.oneof(
    fc.record({ column, as, of }, { requiredKeys: ['column'] }),
    fc.record({ constant: fc.constantFrom('x', 1, true) }),
  )
  const data = fc.dictionary(fc.constantFrom('totalMinor', 'onHand', '__proto__', 'a', 'lines'), mapped, { maxKeys: 4 })
  const value = fc.constantFrom('x', 1, true, '9007199254740993')
  const when = fc.oneof(
    fc.record({ column, is: fc.constantFrom('equal' as const, 'not-equal' as const), value }),
    fc.record({ column, is: fc.constant('one-of' as const), values: fc.array(value, { minLength: 1, maxLength: 3 }) }),
    fc.record({ column, is: fc.constantFrom('null' as const, 'not-null' as const, 'changed' as const) }),
  )
  const table = fc.constantFrom(...tables).map((name) => `public.${name}`)
  const match = fc.dictionary(column, column, { maxKeys: 2 })
  const required = {
    table,
    on: fc.subarray<TableMapping['on'][number]>(['insert', 'update', 'delete'], { minLength: 1 }),
    when: fc.array(when, { maxLength: 1 }),
    type: fc.oneof(fc.constantFrom(...Object.keys(eventCatalogue)), fc.constant('parcel.lost')),
    data,
  }
  const optional = {
    subject: fc.constantFrom('order/{id}', '{a\u0000b}', '{meta}{nowhere}', 'x'),
    occurredAt: column,
    timeZone: fc.constantFrom('Europe/Paris', 'America/New_York'),
    lines: fc.record({ table, match, as: fc.constantFrom('lines', '__proto__'), data }),
  }
  // fc.record leaves no member out that is required; its type has them all.
  const mapping = fc.record({ ...required, ...optional }, { requiredKeys: ['table', 'on', 'when', 'type', 'data'] })
  return fc
    .array(mapping, { maxLength: 5 })
    .map((drawn) => drawn.map((each, index) => ({ name: `m${index}`, ...each })))
}
