import { afterAll, expect, test } from 'vitest'
import type { StoredEvent } from '#contract/event.ts'
import { testDatabase } from '../testing/database.ts'
import { newEvent, openLog } from '../testing/log-fixture.ts'
import { arrivalsProjection } from './arrivals.ts'
import { foldTransaction } from './fold-transaction.ts'
import { identityProjection } from './identity.ts'
import { defaultLimits } from './identity/identity-rules.ts'
import { timelineKeys } from './timeline/timeline-keys.ts'
import { timelineProjection } from './timeline.ts'

const { url } = await testDatabase()
const { pool, close } = await openLog(url)
afterAll(close)

const batches = 20
const customersABatch = 40

/** Accounts that sign in and order, each customer in one batch. */
function batchOf(number: number): StoredEvent[] {
  const types = ['customer.created', 'customer.identified', 'order.placed', 'ticket.opened']
  return Array.from({ length: customersABatch * types.length }, (_, index) => {
    const customer = number * customersABatch + Math.floor(index / types.length)
    const position = BigInt(number * customersABatch * types.length + index + 1)
    const thing = { orderId: `o-${customer}`, ticketId: `t-${customer}`, totalMinor: 100 }
    const data = {
      customerId: `c-${customer}`,
      visitorId: `v-${customer}`,
      email: `c${customer}@mail.example`,
      ...thing,
    }
    return { ...newEvent({ id: `e-${position}`, type: types[index % types.length] ?? '', data }), position }
  })
}

async function rowsReadFromEndToEnd(): Promise<number> {
  await pool.query('select pg_stat_force_next_flush()')
  const { rows } = await pool.query<{ read: number }>(
    'select coalesce(sum(seq_tup_read), 0)::int as read from pg_stat_user_tables',
  )
  return rows[0]?.read ?? Number.NaN
}

const keysOf = timelineKeys('FR')

test.for([
  identityProjection({ country: 'FR', limits: defaultLimits, freeDomains: [] }),
  timelineProjection(keysOf),
  arrivalsProjection(keysOf),
])('what began among no customers reads no table of them from end to end: $name', async (projection) => {
  const before = await rowsReadFromEndToEnd()
  for (let number = 0; number < batches; number++)
    await foldTransaction(pool, projection, (tx) => projection.apply(batchOf(number), tx))
  expect((await rowsReadFromEndToEnd()) - before).toBeLessThan(batches * customersABatch)
})
