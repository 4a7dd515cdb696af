import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StoredEvent } from '#contract/event.ts'
import { defaultInterest } from '#contract/interest.ts'
import { meetingBriefSchema, meetingRowSchema } from '#contract/views/meetings.ts'
import { transaction } from '../db/transaction.ts'
import { readIdentityRules } from '../projections/identity/read-rules.ts'
import { meetingKey } from '../projections/meetings/fold-meetings.ts'
import { allProjections } from '../projections/registry.ts'
import { BusinessTime } from '../runtime/business-time.ts'
import { testDatabase } from '../testing/database.ts'
import { newEvent, openLog } from '../testing/log-fixture.ts'
import { meetingView } from './meeting.ts'
import { meetingsView } from './meetings.ts'

const { url } = await testDatabase()
const { pool, close } = await openLog(url)
afterAll(close)

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
const time = new BusinessTime('Europe/Paris')
/** Noon of today, by the company's clock. */
const now = time.startOfDay(Date.now()) + 12 * 60 * minuteMs
const visitorId = 'v-1'
const email = 'gwenn@quai.example'
const iso = (at: number) => new Date(at).toISOString()
const attendees = [
  { email, name: 'G. Estran' },
  { email: 'new@quai.example', name: 'Somebody new' },
]
const talk = (meetingId: string, startsAt: number, who: object[] = attendees) => ({
  meetingId,
  title: `Talk ${meetingId}`,
  startsAt: iso(startsAt),
  endsAt: iso(startsAt + 30 * minuteMs),
  attendees: who,
  team: [{ email: 'us@brisemer.example' }],
})
const told: [type: string, minutesAgo: number, data: object][] = [
  ['product.updated', 9000, { sku: 'p1', title: 'Parka', path: '/parka' }],
  ['product.updated', 9000, { sku: 'cap-m', title: 'Cap M', path: '/cap' }],
  ['product.updated', 9000, { sku: 'cap-l', title: 'Cap L', path: '/cap' }],
  ['store.updated', 9000, { store: 's1', name: 'Brest', kind: 'store' }],
  ['store.updated', 9000, { store: 'w1', name: 'Warehouse', kind: 'warehouse' }],
  ['stock.changed', 9000, { sku: 'p1', store: 's1', onHand: 7 }],
  ['stock.changed', 9000, { sku: 'p1', store: 'w1', onHand: 180 }],
  ['stock.changed', 9000, { sku: 'cap-m', store: 's1', onHand: 2 }],
  ['stock.changed', 9000, { sku: 'cap-l', store: 's1', onHand: 3 }],
  ['meeting.scheduled', 9000, talk('earlier', now - 5 * dayMs, attendees.slice(0, 1))],
  ['page.viewed', 8900, { visitorId, title: 'Before', url: 'https://shop.example/before' }],
  ['meeting.scheduled', 300, talk('next', now + 14 * minuteMs)],
  ['meeting.scheduled', 300, talk('tomorrow', now + dayMs)],
  ['meeting.scheduled', 300, talk('later', now + 3 * dayMs, [{ email: 'second@quai.example' }])],
  ['meeting.scheduled', 300, talk('off', now + 60 * minuteMs)],
  ['meeting.cancelled', 200, { meetingId: 'off' }],
  ['page.viewed', 5, { visitorId, title: 'Parka', url: 'https://shop.example/parka' }],
  ['page.viewed', 4, { visitorId, title: 'Prices', url: 'https://shop.example/tarifs' }],
  ['customer.identified', 3, { email, visitorId, evidence: 'login' }],
  ['customer.created', 3, { email, name: 'Gwenn Estran', company: 'Le Quai' }],
  ['customer.created', 3, { email: 'second@quai.example', name: 'Loeiz Ressac' }],
  ['page.viewed', 3, { visitorId: 'v-2', title: 'Cap', sku: 'cap', url: 'https://shop.example/cap' }],
  ['page.viewed', 3, { visitorId: 'v-2', title: 'Cap', url: 'https://shop.example/cap' }],
  ['page.viewed', 3, { visitorId: 'v-2', title: 'Cap M', sku: 'cap-m', url: 'https://shop.example/cap' }],
  ['customer.identified', 2, { email: 'second@quai.example', visitorId: 'v-2', evidence: 'login' }],
  ['ticket.opened', 2, { ticketId: 't1', email, title: 'Logo refused' }],
]
const log = told.map(([type, minutesAgo, data], index): StoredEvent => {
  const at = now - minutesAgo * minuteMs
  return {
    ...newEvent({ id: `${index}`, source: 'all', type, data, occurredAt: at, receivedAt: at }),
    position: BigInt(index + 1),
  }
})

