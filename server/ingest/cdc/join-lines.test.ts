import { describe, expect, test } from 'vitest'
import { rowChange, tableMapping } from '../../testing/row-changes.ts'
import { LineJoiner } from './join-lines.ts'
import { Mappings } from './map-change.ts'
import type { RowChange } from './row-change.ts'

const mapping = tableMapping({
  lines: { table: 'public.lines', match: { order_id: 'id' }, as: 'lines', data: { sku: { column: 'sku' } } },
})

function order(id: number, change: Partial<RowChange> = {}): RowChange {
  return rowChange({ id: `order-${id}`, key: { id }, after: { id }, ...change })
}

function line(id: number, after: { order_id: number; sku?: string }, change: Partial<RowChange> = {}): RowChange {
  const row = { id, sku: `sku-${id}`, ...after }
  return rowChange({ id: `line-${id}`, table: 'lines', key: { id }, after: row, ...change })
}

function open(...mappings: Parameters<typeof tableMapping>[0][]): LineJoiner {
  return new LineJoiner(new Mappings([mapping, ...mappings.map(tableMapping)]))
}

function run(joiner: LineJoiner, changes: readonly RowChange[]) {
  const drafts = [...changes.flatMap((change) => [...joiner.take(change)]), ...joiner.endTransaction()]
  return drafts.map(({ id, data }) => [id, data])
}

const skus = (...names: string[]) => ({ lines: names.map((sku) => ({ sku })) })

test('lines belong to the header they refer to, whether they come before it or after it', () => {
  const changes = [line(1, { order_id: 7 }), order(7), order(8), line(2, { order_id: 8 }), line(3, { order_id: 7 })]
  expect(run(open(), changes)).toEqual([
    ['order-7:placed', skus('sku-1', 'sku-3')],
    ['order-8:placed', skus('sku-2')],
  ])
})

test('nothing is made of the header before its transaction ends', () => {
  expect([...open().take(order(7))]).toEqual([])
})

test('a header without lines has an empty list of them', () => {
  expect(run(open(), [order(7)])).toEqual([['order-7:placed', skus()]])
})

test('lines whose header is not in the transaction are dropped, and do not wait for the next one', () => {
  const joiner = open()
  expect(run(joiner, [line(1, { order_id: 7 })])).toEqual([])
  expect(run(joiner, [order(7)])).toEqual([['order-7:placed', skus()]])
})

test('what other mappings make of a line is made all the same', () => {
  const own = { name: 'line', table: 'public.lines', type: 'line.added' }
  const changes = [order(7), line(1, { order_id: 7 }), line(2, { order_id: 99 })]
  const ids = run(open(own), changes).map(([id]) => id)
  expect(ids).toEqual(['line-1:line', 'line-2:line', 'order-7:placed'])
})

test('a line is what its row is at the commit', () => {
  const changes = [
    order(7),
    line(1, { order_id: 7 }),
    line(2, { order_id: 7 }),
    line(1, { order_id: 7, sku: 'other' }, { id: 'a', op: 'update' }),
    line(2, { order_id: 7 }, { id: 'b', op: 'delete', after: null }),
  ]
  expect(run(open(), changes)).toEqual([['order-7:placed', skus('other')]])
})

test('what an update of a line does not send again is what it was; what became null is nothing', () => {
  const kept = rowChange({
    ...line(1, { order_id: 7 }),
    id: 'a',
    op: 'update',
    after: { id: 1, order_id: 7 },
    kept: ['sku'],
  })
  const nulled = { ...kept, id: 'b', after: { id: 1, order_id: 7, sku: null }, kept: [] }
  expect(run(open(), [order(7), line(1, { order_id: 7 }), kept])).toEqual([['order-7:placed', skus('sku-1')]])
  expect(run(open(), [order(7), line(1, { order_id: 7 }), nulled])).toEqual([['order-7:placed', { lines: [{}] }]])
})

test('a line that moves to another order belongs to that one', () => {
  const changes = [order(7), order(8), line(1, { order_id: 7 }), line(1, { order_id: 8 }, { id: 'a', op: 'update' })]
  expect(run(open(), changes)).toEqual([
    ['order-7:placed', skus()],
    ['order-8:placed', skus('sku-1')],
  ])
})

test('a line whose key changes is still one line', () => {
  const changes = [
    order(7),
    line(1, { order_id: 7 }),
    rowChange({ ...line(2, { order_id: 7 }), id: 'a', op: 'update', key: { id: 1 } }),
    line(2, { order_id: 7 }, { id: 'b', op: 'delete', after: null }),
  ]
  expect(run(open(), changes)).toEqual([['order-7:placed', skus()]])
})

