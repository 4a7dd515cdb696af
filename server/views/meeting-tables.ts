import type { Pool } from 'pg'
import type { TimelineEntry } from '#contract/timeline.ts'
import type { CustomerHeadRow, CustomerTicketRow } from '#contract/views/customer.ts'
import type { BriefRow, ProductRow } from '#contract/views/meetings.ts'
import { productsShown } from '#contract/views/meetings.ts'
import type { MeetingPerson } from '../projections/meetings/fold-meetings.ts'
import { companyJson } from '../projections/identity/company-name.ts'
import type { ReadActivity } from '../projections/timeline/merge-activity.ts'
import { activityOfKeys, newestEntries, openTickets, orderTotals } from './customer-tables.ts'
import { epochMs } from './stock-tables.ts'
import type { ViewReading } from './view.ts'

/** What is known of one who comes, under all keys of theirs. Times are epoch ms. */
export interface KnownOfAttendee {
  customer: string
  name: string | null
  company: CustomerHeadRow['company']
  totals: Pick<CustomerHeadRow, 'orders' | 'ordersMinor' | 'currency'>
  lastOrderAt: number | null
  activity: ReadActivity[] | null
  entries: TimelineEntry[] | null
  tickets: CustomerTicketRow[] | null
}

export interface MeetingTables {
  position: string
  newest: ViewReading['newest']
  settings: unknown
  meeting: (Omit<BriefRow, 'kind' | 'team'> & { people: MeetingPerson[] }) | null
  attendees: { place: number; person: MeetingPerson; known: KnownOfAttendee | null }[] | null
  products: Omit<ProductRow, 'kind'>[] | null
  /** The last one that was over, with any of those who come. */
  last: { endedAt: number; title: string | null } | null
}

/** More do not come to talk. */
const attendeesRead = 20

/** Stands on `keys (key)`, those of one customer, as in customer-tables.ts. */
const knownOfKeys = `json_build_object(
  'customer', attending.customer,
  'name', (select name from customers where id = attending.customer),
  'company', (select ${companyJson}
     from customers where id = attending.customer and company_id is not null),
  'totals', ${orderTotals},
  'lastOrderAt', (select ${epochMs('max(placed_at)')} from customer_orders
     where key in (select key from keys) and cancelled_at is null),
  'activity', ${activityOfKeys}, 'entries', ${newestEntries}, 'tickets', ${openTickets})`

const people = `
  attending as materialized (
    select place, person, coalesce(customer_id, (person ->> 'key')::uuid) as customer
    from meeting, json_array_elements(meeting.people) with ordinality as listed (person, place)
      left join customer_keys on key_id = (person ->> 'key')::uuid
    where person ->> 'isTeam' = 'false' order by place limit ${attendeesRead}
  ), attendees as materialized (
    select place, person, known from attending left join lateral (
      with keys as materialized (
        select key_id as key from customer_keys where customer_id = attending.customer union select attending.customer)
      select ${knownOfKeys} as known
    ) of_keys on attending.customer is not null
  )`

/**
 * Products whose pages are among the newest things that they did. A page may name a SKU that there is stock of; else it is about
 * all SKUs whose page it is, such as the sizes of a garment: one product, whatever the page calls it.
 */
const lookedAt = `
  looked_at as (
    select sku, max(title) as title, max(skus) as skus, count(*)::int as seen
    from (
      select coalesce(said.sku, of_page.skus[1], entry -> 'facts' ->> 'sku') as sku,
        coalesce(said.title, of_page.title, entry -> 'facts' ->> 'title') as title,
        coalesce(of_page.skus, array[coalesce(said.sku, entry -> 'facts' ->> 'sku')]) as skus
      from (select distinct on (entry ->> 'position') entry
            from attendees, json_array_elements(case when json_typeof(known -> 'entries') = 'array'
              then known -> 'entries' else '[]' end) entry
            where entry ->> 'type' = 'page.viewed') pages
        left join products said on said.sku = entry -> 'facts' ->> 'sku'
        left join lateral (
          select array_agg(sku order by sku) as skus, case when count(*) = 1 then min(title) end as title from products
          where said.sku is null and path = entry -> 'facts' ->> 'path') of_page on true
    ) named where sku is not null group by sku order by seen desc, sku limit ${productsShown}
  )`

const levelOf = (kind: string) => `
  (select sum(on_hand) from stock_levels left join places using (place)
   where stock_levels.sku = any (skus) and (coalesce(places.kind, 'store') = 'store') = ${kind})`

const products = `
  (select json_agg(json_build_object(
     'sku', sku, 'title', title, 'seen', seen,
     'inStores', ${levelOf('true')}, 'inWarehouses', ${levelOf('false')},
     'next', (select json_build_object('quantity', quantity, 'expectedAt', ${epochMs('expected_at')}) from deliveries
       where deliveries.sku = any (skus) and state = 'expected' order by expected_at, delivery_id limit 1))
     order by seen desc, sku)
   from looked_at)`

const lastMeeting = `
  (select json_build_object('endedAt', ${epochMs('earlier.ends_at')}, 'title', earlier.title)
   from meetings earlier, meeting
   where earlier.keys && (
       select array_agg(key_id::text) from customer_keys where customer_id in (select customer from attending))
     and earlier.id <> meeting.id and not earlier.cancelled and earlier.ends_at <= least(meeting.starts_at, now())
   order by earlier.ends_at desc limit 1)`

export async function readMeeting(pool: Pool, id: string): Promise<MeetingTables> {
  const { rows } = await pool.query<MeetingTables>({
    name: 'read-meeting',
    text: `
      with folded as (
        select coalesce(min(position), 0) as position from checkpoints
        where projection in ('meetings', 'timeline', 'identity', 'stock')
      ), meeting as materialized (
        select * from meetings where id = $1 and starts_at is not null
      ), ${people}, ${lookedAt}
      select folded.position, (select value from settings where key = 'interest') as settings,
        (select json_build_object('occurredAt', ${epochMs('occurred_at')}, 'receivedAt', ${epochMs('received_at')})
         from events where events.position = folded.position) as newest,
        (select json_build_object('id', id, 'title', title, 'description', description, 'location', location, 'url', url,
           'startsAt', ${epochMs('starts_at')}, 'endsAt', ${epochMs('ends_at')}, 'allDay', all_day,
           'cancelled', cancelled, 'source', source, 'people', people) from meeting) as meeting,
        (select json_agg(json_build_object('place', place, 'person', person, 'known', known) order by place)
         from attendees) as attendees,
        ${products} as products, ${lastMeeting} as last
      from folded`,
    values: [id],
  })
  if (!rows[0]) throw new Error('the query of a meeting answered no row')
  return rows[0]
}
