import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { NewEvent } from '#contract/event.ts'
import { call, eventsOf, signedCall } from '../../testing/provider-request.ts'

const at = Date.parse('2026-11-23T11:59:00.250Z')
const postgres = { connector: 'postgresql', name: 'erp', ts_ms: at, snapshot: 'false', db: 'shop', schema: 'public' }
const source = { ...postgres, table: 'products', txId: 601, lsn: 34_131_104, xmin: null }
const mysql = { connector: 'mysql', name: 'erp', ts_ms: at, snapshot: 'false', db: 'shop', table: 'products' }
const binlog = { ...mysql, server_id: 1, file: 'mysql-bin.000003', pos: 219, row: 0 }
const insert = { before: null, after: { id: 101, name: 'scooter' }, source, op: 'c', ts_ms: at + 40, transaction: null }

function sent(body: unknown, { config = {}, headers = {} } = {}) {
  return { ...signedCall('debezium', body, headers), config }
}

function only(body: unknown, more = {}): NewEvent {
  const [event, ...others] = eventsOf(sent(body, more))
  if (!event || others.length > 0) throw new Error('not one event')
  return event
}

const idOf = (change: object) => only(change).id

describe('a change of a row', () => {
  test('says what happened, when, to which row, and keeps where it stood', () => {
    expect(only(insert)).toMatchObject({
      type: 'public.products.created',
      subject: 'products/101',
      occurredAt: at,
      backfill: false,
      data: {
        op: 'c',
        db: 'shop',
        schema: 'public',
        table: 'products',
        key: { id: '101' },
        before: null,
        after: { id: 101, name: 'scooter' },
        lsn: 34_131_104,
        source,
      },
    })
  })

  test.each([
    ['c', {}, 'public.products.created'],
    ['u', { before: { id: 101, name: 'x' } }, 'public.products.updated'],
    ['d', { before: insert.after, after: null }, 'public.products.deleted'],
    ['r', {}, 'public.products.read'],
    ['t', { after: null }, 'public.products.truncated'],
    ['x', {}, 'public.products.changed'],
  ])('op %s', (op, more, type) => {
    expect(only({ ...insert, ...more, op })).toMatchObject({ type, subject: op === 't' ? null : 'products/101' })
  })

  test('is the same with its schema around it', () => {
    expect(only({ schema: { type: 'struct' }, payload: insert })).toEqual(only(insert))
    expect(only({ schema: null, payload: insert })).toEqual(only(insert))
  })

  test('of MySQL has the name of its database', () => {
    expect(only({ ...insert, source: binlog })).toMatchObject({
      type: 'shop.products.created',
      id: expect.stringMatching(/^erp:1:mysql-bin\.000003:219:0:[0-9a-f]{32}$/) as unknown, // typed any
    })
  })

  test('says which columns changed, where the row before is whole', () => {
    const changed = (before: object | null) => only({ ...insert, op: 'u', before }).data
    expect(changed({ id: 101, name: 'bike' })).toMatchObject({ changed: ['name'] })
    expect(changed({ id: 101 })).not.toHaveProperty('changed')
    expect(changed(null)).not.toHaveProperty('changed')
  })

  test('keeps every digit of its numbers', () => {
    const body = JSON.stringify(insert).replace('101', '12345678901234567890')
    const event = only(body)
    expect(event.subject).toBe('products/12345678901234567890')
    expect(JSON.stringify(event.exactData)).toContain('"after":{"id":12345678901234567890,')
  })

  test('a type has three words or more, so that none is one of the catalogue', () => {
    const of = (where: object) => only({ ...insert, source: { name: 'erp', lsn: 1, ...where } }).type
    expect(of({ table: 'order', schema: 'order' })).toBe('order.order.created')
    expect(of({ table: 'stock' })).toBe('erp.stock.created')
    expect(of({ db: 'größe', table: 'a b' })).toBe('gr__e.a_b.created')
    expect(of({ db: 'd'.repeat(200), table: 't'.repeat(200) })).toMatch(/^d{100}t{20}\.created$/)
  })

  test.each([['true'], ['last'], ['first_in_data_collection'], ['incremental']])(
    'of a snapshot (%s) is history',
    (snapshot) => expect(only({ ...insert, source: { ...source, snapshot } }).backfill).toBe(true),
  )
})

describe('a value that the database did not send', () => {
  const unavailable = '__debezium_unavailable_value'
  test.each([
    ['in text', unavailable],
    ['in bytes', Buffer.from(unavailable).toString('base64')],
    ['in an array', [unavailable]],
    ['in a map', { [unavailable]: unavailable }],
  ])('%s: is left out, and named as kept', (_case, value) => {
    const { data } = only({ ...insert, op: 'u', after: { id: 101, photo: value, name: 'x' } })
    expect(data).toMatchObject({ after: { id: 101, name: 'x' }, kept: ['photo'] })
    expect(JSON.stringify(data)).not.toContain(unavailable)
  })

  test('has the name that the source was told', () => {
    const config = { unavailableValue: '<toast>' }
    const { data } = only({ ...insert, after: { id: 101, photo: '<toast>' } }, { config })
    expect(data).toMatchObject({ after: { id: 101 }, kept: ['photo'] })
  })
})

