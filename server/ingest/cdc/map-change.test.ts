import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eventCatalogue, eventIdSchema, eventTypeSchema, isCoreEventType, subjectSchema } from '#contract/event.ts'
import { rowChange, rowChanges, tableMapping, tableMappings } from '../../testing/row-changes.ts'
import { findUnstorable } from '../storable.ts'
import { maxEventBytes } from './fit-data.ts'
import { LineJoiner } from './join-lines.ts'
import { isMeant, Mappings, mapRow, rawDraft, toNewEvent } from './map-change.ts'
import type { RowChange } from './row-change.ts'

function mapped(change: RowChange, ...mappings: Parameters<typeof tableMapping>[0][]) {
  const joiner = new LineJoiner(new Mappings(mappings.map((mapping) => tableMapping(mapping))))
  return [...joiner.take(change), ...joiner.endTransaction()]
}

describe('a table whose meaning is changed', () => {
  const change = rowChange({ op: 'insert', id: 'e1/outbox/7', after: { id: 1, total: 5 } })
  const idsOf = (...mappings: Parameters<typeof mapped>[1][]) => mapped(change, ...mappings).map(({ id }) => id)

  test('events of one change have an id for each meaning, and one for none', () => {
    expect(idsOf()).toEqual(['e1/outbox/7'])
    expect(idsOf({ name: 'a' }, { name: 'a-2' })).toEqual(['e1/outbox/7:a', 'e1/outbox/7:a-2'])
  })

  test('a change that is handed over again is the event that it was, whatever its meaning says now', () => {
    expect(idsOf({ name: 'a', type: 'order.updated', data: {} })).toEqual(idsOf({ name: 'a', type: 'order.placed' }))
  })

  test('the same row after a new beginning is another event', () => {
    const again = rowChange({ ...change, id: 'e2/outbox/7' })
    expect(mapped(again, { name: 'a' }).map(({ id }) => id)).toEqual(['e2/outbox/7:a'])
  })
})

describe('a table about which nothing is said', () => {
  test.each([
    ['insert', 'c', 'public.orders.created'],
    ['update', 'u', 'public.orders.updated'],
    ['delete', 'd', 'public.orders.deleted'],
    ['truncate', 't', 'public.orders.truncated'],
    ['read', 'r', 'public.orders.read'],
  ] as const)('%s becomes %s, %s, named after the change', (op, letter, type) => {
    const [draft] = mapped(rowChange({ op, id: '7:1' }))
    expect(draft).toMatchObject({ id: '7:1', type, data: { op: letter, schema: 'public', table: 'orders' } })
  })

  test('an update says what was, what is, what differs and what was not sent', () => {
    const before = { id: 1, total: 5, note: 'a' }
    const change = rowChange({
      op: 'update',
      before,
      after: { id: 1, total: 6 },
      kept: ['note'],
      place: { lsn: '0/1' },
    })
    expect(rawDraft(change)).toMatchObject({
      subject: 'orders/1',
      data: {
        op: 'u',
        table: 'orders',
        schema: 'public',
        key: { id: 1 },
        before,
        after: { id: 1, total: 6 },
        changed: ['total'],
        kept: ['note'],
        place: { lsn: '0/1' },
      },
    })
  })

  test('a key of several columns, a changed key, and no key at all name the subject', () => {
    const after = { shop: 'a', nr: 2 }
    expect(rawDraft(rowChange({ op: 'update', key: { shop: 'a', nr: 1 }, after })).subject).toBe('orders/a,1')
    expect(rawDraft(rowChange({ key: null })).subject).toBeNull()
  })

  test('numbers keep their digits in what is stored, and are doubles for our own code', () => {
    const draft = rawDraft(rowChange({ after: { id: JSON.rawJSON('9007199254740993') } }))
    expect(draft.data).toMatchObject({ after: { id: 9007199254740992 } })
    expect(JSON.stringify(draft.exactData)).toContain('"after":{"id":9007199254740993}')
    expect(rawDraft(rowChange()).exactData).toBeUndefined()
  })
})

