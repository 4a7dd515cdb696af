import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StoredEvent } from '#contract/event.ts'
import { defaultInterest } from '#contract/interest.ts'
import { companyRowsSchema, peopleShown } from '#contract/views/company.ts'
import { customerRowsSchema, linksShown } from '#contract/views/customer.ts'
import type { ArrivalRow } from '#contract/views/customers.ts'
import { arrivalsShown, newCustomersRowSchema } from '#contract/views/customers.ts'
import { transaction } from '../db/transaction.ts'
import { keyIdOf } from '../projections/identity/key-id.ts'
import { readIdentityRules } from '../projections/identity/read-rules.ts'
import { allProjections } from '../projections/registry.ts'
import { readKeys } from '../projections/timeline/read-keys.ts'
import { readTimeline } from '../projections/timeline/read-timeline.ts'
import { BusinessTime } from '../runtime/business-time.ts'
import { systemClock } from '../runtime/clock.ts'
import { testDatabase } from '../testing/database.ts'
import { newEvent, openLog } from '../testing/log-fixture.ts'
import { companyView } from './company.ts'
import { customerView } from './customer.ts'
import { customersView } from './customers.ts'
import type { ViewReading } from './view.ts'

const { url } = await testDatabase()
const { pool, close } = await openLog(url)
afterAll(close)

const minuteMs = 60_000
const now = Date.now()
const visitorId = 'v-1'
const customerId = 'c-1'
const told: [type: string, minutesAgo: number, data: object][] = [
  ['page.viewed', 30, { visitorId, title: 'Parka', url: 'https://shop.example/parka?from=mail', sku: 'p1' }],
  ['page.viewed', 29, { visitorId, title: 'Prices', url: 'https://shop.example/tarifs' }],
  [
    'customer.created',
    28,
    { customerId, name: 'Gwenn Estran', email: 'gwenn@quai.example', phone: '+33639980718', company: 'Le Quai' },
  ],
  ['customer.identified', 28, { customerId, visitorId, evidence: 'login' }],
  [
    'order.placed',
    20,
    { orderId: 'o1', customerId, totalMinor: 4900, currency: 'EUR', lines: [{ sku: 'p1', quantity: 2 }] },
  ],
  ['order.placed', 19, { orderId: 'o2', customerId, totalMinor: 1000, currency: 'EUR' }],
  ['order.cancelled', 18, { orderId: 'o2' }],
  ['ticket.opened', 10, { ticketId: 't1', customerId, title: 'Logo refused' }],
  ['ticket.opened', 9, { ticketId: 't2', customerId, title: 'Solved' }],
  ['ticket.closed', 8, { ticketId: 't2' }],
  ['page.viewed', 1, { visitorId, customerId, title: 'Delivery', url: 'https://shop.example/delivery' }],
]
const log = told.map(([type, minutesAgo, data], index): StoredEvent => {
  const at = now - minutesAgo * minuteMs
  const event = newEvent({ id: `${index}`, source: 'shop', type, data, occurredAt: at, receivedAt: at })
  return { ...event, position: BigInt(index + 1) }
})
const visitor = keyIdOf({ kind: 'visitor', value: visitorId })
const customer = keyIdOf({ kind: 'customer', value: customerId })

beforeAll(() => tell(log))

async function tell(events: readonly StoredEvent[]): Promise<void> {
  const projections = allProjections(
    new BusinessTime('Europe/Paris'),
    await readIdentityRules(pool, 'Europe/Paris'),
    defaultInterest,
  )
  for (const projection of projections) {
    if (!['identity', 'timeline', 'arrivals'].includes(projection.name)) continue
    const wanted = events.filter(({ type }) => projection.consumes === 'all' || projection.consumes.includes(type))
    await transaction(pool, { durable: false }, (tx) => projection.apply(wanted, tx))
  }
}

/** Events of types that the other customer of this file has no part in. */
function others(more: readonly (readonly [type: string, data: object])[]): StoredEvent[] {
  return more.map(([type, data], index) => ({
    ...newEvent({
      id: `more-${index}`,
      source: 'by' in data ? 'vigie' : 'shop',
      type,
      data,
      occurredAt: now,
      receivedAt: now,
    }),
    position: BigInt(1000 + index),
  }))
}

async function rowsOf(id: string) {
  const reading = await customerView({ pool }).read(`customer:${id}`)
  return Object.values(reading?.rows ?? {}).map((row) => customerRowsSchema.parse(row))
}

