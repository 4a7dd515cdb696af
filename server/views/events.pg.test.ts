import { afterAll, expect, test } from 'vitest'
import { eventsTopic } from '#contract/event-filter.ts'
import { eventRowSchema } from '#contract/views/events.ts'
import { transaction } from '../db/transaction.ts'
import { announceErasure, rewriteEvents } from '../log/rewrite.ts'
import { testDatabase } from '../testing/database.ts'
import { newEvent, openLog } from '../testing/log-fixture.ts'
import { eventsView } from './events.ts'

const { url } = await testDatabase()
const { pool, log, close } = await openLog(url)
afterAll(close)
const view = eventsView({ pool })

async function read(topic: string, from = view) {
  const reading = await from.read(topic)
  if (!reading) throw new Error(`${topic} is a topic`)
  const rows = Object.values(reading.rows).map((row) => eventRowSchema.parse(row))
  const newestFirst = rows.toSorted((a, b) => Number(b.position) - Number(a.position))
  return { ...reading, ids: newestFirst.map(({ id }) => id), rows: newestFirst }
}

test('holds the newest events of the log as lines, and is true at its head', async () => {
  await log.append([
    newEvent({ id: 'a', data: { email: 'ada@example.com' }, clamped: true }),
    newEvent({ id: 'b', type: 'stock.changed', subject: 'sku:1', data: { sku: '1', onHand: 4 }, backfill: true }),
  ])
  const { ids, rows, position, newest } = await read('events')
  expect(ids).toEqual(['b', 'a'])
  expect(position).toBe(await log.head())
  expect(rows[0]).toMatchObject({ subject: 'sku:1', backfill: true, clamped: false, facts: { sku: '1', after: 4 } })
  expect(newest).toEqual({ occurredAt: rows[0]?.occurredAt, receivedAt: rows[0]?.receivedAt })
  expect(JSON.stringify(rows)).not.toContain('ada@example.com')
})

test('a filter passes a source, a type or subject, or what begins with it', async () => {
  const events = [
    newEvent({ id: 'f1', source: 'crm', type: 'order.placed', subject: 'customer:1' }),
    newEvent({ id: 'f2', source: 'crm', type: 'order.refunded', subject: 'customer:12' }),
    newEvent({ id: 'f3', source: 'crm', type: 'ticket.opened', subject: 'ticket:1' }),
  ]
  await log.append(events)
  const ids = async (filter: object) => (await read(eventsTopic({ source: 'crm', ...filter }))).ids
  expect(await ids({})).toEqual(['f3', 'f2', 'f1'])
  expect(await ids({ type: 'order.placed' })).toEqual(['f1'])
  expect(await ids({ type: 'order.*' })).toEqual(['f2', 'f1'])
  expect(await ids({ subject: 'customer:1' })).toEqual(['f1'])
  expect(await ids({ subject: 'customer:1*', type: 'order.r*' })).toEqual(['f2'])
  expect(await ids({ type: 'nobody.sent' })).toEqual([])
})

test('a view that goes on from its last reading has what a new one has, at most 100', async () => {
  const topic = eventsTopic({ source: 'long' })
  for (const size of [1, 30, 90, 250, 3]) {
    await log.append(Array.from({ length: size }, (_, each) => newEvent({ id: `${size}-${each}`, source: 'long' })))
    const { ids } = await read(topic)
    expect(ids).toEqual((await read(topic, eventsView({ pool }))).ids)
    expect(ids[0]).toBe(`${size}-${size - 1}`)
  }
  expect((await read(topic)).ids).toHaveLength(100)
})

test('what an erasure, by whichever server, has taken out of an event is shown no longer', async () => {
  const topic = eventsTopic({ source: 'support' })
  await log.append([
    newEvent({ id: 'before', source: 'support' }),
    newEvent({ id: 'mail-of-ada', source: 'support', subject: 'customer:ada@example.com' }),
  ])
  const [erased, before] = (await read(topic)).rows
  if (!erased) throw new Error('it was just appended')
  await transaction(pool, { durable: true }, async (tx) => {
    const { source, type } = erased
    const position = BigInt(erased.position)
    await rewriteEvents(tx, [{ position, source, type, id: 'erased-1', subject: null, data: {} }])
    await announceErasure(tx)
  })
  expect((await read(topic)).rows).toEqual([{ ...erased, id: 'erased-1', subject: null, facts: {} }, before])
})

test('what a filter has found stays while the log grows past the window of a first reading', async () => {
  const topic = eventsTopic({ type: 'rare.seen' })
  await log.append([newEvent({ id: 'rare', type: 'rare.seen' })])
  expect((await read(topic)).ids).toEqual(['rare'])
  await log.append([newEvent({ id: 'rare-too', type: 'rare.seen' })])
  for (let part = 0; part < 5; part++) {
    await log.append(Array.from({ length: 5000 }, (_, each) => newEvent({ id: `flood-${part}-${each}` })))
  }
  const after = await read(topic)
  expect([after.ids, after.position]).toEqual([['rare-too', 'rare'], await log.head()])
})

test('where more is new than a reading looks at, the rows begin anew, without a gap to what is older', async () => {
  const topic = eventsTopic({ type: 'seldom.seen' })
  await log.append([newEvent({ id: 'seldom', type: 'seldom.seen' })])
  expect((await read(topic)).ids).toEqual(['seldom'])
  // As if so many had come meanwhile.
  await pool.query('update log_head set position = position + 200000')
  await log.append([newEvent({ id: 'seldom-again', type: 'seldom.seen' })])
  expect((await read(topic)).ids).toEqual(['seldom-again'])
})

test.each([
  'events:',
  'events:source=No+Good',
  'events:type=a%20b',
  'events:subject=%00',
  'events:type=order.*&source=shop',
  'events:colour=red',
  'events:source=shop&source=crm',
])('%s is no topic', async (topic) => {
  expect(await view.read(topic)).toBeNull()
})