describe('a table with mappings', () => {
  const order = {
    data: { totalMinor: { column: 'total', as: 'minor-units' }, currency: { constant: 'EUR' } },
    subject: 'order/{id}',
    occurredAt: 'placed_at',
  } as const

  test('a row becomes the event, named after change and mapping', () => {
    const after = { id: 1, total: JSON.rawJSON('12.90'), placed_at: '2026-11-27T11:00:00' }
    expect(mapped(rowChange({ id: '7:1', after }), order)).toMatchObject([
      {
        id: '7:1:placed',
        type: 'order.placed',
        subject: 'order/1',
        statedAt: Date.parse('2026-11-27T11:00:00Z'),
        data: { totalMinor: 1290, currency: 'EUR' },
      },
    ])
  })

  test('times without a zone are of the zone that the mapping names', () => {
    const after = { id: 1, placed_at: '2026-11-27T11:00:00' }
    const [draft] = mapped(rowChange({ after }), { ...order, timeZone: 'Europe/Paris' })
    expect(draft?.statedAt).toBe(Date.parse('2026-11-27T10:00:00Z'))
  })

  test('what meets no mapping becomes nothing, a truncate too', () => {
    expect(mapped(rowChange({ op: 'delete' }), order)).toEqual([])
    expect(mapped(rowChange({ op: 'truncate' }), order)).toEqual([])
  })

  test('every mapping that is met makes its event', () => {
    const names = mapped(rowChange(), { name: 'a' }, { name: 'b' }, { name: 'c', on: ['delete'] }).map(({ id }) => id)
    expect(names).toEqual(['1:0/16B3748:0:a', '1:0/16B3748:0:b'])
  })

  test('a row that is read counts as inserted, and is history', () => {
    expect(mapped(rowChange({ op: 'read' }), order)).toMatchObject([{ type: 'order.placed', backfill: true }])
  })

  test('values that are null or were not sent are left out', () => {
    const data = { a: { column: 'a' }, b: { column: 'b' }, c: { column: 'c', of: 'before' } } as const
    const [draft] = mapped(rowChange({ after: { id: 1, a: null } }), { data })
    expect(draft?.data).toEqual({})
    expect(draft?.problem).toBeUndefined()
  })

  test('a deleted row is what it was, or its key', () => {
    const data = { total: { column: 'total' }, id: { column: 'id' } }
    const whole = rowChange({ op: 'delete', before: { id: 1, total: 5 } })
    expect(mapped(whole, { on: ['delete'], data })[0]?.data).toEqual({ total: 5, id: 1 })
    expect(mapped(rowChange({ op: 'delete' }), { on: ['delete'], data })[0]?.data).toEqual({ id: 1 })
  })

  test('a member whose value cannot become what it should is left out, and that is said', () => {
    const [draft] = mapped(rowChange({ after: { total: '12.905' } }), order)
    expect(draft).toMatchObject({ type: 'order.placed', data: { currency: 'EUR' } })
    expect(draft?.data).toHaveProperty('mappingError', expect.stringContaining('totalMinor'))
    expect(draft?.problem).toContain('totalMinor')
  })

  test('a value that is too long to be carried is missing with a word about it', () => {
    const [draft] = mapped(rowChange({ omitted: ['note'] }), { data: { note: { column: 'note' } } })
    expect(draft?.problem).toContain('note is too long')
  })

  test('an event that does not fit its type of the catalogue is kept as the row it came from', () => {
    const data = { currency: { constant: 'euro' } }
    const [draft] = mapped(rowChange({ id: '7:1', after: { id: 1 } }), { data })
    expect(draft).toMatchObject({ id: '7:1:placed', type: 'public.orders.created', data: { after: { id: 1 } } })
    expect(draft?.problem).toMatch(/^mapping placed: currency must be an ISO 4217 code/)
    expect(draft?.data).toHaveProperty('mappingError', draft?.problem)
  })

  test.each([
    ['order/{id}', 'order/1'],
    ['{shop}-{id}', 'north-1'],
    ['all', 'all'],
    ['order/{nothing}', 'orders/1'],
    ['order/{note}', 'orders/1'],
  ])('the subject %s is %s', (subject, expected) => {
    const after = { id: 1, shop: 'north', note: 'two\nlines' }
    expect(mapped(rowChange({ after }), { subject })[0]?.subject).toBe(expected)
  })
})

test('a time of the database that is ahead of ours is that of the reception', () => {
  const receivedAt = Date.parse('2026-11-27T12:00:00Z')
  const draft = mapRow(rowChange({ committedAt: receivedAt + 3_600_000 }), tableMapping())
  const event = toNewEvent(draft, { source: 'erp', receivedAt })
  expect(event).toMatchObject({ source: 'erp', occurredAt: receivedAt, receivedAt, clamped: true, synthetic: false })
})

test.each([
  ['the whole row where it is known', { before: { id: 1, status: 'new' } }, true],
  ['nothing without the row before', {}, false],
  [
    'what the database did not send again',
    { before: { id: 1, status: 'new' }, after: { id: 1 }, kept: ['status'] },
    false,
  ],
])('`changed` compares %s', (_, sent, expected) => {
  const change = rowChange({ op: 'update', after: { id: 1, status: 'paid' }, ...sent })
  expect(isMeant(change, tableMapping({ on: ['update'], when: [{ column: 'status', is: 'changed' }] }))).toBe(expected)
})

test('whatever a row holds becomes events that the log can store', () => {
  fc.assert(
    fc.property(rowChanges(), tableMappings(), (changes, mappings) => {
      const joiner = new LineJoiner(new Mappings(mappings))
      const drafts = [...changes.flatMap((change) => [...joiner.take(change)]), ...joiner.endTransaction()]
      for (const { id, type, subject, data, exactData, bytes } of drafts) {
        expect(eventIdSchema.safeParse(id).success && eventTypeSchema.safeParse(type).success).toBe(true)
        if (subject !== null) expect(subjectSchema.safeParse(subject).success && subject.isWellFormed()).toBe(true)
        expect(findUnstorable(exactData ?? data, '#')).toBeUndefined()
        if (isCoreEventType(type)) expect(eventCatalogue[type].safeParse(data).error).toBeUndefined()
        expect(bytes).toBeLessThanOrEqual(maxEventBytes + 2000)
        // What is read again out of the log is what our own code was given at first.
        if (exactData) expect(JSON.parse(JSON.stringify(exactData))).toEqual(data)
      }
      expect(new Set(drafts.map(({ id }) => id)).size).toBe(drafts.length)
    }),
  )
})