test('lines of a table without a key are all lines', () => {
  const changes = [order(7), line(1, { order_id: 7 }, { key: null }), line(1, { order_id: 7 }, { key: null })]
  expect(run(open(), changes)).toEqual([['order-7:placed', skus('sku-1', 'sku-1')]])
})

test('a truncated table has no lines', () => {
  const truncate = rowChange({ id: 't', op: 'truncate', table: 'lines' })
  expect(run(open(), [order(7), line(1, { order_id: 7 }), truncate])).toEqual([['order-7:placed', skus()]])
})

test('a number with many digits and its text name the same header', () => {
  const id = JSON.rawJSON('9007199254740993')
  const changes = [rowChange({ id: 'o', after: { id } }), line(1, { order_id: 0 })]
  const referring = { ...line(2, { order_id: 0 }), after: { sku: 'A', order_id: '9007199254740993' } }
  expect(run(open(), [...changes, referring])).toEqual([['o:placed', skus('A')]])
})

describe('a header that its own transaction writes again', () => {
  const placed = tableMapping({
    ...mapping,
    when: [{ column: 'status', is: 'equal', value: 'placed' }],
    data: { total: { column: 'total' }, note: { column: 'note' } },
  })
  const openPlaced = (limits = {}) => new LineJoiner(new Mappings([placed]), limits)
  const draft = order(7, { after: { id: 7, status: 'draft', total: 0, note: 'long' } })
  const sum = (total: number, change: Partial<RowChange> = {}) =>
    order(7, { id: 'later', op: 'update', after: { id: 7, status: 'placed', total }, kept: ['note'], ...change })

  test('is what its row is at the commit, under the name of its first change, and so is what a condition says', () => {
    const changes = [draft, line(1, { order_id: 7 }), sum(5), sum(12)]
    expect(run(openPlaced(), changes)).toEqual([['order-7:placed', { total: 12, note: 'long', ...skus('sku-1') }]])
    expect(run(openPlaced(), [draft, sum(5), sum(5, { after: { id: 7, status: 'draft' } })])).toEqual([])
    expect(run(openPlaced(), [draft])).toEqual([])
  })

  test('is nothing when it is deleted again, or its table is emptied', () => {
    const deleted = order(7, { id: 'gone', op: 'delete', after: null })
    expect(run(openPlaced(), [draft, sum(5), deleted])).toEqual([])
    expect(run(openPlaced(), [draft, sum(5), rowChange({ id: 'all', op: 'truncate' })])).toEqual([])
    const again = order(7, { id: 'again', after: { id: 7, status: 'placed', total: 3 } })
    expect(run(openPlaced(), [draft, deleted, again])).toEqual([['again:placed', { total: 3, ...skus() }]])
  })

  test('is told when it was meant as it was inserted, with what it is at the commit', () => {
    const whole = order(7, { after: { id: 7, status: 'placed', total: 3 } })
    const paid = sum(5, { after: { id: 7, status: 'paid', total: 5 } })
    expect(run(openPlaced(), [whole, line(1, { order_id: 7 }), paid])).toEqual([
      ['order-7:placed', { total: 5, ...skus('sku-1') }],
    ])
    expect(run(openPlaced(), [whole, paid, order(7, { id: 'gone', op: 'delete', after: null })])).toEqual([])
  })

  test('has the lines that refer to its key as it is at the commit', () => {
    const changes = [draft, sum(5, { after: { id: 8, status: 'placed', total: 5 } }), line(1, { order_id: 8 })]
    expect(run(openPlaced(), changes)).toEqual([['order-7:placed', { total: 5, note: 'long', ...skus('sku-1') }]])
  })

  test('without a key is not known to be the same row', () => {
    const changes = [draft, sum(5)].map((change) => ({ ...change, key: null }))
    expect(run(openPlaced(), changes)).toEqual([])
  })

  test('takes no room from those that fulfil the condition when there is not enough', () => {
    const joiner = openPlaced({ maxBytes: 3000 })
    const drafts = Array.from({ length: 50 }, (_, id) => order(id, { after: { id, status: 'draft' } }))
    const whole = order(99, { after: { id: 99, status: 'placed', total: 1 } })
    const events = run(joiner, [whole, ...drafts, line(1, { order_id: 99 })])
    expect(events).toEqual([['order-99:placed', { total: 1, ...skus('sku-1') }]])
  })
})

