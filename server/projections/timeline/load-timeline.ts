import type { Tx } from '../projection.ts'
import { ms } from '../table-writer.ts'
import type { KeyActivity, KeyedEvent, TimelineState } from './fold-timeline.ts'
import { interestOf } from './interest-settings.ts'
import type { OrderRecord, TicketRecord } from './order-record.ts'
import type { StoredTerm } from './stored-terms.ts'
import { fromStoredTerms } from './stored-terms.ts'
import type { Thing } from './thing.ts'
import { nameOf } from './thing.ts'

/** Reads what a batch touches, each of it once. */
export async function loadTimeline(tx: Tx, events: readonly KeyedEvent[]): Promise<TimelineState> {
  const things = [...new Map(events.flatMap(({ thing }) => (thing ? [[nameOf(thing), thing] as const] : []))).values()]
  const keys = [...new Set(events.flatMap((event) => event.keys))]
  const { settings, activity } = await readActivity(tx, keys)
  const known = [
    ...(await readOrders(
      tx,
      things.filter(({ kind }) => kind === 'order'),
    )),
    ...(await readTickets(
      tx,
      things.filter(({ kind }) => kind === 'ticket'),
    )),
  ]
  return { settings, activity, things: new Map(known.map((thing) => [nameOf(thing), thing])) }
}

interface ActivityRow {
  settings: unknown
  key: string | null
  interest: number
  interest_at: number
  terms: StoredTerm[]
  seen_at: number | null
  seen_position: string | null
  seen_title: string | null
  seen_path: string | null
}

async function readActivity(tx: Tx, keys: readonly string[]): Promise<Pick<TimelineState, 'settings' | 'activity'>> {
  const { rows } = await tx.query<ActivityRow>({
    name: 'read-key-activity',
    text: `
      select (select value from settings where settings.key = 'interest') as settings, key_activity.key, interest,
        ${ms('interest_at')}, terms, ${ms('seen_at')}, seen_position, seen_title, seen_path
      from (select) once left join key_activity on key_activity.key = any($1::uuid[])`,
    values: [keys],
  })
  const activity = rows.flatMap((row) => (row.key === null ? [] : [[row.key, toActivity(row)] as const]))
  return { settings: interestOf(rows[0]?.settings), activity: new Map(activity) }
}

function toActivity(row: ActivityRow): KeyActivity {
  const { interest, interest_at: at, terms, seen_at: seenAt, seen_position: position } = row
  return {
    interest: { sum: interest, at, terms: fromStoredTerms(terms) },
    seen:
      seenAt === null || position === null
        ? null
        : { at: seenAt, position: BigInt(position), title: row.seen_title, path: row.seen_path },
  }
}

interface OrderRow {
  source: string
  order_id: string
  key: string | null
  placed_at: number | null
  stated_at: number
  stated_position: string
  total_minor: string | null
  currency: string | null
  units: number | null
  store: string | null
  channel: string | null
  cancelled_at: number | null
  refunded_minor: string
  refund_ids: string[] | null
}

async function readOrders(tx: Tx, things: readonly Thing[]): Promise<OrderRecord[]> {
  if (things.length === 0) return []
  const { rows } = await tx.query<OrderRow>({
    name: 'read-customer-orders',
    text: `
      select source, order_id, key, ${ms('placed_at')}, ${ms('stated_at')}, stated_position, total_minor, currency, units,
        store, channel, ${ms('cancelled_at')}, refunded_minor, refund_ids
      from unnest($1::text[], $2::text[]) as asked (of_source, id)
      cross join lateral (select * from customer_orders where source = of_source and order_id = id offset 0) known`,
    values: columnsOf(things),
  })
  return rows.map((row) => ({
    kind: 'order',
    source: row.source,
    id: row.order_id,
    key: row.key,
    placedAt: row.placed_at,
    statedAt: row.stated_at,
    statedPosition: BigInt(row.stated_position),
    totalMinor: row.total_minor === null ? null : Number(row.total_minor),
    currency: row.currency,
    units: row.units,
    store: row.store,
    channel: row.channel,
    cancelledAt: row.cancelled_at,
    refundedMinor: Number(row.refunded_minor),
    refundIds: row.refund_ids ?? [],
  }))
}

interface TicketRow {
  source: string
  ticket_id: string
  key: string | null
  title: string | null
  opened_at: number | null
  closed_at: number | null
}

async function readTickets(tx: Tx, things: readonly Thing[]): Promise<TicketRecord[]> {
  if (things.length === 0) return []
  const { rows } = await tx.query<TicketRow>({
    name: 'read-customer-tickets',
    text: `
      select source, ticket_id, key, title, ${ms('opened_at')}, ${ms('closed_at')}
      from unnest($1::text[], $2::text[]) as asked (of_source, id)
      cross join lateral (select * from customer_tickets where source = of_source and ticket_id = id offset 0) known`,
    values: columnsOf(things),
  })
  return rows.map((row) => ({
    kind: 'ticket',
    source: row.source,
    id: row.ticket_id,
    key: row.key,
    title: row.title,
    openedAt: row.opened_at,
    closedAt: row.closed_at,
  }))
}

function columnsOf(things: readonly Thing[]): [string[], string[]] {
  return [things.map(({ source }) => source), things.map(({ id }) => id)]
}