describe('the view of a customer', () => {
  test('is the same by the id of any key', async () => {
    const rows = await rowsOf(customer)
    expect(rows.find(({ kind }) => kind === 'customer')).toMatchObject({
      id: customer,
      name: 'Gwenn Estran',
      address: 'gwenn@quai.example',
      company: { name: 'Le Quai' },
      orders: 1,
      ordersMinor: 4900,
      currency: 'EUR',
      openTickets: 1,
      since: now - 30 * minuteMs,
    })
    expect(await rowsOf(visitor)).toEqual(rows)
  })

  test('says what the customer is known by, and what ties it together', async () => {
    const keys = (await rowsOf(customer)).filter((row) => row.kind === 'key')
    expect(keys.map(({ key, strength }) => `${key} ${strength}`).toSorted()).toEqual([
      'customer sure',
      'email sure',
      'phone sure',
      'visitor sure',
    ])
    expect(keys.find(({ key }) => key === 'visitor')?.links).toMatchObject([{ other: customer, evidence: 'login' }])
  })

  test('has the newest page, the reasons of the interest, orders with their end, and open tickets only', async () => {
    const rows = await rowsOf(customer)
    expect(rows.find(({ kind }) => kind === 'seen')).toMatchObject({ title: 'Delivery', at: now - minuteMs })
    const interest = rows.find((row) => row.kind === 'interest')
    expect(interest?.terms[0]).toMatchObject({ rule: 'price', about: 'Prices', count: 1 })
    expect(rows.filter((row) => row.kind === 'order').map(({ id, state }) => `${id} ${state}`)).toEqual(
      ['o1 placed', 'o2 cancelled'].toReversed(),
    )
    expect(rows.filter((row) => row.kind === 'ticket').map(({ id }) => id)).toEqual(['t1'])
    expect(rows.filter((row) => row.kind === 'entry')).toHaveLength(told.length)
  })

  test('stays one that can be shown, whatever amounts and quantities somebody sends', async () => {
    const most = Number.MAX_SAFE_INTEGER
    const lines = [{ quantity: 1.7e308 }, { quantity: 1.7e308 }]
    const data = { customerId: 'c-huge', totalMinor: most, currency: 'EUR', lines }
    const refunds = Array.from({ length: 3 }, () => ['order.refunded', { orderId: 'h1', totalMinor: most }] as const)
    await tell(
      others([
        ['order.placed', { ...data, orderId: 'h1' }],
        ['order.placed', { ...data, orderId: 'h2' }],
        ['order.placed', { ...data, orderId: 'h3' }],
        ...refunds,
      ]),
    )
    const rows = await rowsOf(keyIdOf({ kind: 'customer', value: 'c-huge' }))
    expect(rows.filter(({ kind }) => kind === 'order')).toHaveLength(3)
    expect(rows.find((row) => row.kind === 'customer')).toMatchObject({ orders: 3, ordersMinor: null })
  })

  test('of a key that thousands are linked with shows some of the links', async () => {
    const info = 'info@thousands.example'
    await tell(
      others(
        Array.from(
          { length: 2000 },
          (_, index) => ['customer.updated', { customerId: `t-${index}`, email: info }] as const,
        ),
      ),
    )
    const rows = await rowsOf(keyIdOf({ kind: 'email', value: info }))
    const key = rows.find((row) => row.kind === 'key' && row.value === info)
    expect(key).toMatchObject({ shared: true })
    expect(key?.kind === 'key' && key.links.length).toBe(linksShown)
  })

  test('is nothing for an id that nobody has named, and for what is no id', async () => {
    expect(await customerView({ pool }).read(`customer:${keyIdOf({ kind: 'visitor', value: 'nobody' })}`)).toBeNull()
    expect(await customerView({ pool }).read("customer:'; drop table customers")).toBeNull()
  })
})

test('pages of a timeline are its entries, each once, newest first, of all keys', async () => {
  const keys = await readKeys(pool, visitor)
  const seen: string[] = []
  for (let before: string | null = null, turn = 0; turn < 20; turn++) {
    const [at = '', position = '0'] = (before ?? '').split('.')
    const cursor = before === null ? null : { at: Number(at), position: BigInt(position) }
    const page = await readTimeline(pool, { keys, before: cursor, kind: undefined, limit: 3 })
    seen.push(...page.entries.map((entry) => entry.position))
    before = page.next
    if (before === null) break
  }
  expect(seen).toEqual(log.map(({ position }) => position.toString()).toReversed())
  const orders = await readTimeline(pool, { keys, before: null, kind: 'order', limit: 2 })
  expect(orders.entries.map(({ type }) => type)).toEqual(['order.cancelled', 'order.placed'])
  expect(orders.next).not.toBeNull()
})