test('updates of a row that was there are one event with what it was before and what it is after, or none', () => {
  const paid = tableMapping({
    ...mapping,
    on: ['update'],
    when: [{ column: 'status', is: 'changed' }],
    data: { from: { column: 'status', of: 'before' }, to: { column: 'status' } },
  })
  const update = (id: string, before: string, after: string) =>
    order(7, { id, op: 'update', before: { id: 7, status: before }, after: { id: 7, status: after } })
  const [first, second] = [update('first', 'open', 'checked'), update('second', 'checked', 'paid')]
  const joined = (changes: RowChange[]) => run(new LineJoiner(new Mappings([paid])), changes)
  expect(joined([first, second])).toEqual([['first:placed', { from: 'open', to: 'paid', ...skus() }]])
  expect(joined([first, update('back', 'checked', 'open')])).toEqual([])
})

describe('a row that was there before', () => {
  const changed = tableMapping({
    ...mapping,
    on: ['update', 'delete'],
    when: [],
    data: { total: { column: 'total' } },
  })
  const joined = (changes: RowChange[], on = changed.on) =>
    run(new LineJoiner(new Mappings([{ ...changed, on }])), changes)
  const update = (id: string, total: number) => order(7, { id, op: 'update', after: { id: 7, total } })
  const deleted = order(7, { id: 'gone', op: 'delete', before: { id: 7, total: 1 }, after: null })

  test('was updated, even if it is deleted afterwards, or its table is emptied', () => {
    const told = ['first:placed', { total: 5, ...skus() }]
    expect(joined([update('first', 5), deleted]).map(([id]) => id)).toEqual(['first:placed', 'gone:placed'])
    expect(joined([update('first', 5), deleted], ['update'])).toEqual([told])
    expect(joined([update('first', 5), rowChange({ id: 'all', op: 'truncate' })])).toEqual([told])
  })

  test('and is deleted is another one than one with its key that comes afterwards', () => {
    const changes = [deleted, order(7, { id: 'new', after: { id: 7, total: 2 } }), update('later', 9)]
    expect(joined(changes).map(([id]) => id)).toEqual(['gone:placed', 'later:placed'])
    expect(joined(changes).at(-1)).toEqual(['later:placed', { total: 9, ...skus() }])
  })
})

test('a row that came and went is nothing, even where its update was an event of its own', () => {
  const either = tableMapping({ ...mapping, on: ['insert', 'update'], when: [{ column: 'status', is: 'changed' }] })
  const status = (before: string, after: string) => ({
    before: { id: 7, status: before },
    after: { id: 7, status: after },
  })
  const changes = [
    order(7, { after: { id: 7, status: 'open' } }),
    order(7, { id: 'later', op: 'update', ...status('open', 'paid') }),
  ]
  const joiner = new LineJoiner(new Mappings([either]))
  const deleted = order(7, { id: 'gone', op: 'delete', after: null })
  expect(run(joiner, [...changes, deleted])).toEqual([])
  expect(run(joiner, changes).length).toBeGreaterThan(0)
})

test('rows of a snapshot are joined like those of a transaction', () => {
  const changes = [order(7, { op: 'read' }), line(1, { order_id: 7 }, { op: 'read' }), order(8, { op: 'read' })]
  expect(run(open(), changes)).toEqual([
    ['order-7:placed', skus('sku-1')],
    ['order-8:placed', skus()],
  ])
})

test('rows that are polled belong to no transaction: the event is made at once, without lines', () => {
  const [draft, ...others] = open().take(order(7, { op: 'read', backfill: false }))
  expect(draft?.data).toEqual({})
  expect(others).toEqual([])
})

test('what a transaction holds is bounded: past it events are made with what has come, and say so', () => {
  const joiner = new LineJoiner(new Mappings([mapping]), { maxBytes: 2000 })
  const lines = Array.from({ length: 50 }, (_, index) => line(index, { order_id: 7 }))
  const early = [order(7), ...lines].flatMap((change) => [...joiner.take(change)])
  expect(early.map(({ id }) => id)).toEqual(['order-7:placed'])
  expect(early[0]?.data).toMatchObject({ linesTruncated: true, lines: expect.arrayContaining([{ sku: 'sku-0' }]) })
  const later = [...joiner.take(order(8))]
  expect(later.map(({ data }) => data)).toEqual([{ lines: [], linesTruncated: true }])
  expect([...joiner.endTransaction()]).toEqual([])
  expect(run(joiner, [order(9)])).toEqual([['order-9:placed', skus()]])
})

test('a table that only has lines of others says nothing by itself', () => {
  expect(run(open(), [rowChange({ op: 'truncate', table: 'lines' })])).toEqual([])
})