describe('the key of a row', () => {
  const line = { order_id: 7, no: 2, id: 9 }
  const change = { ...insert, after: line }
  test.each([
    ['the column id', {}, {}, '9'],
    ['columns set for schema and table', { 'public.products': ['order_id', 'no'] }, {}, '7,2'],
    ['columns set for database and table', { 'shop.products': ['no'] }, {}, '2'],
    ['columns set for the table', { products: ['no'] }, {}, '2'],
    ['the header, in base64', {}, { 'x-debezium-key': Buffer.from('{"no":2}').toString('base64') }, '2'],
    ['the header, with schema', {}, { 'x-debezium-key': '{"schema":{},"payload":77}' }, '77'],
    ['the header, as text', {}, { 'x-debezium-key': 'SKU-1' }, 'SKU-1'],
  ])('%s', (_case, keys, headers, key) => {
    expect(only(change, { config: { keys }, headers }).subject).toBe(`products/${key}`)
  })

  test('may not be known', () => {
    expect(only({ ...change, after: { sku: 'x' } }).subject).toBeNull()
    expect(only(change, { config: { keys: { products: ['sku'] } } }).subject).toBeNull()
  })
})

describe('the id', () => {
  test('is the same when the change is sent again, by another Debezium, in an array, with schema', () => {
    const again = { ...insert, ts_ms: at + 99_000, source: { ...source, version: '3.6.1', xmin: 7 } }
    expect(idOf(again)).toBe(idOf(insert))
    expect(eventsOf(sent([{ schema: {}, payload: again }])).map(({ id }) => id)).toEqual([idOf(insert)])
  })

  test('is the same whatever other numbers are in the request', () => {
    const weighed = JSON.stringify({ ...insert, after: { id: 101, weight: 1 } }).replace('"weight":1', '"weight":1.0')
    const long = JSON.stringify({ ...insert, after: { id: 2 } }).replace('"id":2', '"id":12345678901234567890')
    expect(eventsOf(sent(`[${weighed},${long}]`))[0]?.id).toBe(only(weighed).id)
  })

  test.each<[string, object]>([
    ['another row of the same snapshot or COPY', { ...insert, after: { ...insert.after, id: 102 } }],
    ['another table', { ...insert, source: { ...source, table: 'stock' } }],
    ['another place in the log', { ...insert, source: { ...source, lsn: 34_131_105 } }],
    ['another operation', { ...insert, op: 'r' }],
    ['another connector', { ...insert, source: { ...source, name: 'crm' } }],
    ['another place in a transaction', { ...insert, transaction: { id: '1', total_order: 2 } }],
  ])('%s has another', (_case, other) => {
    expect(idOf(other)).not.toBe(idOf(insert))
  })

  test('tells ids apart that a double would not', () => {
    const row = (id: string) => only(JSON.stringify(insert).replace('101', id)).id
    expect(row('9007199254740993')).not.toBe(row('9007199254740992'))
  })

  test('rows without a place in a log are told apart by their time', () => {
    const nowhere = { ...insert, source: { ...mysql, file: '', pos: 0, row: 0 } }
    const later = { ...nowhere, source: { ...nowhere.source, ts_ms: at + 1 } }
    expect(idOf(nowhere)).toBe(idOf({ ...nowhere, ts_ms: 1 }))
    expect(idOf(nowhere)).not.toBe(idOf(later))
  })
})