test('the view of a company has its people, where they are, and their interest together', async () => {
  const head = (await rowsOf(customer)).find((row) => row.kind === 'customer')
  const reading = await companyView({ pool }).read(`company:${head?.company?.id ?? ''}`)
  const rows = Object.values(reading?.rows ?? {}).map((row) => companyRowsSchema.parse(row))
  expect(rows).toMatchObject([
    { kind: 'company', name: 'Le Quai', people: 1, orders: 1, ordersMinor: 4900, openTickets: 1 },
    { kind: 'interest' },
    { kind: 'person', id: customer, address: 'gwenn@quai.example', isProspect: false, seen: { title: 'Delivery' } },
  ])
})

test('a company of ten thousand people is read before the database runs out of patience', async () => {
  const company = keyIdOf({ kind: 'customer', value: 'a company' })
  await pool.query(
    `with people as (select md5('person' || i)::uuid as id from generate_series(1, 10000) i),
      named as (
        insert into customers (id, kind, value, company_id, company, emails, phones, shared, keys, search)
        select id, 'customer', id::text, $1, 'Crowd', '{}', '{}', false, 1, '' from people),
      keys as (
        insert into customer_keys (key_id, kind, value, customer_id, shared, uses, first_seen, last_seen)
        select id, 'customer', id::text, id, false, 1, now(), now() from people)
    insert into key_activity (key, interest, interest_at, terms)
    select id, 1, to_timestamp($2::float8 / 1000), json_build_array(json_build_array('page', '/prices', 1, $2::float8, 1, $2::float8))
    from people`,
    [company, now],
  )
  const reading = await companyView({ pool }).read(`company:${company}`)
  expect(reading?.rows['company']).toMatchObject({ name: 'Crowd', people: 10_000 })
  expect(Object.keys(reading?.rows ?? {})).toHaveLength(2 + peopleShown)
  const terms = [{ rule: 'page', about: '/prices', count: 10_000, at: now, lastAt: now }]
  expect(reading?.rows['interest']).toMatchObject({ sum: expect.closeTo(10_000, 3) as number, at: now, terms })
})

test('a new account has what was done before it was opened', async () => {
  const rows = await newCustomers()
  expect(rows).toMatchObject([{ name: 'Gwenn Estran', phone: '+33639980718', takenBy: null, outcome: null }])
  expect(rows[0]?.trouble.map(({ facts }) => facts.title)).toEqual(['Solved', 'Logo refused'])
  expect(rows[0]?.did[0]).toMatchObject({ type: 'page.viewed' })
})

test('an account that somebody has stays however many come after it, and all that wait are counted', async () => {
  const by = { id: 'u-1', name: 'Riwal' }
  const have = [customer, ...['c-2', 'c-3'].map((value) => keyIdOf({ kind: 'customer', value }))] as const
  await tell(
    others([
      ['customer.created', { customerId: 'c-2', name: 'Taken' }],
      ['customer.created', { customerId: 'c-3', name: 'To call back' }],
      ['customer.created', { customerId: 'c-4', name: 'Given back' }],
      ...have.map((id) => ['customer.taken', { customer: id, by, turn: 0 }] as const),
      ['customer.called', { customer: have[2], by, outcome: 'call-back' }],
    ]),
  )
  await pool.query(
    `insert into arrivals (key, source, created_at, position, turn, outcome)
     select md5('arrival' || i)::uuid, 'shop', now() + i * interval '1 ms', 1, 0, case when i > 60 then 'reached' end
     from generate_series(1, 120) i`,
  )
  const rows = await newCustomers()
  const names = rows.flatMap(({ takenBy, name }) => (takenBy === null ? [] : [name]))
  expect(names).toEqual(expect.arrayContaining(['Gwenn Estran', 'Taken', 'To call back']))
  expect(rows.filter(({ takenBy, outcome }) => takenBy === null && outcome === null)).toHaveLength(arrivalsShown)
  expect(rows.filter(({ outcome }) => outcome === 'reached')).toHaveLength(arrivalsShown)
  const { rows: all } = await readNew()
  expect(all['waiting']).toEqual({ kind: 'waiting', count: 61 })
})

async function readNew(): Promise<ViewReading> {
  const reading = await customersView({ pool, clock: systemClock }).read('customers:new')
  if (reading === null) throw new Error('there is no view of new accounts')
  return reading
}

async function newCustomers(): Promise<ArrivalRow[]> {
  const rows = Object.values((await readNew()).rows).map((row) => newCustomersRowSchema.parse(row))
  return rows.flatMap((row) => (row.kind === 'arrival' ? [row] : []))
}
