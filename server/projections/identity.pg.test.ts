import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { StoredEvent } from '#contract/event.ts'
import { transaction } from '../db/transaction.ts'
import { testDatabase } from '../testing/database.ts'
import type { CustomerKey } from '#contract/customer-key.ts'
import { batchesOf, cuts, dataOf, identityLogs, keyOf, toStored } from '../testing/identity-logs.ts'
import { referenceCustomers } from '../testing/identity-reference.ts'
import { openLog } from '../testing/log-fixture.ts'
import { identityProjection } from './identity.ts'
import type { IdentityRules, SharedKeyLimits } from './identity/identity-rules.ts'
import { defaultLimits } from './identity/identity-rules.ts'
import { keyIdOf } from './identity/key-id.ts'

const { url } = await testDatabase()
const { pool, close } = await openLog(url)
afterAll(close)

const usual: IdentityRules = { country: 'FR', limits: defaultLimits, freeDomains: [] }
/** So low that keys are shared soon. */
const few = { customer: 1, email: 2, phone: 1, crm: 1, visitor: 2 }
const lowLimits: SharedKeyLimits = { customer: few, email: few, phone: few, crm: few, visitor: few }

beforeEach(() => reset(usual))

function reset(rules: IdentityRules): Promise<void> {
  return transaction(pool, { durable: false }, (tx) => identityProjection(rules).reset(tx))
}

function apply(events: readonly StoredEvent[], rules = usual): Promise<readonly string[]> {
  return transaction(pool, { durable: false }, (tx) => identityProjection(rules).apply(events, tx))
}

async function readTables(): Promise<unknown> {
  const { rows } = await pool.query<{ tables: unknown }>(`select json_build_object(
    'keys', (select json_agg(k order by key_id) from customer_keys k),
    'links', (select json_agg(l order by key_a, key_b) from identity_links l),
    'customers', (select json_agg(c order by id) from customers c),
    'words', (select json_agg(w order by word, customer_id) from customer_words w)) as tables`)
  return rows[0]?.tables
}

async function readCustomerOfKeys(): Promise<string[]> {
  const { rows } = await pool.query<{ line: string }>(
    `select key_id || ' ' || customer_id || case when shared then ' shared' else '' end as line from customer_keys`,
  )
  return rows.map(({ line }) => line).toSorted()
}

describe('whatever comes', () => {
  const logs = fc.constantFrom(2, 4, 8).chain((size) => identityLogs(size))
  const rules = fc.constantFrom(usual, { ...usual, limits: lowLimits })

  test('customers are the connected parts of what the rules leave, however the log is cut into batches', async () => {
    await fc.assert(
      fc.asyncProperty(logs, rules, cuts(), async (log, rules, at) => {
        await reset(rules)
        for (const batch of batchesOf(log, at)) await apply(batch, rules)
        expect(await readCustomerOfKeys()).toEqual(referenceCustomers(log, rules))
      }),
    )
  })

  test('any split of the same events gives the same tables', async () => {
    await fc.assert(
      fc.asyncProperty(logs, rules, cuts(), async (log, rules, at) => {
        await reset(rules)
        await apply(log, rules)
        const whole = await readTables()
        await reset(rules)
        for (const batch of batchesOf(log, at)) await apply(batch, rules)
        expect(await readTables()).toEqual(whole)
      }),
    )
  })
})

const [ada, bob] = [keyOf('customer', 1), keyOf('customer', 2)]
const mail = keyOf('email', 2)
const visitor = keyOf('visitor', 1)

/** What happens, one event after the other; each `[type, keys, more]`. */
function seen(...events: readonly (readonly [string, readonly CustomerKey[], object?])[]): StoredEvent[] {
  return events.map(([type, keys, more], index) =>
    toStored(
      {
        type,
        source: 'shop',
        data: { ...dataOf(keys), ...more },
        occurredAt: Date.UTC(2026, 10, 23, 8, index),
        backfill: false,
      },
      index,
    ),
  )
}

function said(type: 'customer.merged' | 'customer.separated', one: CustomerKey, other: CustomerKey): StoredEvent {
  const data = { links: [{ from: keyIdOf(one), to: keyIdOf(other) }], by: { id: 'u-1', name: 'Sam' } }
  return toStored({ type, source: 'vigie', data, occurredAt: Date.UTC(2026, 10, 23, 9), backfill: false }, 99)
}