beforeAll(async () => {
  for (const projection of allProjections(time, await readIdentityRules(pool, 'Europe/Paris'), defaultInterest)) {
    const wanted = log.filter(({ type }) => projection.consumes === 'all' || projection.consumes.includes(type))
    await transaction(pool, { durable: false }, (tx) => projection.apply(wanted, tx))
  }
})

async function briefOf(meetingId: string) {
  const reading = await meetingView({ pool }).read(`meeting:${meetingKey('all', meetingId)}`)
  return Object.values(reading?.rows ?? {}).map((row) => meetingBriefSchema.parse(row))
}

test('meetings are those of today and tomorrow that take place, with whom', async () => {
  const clock = { now: () => now, monotonic: () => now }
  const reading = await meetingsView({ pool, clock, time }).read('meetings')
  const rows = Object.values(reading?.rows ?? {}).map((row) => meetingRowSchema.parse(row))
  expect(rows.map(({ title }) => title ?? '').toSorted()).toEqual(['Talk next', 'Talk tomorrow'])
  expect(rows[0]).toMatchObject({ company: 'Le Quai', people: ['Gwenn Estran', 'Somebody new'], count: 2 })
})

test('the brief has who comes, also what they did before anybody knew them, and says of whom nothing is known', async () => {
  const rows = await briefOf('next')
  expect(rows.find(({ kind }) => kind === 'meeting')).toMatchObject({
    title: 'Talk next',
    team: ['us@brisemer.example'],
  })
  const attending = rows.filter((row) => row.kind === 'attendee')
  expect(attending).toMatchObject([
    { name: 'Gwenn Estran', company: { name: 'Le Quai' }, isUnknown: false, seen: { title: 'Prices' } },
    { name: 'Somebody new', isUnknown: true, seen: null, interest: null, pages: [] },
  ])
  expect(attending[0]?.pages.map(({ facts }) => facts.title)).toEqual(['Prices', 'Parka', 'Before'])
  expect(attending[0]?.tickets).toMatchObject([{ id: 't1', title: 'Logo refused' }])
  expect(attending[0]?.interest?.terms.map(({ about }) => about)).toContain('Prices')
})

test('new is what came after the last meeting with any of them, invitations and sign-ins apart', async () => {
  const since = (await briefOf('next')).find((row) => row.kind === 'since')
  expect(since).toMatchObject({
    title: 'Talk earlier',
    at: now - 5 * dayMs + 30 * minuteMs,
    people: 1,
    pages: 2,
    isMore: false,
  })
  expect(since?.entries).toMatchObject([
    { type: 'ticket.opened', places: [1] },
    { type: 'customer.created', places: [1] },
  ])
  expect((await briefOf('earlier')).find((row) => row.kind === 'since')).toMatchObject({ at: null })
})

test('of products whose pages they saw there is what is on hand, by place', async () => {
  const products = (await briefOf('next')).filter((row) => row.kind === 'product')
  expect(products).toEqual([
    { kind: 'product', sku: 'p1', title: 'Parka', seen: 1, inStores: 7, inWarehouses: 180, next: null },
  ])
})

test('a page that is about several SKUs is one product, unless it names one of them', async () => {
  const products = (await briefOf('later')).filter((row) => row.kind === 'product')
  expect(products).toMatchObject([
    { sku: 'cap-l', title: 'Cap', seen: 2, inStores: 5 },
    { sku: 'cap-m', title: 'Cap M', seen: 1, inStores: 2 },
  ])
})

test('a company has one name, also at whoever of its people has not stated it', async () => {
  const attending = (await briefOf('later')).filter((row) => row.kind === 'attendee')
  expect(attending).toMatchObject([{ name: 'Loeiz Ressac', company: { name: 'Le Quai' } }])
})

test('one that is called off says so, and there is none under what is no id', async () => {
  expect((await briefOf('off')).find(({ kind }) => kind === 'meeting')).toMatchObject({ cancelled: true })
  expect(await meetingView({ pool }).read("meeting:'; drop table meetings")).toBeNull()
  expect(await briefOf('unheard of')).toEqual([])
})
