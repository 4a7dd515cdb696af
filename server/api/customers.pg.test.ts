import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { eventResultSchema } from '#contract/api.ts'
import { customerExportSchema } from '#contract/customer-export.ts'
import type { CustomerKey } from '#contract/customer-key.ts'
import { customerSearchAnswerSchema } from '#contract/customers.ts'
import { timelinePageSchema } from '#contract/timeline.ts'
import { problemSchema } from '#contract/problem.ts'
import { createPool } from '../db/pool.ts'
import type { EventServer } from '../event-server.ts'
import { keyIdOf } from '../projections/identity/key-id.ts'
import { testDatabase } from '../testing/database.ts'
import { newEvent, silentLogger } from '../testing/log-fixture.ts'
import { startServer } from '../testing/tracking-server.ts'

const { url } = await testDatabase()
let server: EventServer
let pool: Pool

beforeAll(async () => {
  const settings = createPool({ databaseUrl: url, logger: silentLogger, name: 'settings', max: 1 })
  await settings.query(`insert into settings (key, value, updated_at) values ('identity', '{"country": "FR"}', now())`)
  await settings.end()
  server = await startServer(url)
  pool = createPool({ databaseUrl: url, logger: silentLogger, name: 'test', max: 2 })
  const people = [
    [
      'customer.created',
      { customerId: 'c-1', email: 'zoe.marchand@acme.example', phone: '06 39 98 12 34', name: 'Zoé Marchand' },
    ],
    [
      'customer.created',
      { customerId: 'c-2', email: 'zoe@marchand.example', name: 'Zoe Marchand-Petit', company: 'Marchand & Fils' },
    ],
    ['customer.created', { customerId: 'c-3', email: 'rob@gmail.com', name: 'Robert Legrand' }],
    ['customer.identified', { customerId: 'c-3', visitorId: 'v-33' }],
    ['page.viewed', { visitorId: 'v-99' }],
    ['order.placed', { orderId: 'W-4711', customerId: 'c-3' }],
  ] as const
  await append(people.map(([type, data], index) => newEvent({ id: `p-${index}`, type, data })))
})
afterAll(async () => {
  await pool.end()
  await server.stop()
})

async function append(events: Parameters<EventServer['log']['append']>[0]): Promise<void> {
  const { outcomes } = await server.log.append(events)
  const last = outcomes.at(-1)
  if (last?.outcome !== 'stored') throw new Error('an event was stored before')
  await folded(last.position)
}

/** Resolves once who is who is known up to this position. */
async function folded(position: bigint): Promise<void> {
  const isThere = async () => {
    const text = `select 1 from checkpoints where projection = 'identity' and position >= $1`
    return (await pool.query(text, [position])).rowCount === 1
  }
  await vi.waitUntil(isThere, { timeout: 60_000 })
}

async function find(q: string): Promise<string[]> {
  const answer = await fetch(`${server.url}/v1/customers?q=${encodeURIComponent(q)}`)
  const { customers } = customerSearchAnswerSchema.parse(await answer.json())
  return customers.map(({ value, by }) => `${by} ${value}`)
}

const idOf = (value: string, kind: CustomerKey['kind'] = 'customer') => keyIdOf({ kind, value })

