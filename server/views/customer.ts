import type { Pool } from 'pg'
import { customerIdSchema } from '#contract/customer-key.ts'
import type { InterestSettings } from '#contract/interest.ts'
import type { TimelineEntry } from '#contract/timeline.ts'
import type {
  CustomerHeadRow,
  CustomerKeyRow,
  CustomerOrderRow,
  CustomerRow,
  CustomerTicketRow,
  InterestRow,
} from '#contract/views/customer.ts'
import { interestOf } from '../projections/timeline/interest-settings.ts'
import type { ReadActivity } from '../projections/timeline/merge-activity.ts'
import { mergeInterest, newestOf } from '../projections/timeline/merge-activity.ts'
import { customerIdentity } from './customer-identity.ts'
import {
  activityOfKeys,
  firstEntryAt,
  newestEntries,
  newestOrders,
  openTicketCount,
  openTickets,
  orderTotals,
} from './customer-tables.ts'
import type { View, ViewReading } from './view.ts'

const prefix = 'customer:'

/** Terms that are told; what is beyond them is in the sum, and therefore in what is left of it. */
export const termsShown = 8

/** When whoever an id led to was erased, epoch ms; null = nobody was. */
export type ErasedAt = (id: string) => Promise<number | null>

/** One customer: who it is and how we know, what it has done, how interested it is, and the page it was seen on. */
export function customerView({
  pool,
  erasedAt = () => Promise.resolve(null),
}: {
  pool: Pool
  erasedAt?: ErasedAt
}): View {
  return {
    name: 'customer',
    permission: 'view:customer',
    hasParameter: true,
    freshnessTargetSeconds: 5,
    mode: 'push',
    reads: ['timeline', 'identity'],
    async read(topic) {
      const id = customerIdSchema.safeParse(topic.slice(prefix.length)).data
      if (id === undefined) return null
      const tables = await readCustomer(pool, id)
      return toReading(tables) ?? toErased(tables.position, await erasedAt(id))
    },
  }
}

interface CustomerTables {
  position: string
  newest: ViewReading['newest']
  settings: unknown
  id: string
  name: string | null
  address: string | null
  company: CustomerHeadRow['company']
  keys: CustomerKeyRow[] | null
  since: number | null
  totals: Pick<CustomerHeadRow, 'orders' | 'ordersMinor' | 'currency'>
  openTickets: number
  activity: ReadActivity[] | null
  entries: TimelineEntry[] | null
  orders: CustomerOrderRow[] | null
  tickets: CustomerTicketRow[] | null
}

async function readCustomer(pool: Pool, id: string): Promise<CustomerTables> {
  const { rows } = await pool.query<CustomerTables>({
    name: 'read-customer',
    text: `
      with ${customerIdentity.tables}, folded as (
        select coalesce(min(position), 0) as position from checkpoints where projection in ('timeline', 'identity'))
      select folded.position, (select value from settings where key = 'interest') as settings,
        ${customerIdentity.columns}, ${firstEntryAt} as since, ${orderTotals} as totals,
        ${openTicketCount} as "openTickets", ${activityOfKeys} as activity, ${newestEntries} as entries,
        ${newestOrders} as orders, ${openTickets} as tickets,
        (select json_build_object('occurredAt', (extract(epoch from occurred_at) * 1000)::int8,
           'receivedAt', (extract(epoch from received_at) * 1000)::int8)
         from events where events.position = folded.position) as newest
      from folded`,
    values: [id],
  })
  if (!rows[0]) throw new Error('the query of a customer answered no row')
  return rows[0]
}

function toReading({ position, newest, ...tables }: CustomerTables): ViewReading | null {
  if (tables.since === null && tables.keys === null) return null
  const rows: Record<string, CustomerRow> = { customer: toHead(tables) }
  const { activity, settings } = tables
  const interest = toInterestRow(activity ?? [], interestOf(settings))
  if (interest.sum > 0) rows.interest = interest
  const seen = newestOf((activity ?? []).map((each) => each.seen))
  if (seen) rows.seen = seen
  for (const key of tables.keys ?? []) rows[`key:${key.id}`] = key
  for (const order of tables.orders ?? []) rows[`order:${order.source}/${order.id}`] = order
  for (const ticket of tables.tickets ?? []) rows[`ticket:${ticket.source}/${ticket.id}`] = ticket
  for (const entry of tables.entries ?? []) rows[`entry:${entry.position}`] = entry
  return { position: BigInt(position), rows, newest }
}

function toErased(position: string, at: number | null): ViewReading | null {
  if (at === null) return null
  const rows: Record<string, CustomerRow> = { erased: { kind: 'erased', at } }
  return { position: BigInt(position), rows, newest: null }
}

function toHead({
  id,
  name,
  address,
  company,
  since,
  totals,
  openTickets: open,
}: Omit<CustomerTables, 'position' | 'newest'>) {
  return { kind: 'customer', id, name, address, company, since, ...totals, openTickets: open } satisfies CustomerHeadRow
}

export function toInterestRow(activity: readonly ReadActivity[], settings: InterestSettings): InterestRow {
  const { sum, at, terms } = mergeInterest(activity, settings)
  const { halfLifeHours, scale } = settings
  return { kind: 'interest', sum, at, halfLifeMs: halfLifeHours * 3_600_000, scale, terms: terms.slice(0, termsShown) }
}