async function readCustomers(): Promise<unknown[]> {
  const { rows } = await pool.query<Record<string, unknown>>(
    'select value, name, emails, phones, company, shared, keys, first_order_at from customers order by value',
  )
  return rows
}

async function customersOf(...keys: readonly CustomerKey[]): Promise<(string | undefined)[]> {
  const { rows } = await pool.query<{ key_id: string; customer_id: string }>(
    'select key_id, customer_id from customer_keys',
  )
  const found = new Map(rows.map((row) => [row.key_id, row.customer_id]))
  return keys.map((key) => found.get(keyIdOf(key)))
}

describe('a customer', () => {
  test('is what its keys say together, under the id of the least of them', async () => {
    await apply(
      seen(
        ['page.viewed', [visitor]],
        ['customer.identified', [mail, visitor], { evidence: 'login', name: 'Ada' }],
        ['customer.created', [ada, mail], { phone: '06 39 98 00 07', name: 'Ada L.' }],
        ['order.placed', [ada], { orderId: '1' }],
      ),
    )
    expect(await readCustomers()).toEqual([
      {
        value: 'c-1',
        name: 'Ada L.',
        emails: ['p2@acme.example'],
        phones: ['+33639980007'],
        company: 'acme.example',
        shared: false,
        keys: 4,
        first_order_at: new Date(Date.UTC(2026, 10, 23, 8, 3)),
      },
    ])
    expect(await customersOf(visitor)).toEqual([keyIdOf(ada)])
  })

  test('is nobody while only a visitor is known, and an address that was typed in only probably the visitor’s', async () => {
    await apply(seen(['page.viewed', [visitor]], ['customer.identified', [mail, visitor]]))
    expect(await readCustomers()).toMatchObject([{ value: mail.value, keys: 1 }])
    expect(await customersOf(visitor, mail)).toEqual([keyIdOf(visitor), keyIdOf(mail)])
  })

  test('two who share a telephone stay two, and each has it', async () => {
    const phone = { phone: '+33639980007' }
    await apply(seen(['customer.created', [ada], phone]))
    await apply(seen(['customer.created', [bob], phone]))
    expect(await readCustomers()).toMatchObject([
      { value: '+33639980007', shared: true },
      { value: 'c-1', phones: ['+33639980007'] },
      { value: 'c-2', phones: ['+33639980007'] },
    ])
  })

  test('two that a person merged are one until that is undone, and are then as they were', async () => {
    await apply(seen(['customer.created', [ada, mail]], ['customer.created', [bob, visitor]]))
    const apart = await readCustomers()
    const touched = await apply([said('customer.merged', ada, bob)])
    expect(touched.toSorted()).toEqual([ada, bob].map((key) => `customer:${keyIdOf(key)}`).toSorted())
    expect(await customersOf(ada, mail, bob, visitor)).toEqual(Array(4).fill(keyIdOf(ada)))
    await apply([said('customer.separated', ada, bob)])
    expect(await readCustomers()).toEqual(apart)
    expect(await customersOf(mail, visitor)).toEqual([keyIdOf(ada), keyIdOf(bob)])
  })

  test('what a person separated stays separated, whatever events say of the same two keys', async () => {
    await apply(seen(['customer.created', [ada, mail]]))
    await apply([said('customer.separated', ada, mail)])
    await apply(seen(['customer.updated', [ada, mail]]))
    expect(await customersOf(ada, mail)).toEqual([keyIdOf(ada), keyIdOf(mail)])
  })

  test('a free address says nothing of a company, a stated account says most', async () => {
    await apply(
      seen(
        ['customer.created', [keyOf('email', 1)], { name: 'Free' }],
        ['customer.created', [keyOf('email', 2)], { company: 'Acme' }],
        ['customer.created', [keyOf('email', 4)], { companyId: 17 }],
        ['customer.created', [keyOf('email', 6)]],
      ),
    )
    const { rows } = await pool.query<{ company: string | null; group: string }>(
      'select company, (dense_rank() over (order by company_id))::text as "group" from customers order by value',
    )
    const [free, named, stated, same] = rows
    expect(rows.map(({ company }) => company)).toEqual([null, 'Acme', 'acme.example', 'acme.example'])
    expect(same?.group).toBe(named?.group)
    expect(new Set([free, named, stated].map((row) => row?.group)).size).toBe(3)
  })
})