describe('what is no change of a row', () => {
  const begin = { status: 'BEGIN', id: '571:53195829', event_count: null, data_collections: null, ts_ms: at }
  test.each<[string, unknown]>([
    ['a tombstone', null],
    ['a tombstone with schema', { schema: null, payload: null }],
    ['nothing at all', ''],
    ['an empty array', []],
    ['a heartbeat', { ts_ms: at }],
    ['the begin of a transaction', begin],
    ['the end of one', { ...begin, status: 'END', event_count: 2, data_collections: [] }],
  ])('%s is accepted and stored nowhere', (_case, body) => {
    expect(call(sent(body))).toEqual([])
  })

  test('between changes it takes nothing from them', () => {
    expect(eventsOf(sent([null, insert, { ts_ms: at }])).map(({ id }) => id)).toEqual([idOf(insert)])
  })

  test('a logical message is an event of its own', () => {
    const message = { prefix: 'audit', content: 'aGVsbG8=' }
    const { table: _table, ...nowhere } = { ...source, schema: '' }
    expect(only({ op: 'm', ts_ms: at, source: nowhere, message })).toMatchObject({
      type: 'shop.message.emitted',
      subject: 'message/audit',
      data: { message },
    })
  })

  test('a changed table, and what a transform made of a row, are kept whole', () => {
    expect(only({ source, ddl: 'ALTER TABLE t', databaseName: 'shop' })).toMatchObject({
      type: 'debezium.schema.changed',
      data: { original: { ddl: 'ALTER TABLE t' } },
    })
    expect(only({ id: 101, name: 'x' })).toMatchObject({ type: 'debezium.record', id: 'msg_1' })
    expect(eventsOf(sent([insert, { id: 101 }]))[1]).toMatchObject({ type: 'debezium.record', id: 'msg_1:1' })
  })

  test('one that is no record at all refuses no other', () => {
    const items = call(sent([insert, 7]))
    expect(items.map((item) => (item.ok ? 'stored' : item.result.errors))).toEqual([
      'stored',
      [{ pointer: '#/1', detail: 'must be a Debezium record: a JSON object, or null' }],
    ])
  })

  test('wide rows and long columns are taken: what is refused stops Debezium', () => {
    const wide = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`column_${index}`, index]))
    const changes = Array.from({ length: 60 }, (_, id) => ({ ...insert, after: { ...wide, id } }))
    expect(eventsOf(sent(changes))).toHaveLength(60)
    expect(only({ ...insert, after: { id: 1, document: 'x'.repeat(1024 * 1024) } }).subject).toBe('products/1')
  })

  test('one that is nested too deep refuses no other, and alone it is kept and no reason to stop', () => {
    const deep = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown
    const nested = { ...insert, after: { id: 102, deep: deep(40) } }
    const bottomless = { ...insert, after: { id: 103, deep: deep(600) } }
    const pointers = (body: unknown) =>
      call(sent(body)).map((item) => (item.ok ? 'stored' : item.result.errors?.[0]?.pointer))
    expect(pointers([nested, bottomless, insert])).toEqual(['#/0', '#/1', 'stored'])
    expect(pointers(nested)).toEqual(['#'])
  })

  test("Debezium's CloudEvents are taken here too", () => {
    const attributes = { specversion: '1.0', id: '1', source: '/debezium/postgresql/erp', type: 'io.debezium.x' }
    const event = only({ ...attributes, iodebeziumop: 'r', data: insert }, { headers: {} })
    expect(event).toMatchObject({ type: 'io.debezium.x', backfill: true })
  })
})

const shared = new URL('../../../../shared/data/', import.meta.url)

/** One JSON value a line, below a comment; or the only one. */
function recordsOf(path: string): unknown[] {
  const text = readFileSync(new URL(path, shared), 'utf8').replace(/^\s*\/\*[\s\S]*?\*\//, '')
  if (path.endsWith('.json')) return [JSON.parse(text)]
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): unknown => JSON.parse(line))
}

function filesBelow(folder: string): string[] {
  if (!existsSync(new URL(folder, shared))) return []
  return readdirSync(new URL(folder, shared), { recursive: true, encoding: 'utf8' })
    .filter((name) => /debezium-[^/]*\.(?:txt|json)$/.test(name))
    .map((name) => `${folder}/${name}`)
}

describe.skipIf(!existsSync(shared))(
  'recorded change events (skipped where the folder of shared data is absent)',
  () => {
    test.each(filesBelow('debezium-postgres'))(
      '%s: nine rows of a snapshot, four updates, two inserts, one delete',
      (path) => {
        const events = eventsOf(sent(recordsOf(path)))
        const count = (verb: string) => events.filter(({ type }) => type === `inventory.products.${verb}`).length
        expect(['read', 'updated', 'created', 'deleted'].map(count)).toEqual([9, 4, 2, 1])
        expect(events.filter(({ backfill }) => backfill)).toHaveLength(9)
        expect(new Set(events.map(({ id }) => id)).size).toBe(16)
        expect(new Date(events[15]?.occurredAt ?? 0).toISOString()).toBe('2020-07-29T08:23:08.168Z')
      },
    )

    test.each(filesBelow('debezium-mysql'))(
      '%s: every record is taken, one by one and together, under the same id',
      (path) => {
        const records = recordsOf(path)
        expect(records.length).toBeGreaterThan(0)
        const together = call(sent(records))
        expect(together.map((item) => (item.ok ? 'taken' : item.result))).toEqual(records.map(() => 'taken'))
        const ids = eventsOf(sent(records)).map(({ id, type }) => (type.startsWith('debezium.') ? '' : id))
        expect(
          records.map((record) => only(record)).map(({ id, type }) => (type.startsWith('debezium.') ? '' : id)),
        ).toEqual(ids)
      },
    )
  },
)