async function ask(id: string, verb: 'merge' | 'split', body: object, headers: object = {}) {
  const answer = await fetch(`${server.url}/v1/customers/${id}/${verb}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  return (await answer.json()) as unknown
}

async function done(...asked: Parameters<typeof ask>) {
  const result = eventResultSchema.parse(await ask(...asked))
  if (result.position !== undefined) await folded(BigInt(result.position))
  return result.outcome
}

describe('searching', () => {
  test.each([
    ['a name, without its accent', 'zoe marchand', ['words c-2', 'words c-1']],
    ['beginnings of words, in any order', 'mar zo', ['words c-2', 'words c-1']],
    ['a name that is misspelt', 'marchnad', ['similar c-2', 'similar c-1']],
    ['one misspelt word of two', 'robbert legrant', ['similar c-3']],
    ['a company', 'fils', ['words c-2']],
    ['an e-mail address, however it is written', 'ROB@gmail.com', ['key c-3']],
    ['the beginning of an e-mail address', 'zoe@mar', ['words c-1', 'words c-2']],
    ['a telephone number as it is written in the country', '06 39 98 12 34', ['key c-1']],
    ['the beginning of a telephone number', '06 39 98', ['words c-1']],
    ['the company’s own id', 'c-2', ['key c-2']],
    ['a visitor who is known', 'v-33', ['key c-3']],
    ['a visitor of whom nothing else is known', 'v-99', ['key v-99']],
    ['an order', 'W-4711', ['order c-3']],
    ['nobody', 'xyzzy', []],
    ['signs alone', '%%__', []],
    ['signs that a telephone number may have, and no digit', '(--) ++', []],
    ['noughts alone', '0000', []],
  ])('finds by %s', async (_, q, expected) => {
    expect((await find(q)).toSorted()).toEqual(expected.toSorted())
  })

  test.each(['a\u0000b', '\u0000'])('refuses what no table could hold: %j', async (q) => {
    const answer = await fetch(`${server.url}/v1/customers?q=${encodeURIComponent(q)}`)
    expect(problemSchema.parse(await answer.json())).toMatchObject({ code: 'invalid-request' })
  })

  test('names a company as its page does, also at whoever of its people has not stated it', async () => {
    const people = [
      { customerId: 'c-q1', email: 'gwenn@quai.example', name: 'Gwenn Estran', company: 'Le Quai' },
      { customerId: 'c-q2', email: 'riwal@quai.example', name: 'Riwal Ressac' },
    ]
    await append(people.map((data) => newEvent({ id: data.customerId, type: 'customer.created', data })))
    const answers = ['riwal ressac', 'riwal@quai.example'].map(async (q) => {
      const answer = await fetch(`${server.url}/v1/customers?q=${encodeURIComponent(q)}`)
      return customerSearchAnswerSchema.parse(await answer.json()).customers
    })
    for (const customers of await Promise.all(answers))
      expect(customers).toMatchObject([{ value: 'c-q2', company: { name: 'Le Quai' } }])
  })

  test('refuses to look for nothing', async () => {
    const answer = await fetch(`${server.url}/v1/customers?q=%20`)
    expect(problemSchema.parse(await answer.json())).toMatchObject({ code: 'invalid-request' })
  })
})

describe('merging', () => {
  test('makes two one, whatever keys they are named by, until the link is undone', async () => {
    expect(await done(idOf('zoe@marchand.example', 'email'), 'merge', { with: idOf('c-1') })).toBe('stored')
    expect(await find('zoe marchand')).toEqual(['words c-1'])
    expect(await done(idOf('c-2'), 'merge', { with: idOf('c-1') })).toBe('duplicate')
    expect(await done(idOf('c-1'), 'split', { links: [{ from: idOf('c-1'), to: idOf('c-2') }] })).toBe('stored')
    expect((await find('zoe marchand')).toSorted()).toEqual(['words c-1', 'words c-2'])
  })

  test('a key that is somebody else’s is parted, and nothing of it is found any more', async () => {
    const visitor = idOf('v-33', 'visitor')
    expect(await done(idOf('c-3'), 'split', { keys: [visitor] })).toBe('stored')
    expect(await find('v-33')).toEqual(['key v-33'])
    expect(await done(idOf('c-3'), 'split', { keys: [visitor] })).toBe('duplicate')
  })

  test('takes ids in capitals for what they are', async () => {
    const visitor = idOf('v-33', 'visitor').toUpperCase()
    expect(await done(idOf('c-3').toUpperCase(), 'split', { keys: [visitor] })).toBe('duplicate')
    expect(await done(visitor, 'merge', { with: idOf('c-3').toUpperCase() })).toBe('stored')
  })

  test('a key of a request stands for that customer’s, not for another’s', async () => {
    const key = { 'idempotency-key': 'twice' }
    expect(await done(idOf('c-1'), 'merge', { with: idOf('c-2') }, key)).toBe('stored')
    expect(await done(idOf('v-99', 'visitor'), 'merge', { with: idOf('c-3') }, key)).toBe('stored')
    expect(await done(idOf('c-1'), 'split', { links: [{ from: idOf('c-1'), to: idOf('c-2') }] })).toBe('stored')
    expect(await done(idOf('c-1'), 'merge', { with: idOf('c-2') }, key)).toBe('duplicate')
  })

  test('of nobody is refused', async () => {
    expect(problemSchema.parse(await ask(idOf('nobody'), 'merge', { with: idOf('c-1') }))).toMatchObject({
      code: 'not-found',
    })
  })
})

test.each(['-999999999999999.1', '1.9999999999999999999', '1e3.1', '1'])(
  'a timeline from %s on is refused: no page has given it',
  async (before) => {
    const answer = await fetch(`${server.url}/v1/customers/${idOf('c-1')}/timeline?before=${before}`)
    expect(problemSchema.parse(await answer.json())).toMatchObject({ code: 'invalid-request' })
  },
)

test('a timeline from before all time is empty', async () => {
  const answer = await fetch(`${server.url}/v1/customers/${idOf('c-1')}/timeline?before=-99999999999999.0`)
  expect(timelinePageSchema.parse(await answer.json())).toEqual({ entries: [], next: null })
})

describe('exporting', () => {
  test('writes a file with keys, evidence, orders and every event about the customer, and nothing of others', async () => {
    const pages = Array.from({ length: 450 }, (_, index) =>
      newEvent({ id: `x-${index}`, type: 'page.viewed', data: { visitorId: 'v-7', path: `/p${index}` } }),
    )
    await append([
      newEvent({ id: 'x-c', type: 'customer.identified', data: { customerId: 'c-7', visitorId: 'v-7' } }),
      newEvent({ id: 'x-o', type: 'order.placed', data: { orderId: 'X-1', customerId: 'c-7', totalMinor: 900 } }),
      newEvent({
        id: 'x-m',
        type: 'meeting.scheduled',
        data: { title: 'Demo', attendees: [{ customerId: 'c-7' }, { email: 'other@acme.example' }] },
      }),
      ...pages,
    ])
    await vi.waitUntil(
      async () => (await pool.query(`select 1 from timeline_entries where facts->>'path' = '/p449'`)).rowCount === 1,
      { timeout: 60_000 },
    )
    const answer = await fetch(`${server.url}/v1/customers/${idOf('v-7', 'visitor')}/export`)
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="customer-[0-9a-f-]{36}-.*\.json"$/,
    )
    const text = await answer.text()
    const { customer, keys, links, orders, entries } = customerExportSchema.parse(JSON.parse(text))
    expect(customer).toBe(idOf('c-7'))
    expect(keys.map(({ value }) => value).toSorted()).toEqual(['c-7', 'v-7'])
    expect(links).toMatchObject([{ evidence: 'login', strength: 'strong' }])
    expect(orders).toMatchObject([{ id: 'X-1', totalMinor: 900 }])
    expect(entries.map(({ event }) => event?.id ?? 'left out').toSorted()).toEqual(
      ['x-c', 'x-o', 'left out', ...pages.map(({ id }) => id)].toSorted(),
    )
    expect(text).not.toContain('other@acme.example')
  })

  test('of nobody is refused', async () => {
    const answer = await fetch(`${server.url}/v1/customers/${idOf('nobody')}/export`)
    expect(problemSchema.parse(await answer.json())).toMatchObject({ code: 'not-found' })
  })
})
