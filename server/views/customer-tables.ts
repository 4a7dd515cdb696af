import { entriesShown, ordersShown, ticketsShown } from '#contract/views/customer.ts'
import { epochMs } from './stock-tables.ts'

/*
 * What the views of a customer and of a company read alike, as SQL. Each stands on a common table expression `keys (key)`:
 * the ids of the keys that it is about. What these cost goes by keys and by what is shown, never by the log.
 */

/** What entries of time are as JSON, newest first. */
export const entriesJson = `json_agg(json_build_object(
  'kind', 'entry', 'position', position::text, 'key', key, 'type', type, 'source', source,
  'at', ${epochMs('occurred_at')}, 'facts', facts) order by occurred_at desc, position desc)`

/** What keys have done as JSON; see `ReadActivity`. */
export const activityJson = `json_agg(json_build_object(
  'sum', interest, 'at', ${epochMs('interest_at')}, 'terms', terms,
  'seen', case when seen_at is not null then json_build_object(
    'kind', 'seen', 'at', ${epochMs('seen_at')}, 'title', seen_title, 'path', seen_path) end) order by key)`

/** A page of entries as an array, newest first: the newest of each key are read off its index, and merged. */
export const newestEntries = `
  (select ${entriesJson}
   from (select newest.* from keys cross join lateral (
           select key, occurred_at, position, type, source, facts from timeline_entries
           where timeline_entries.key = keys.key order by occurred_at desc, position desc limit ${entriesShown}
         ) newest
         order by occurred_at desc, position desc limit ${entriesShown}) shown)`

/** When the keys were first heard of. */
export const firstEntryAt = `
  (select min(at)::float8 from keys cross join lateral (
     select ${epochMs('occurred_at')} as at from timeline_entries
     where timeline_entries.key = keys.key order by occurred_at, position limit 1) oldest)`

/** What each key has done; added up where it is read. */
export const activityOfKeys = `
  (select ${activityJson}
   from key_activity where key in (select key from keys))`

export const newestOrders = `
  (select json_agg(json_build_object(
     'kind', 'order', 'source', source, 'id', order_id, 'at', ${epochMs('coalesce(placed_at, stated_at)')},
     'state', case when cancelled_at is not null then 'cancelled' when refunded_minor <= 0 then 'placed'
       when refunded_minor >= total_minor then 'refunded' else 'partly-refunded' end,
     'totalMinor', total_minor, 'refundedMinor', refunded_minor, 'currency', currency, 'units', units,
     'store', store, 'channel', channel))
   from (select * from customer_orders where key in (select key from keys) and (placed_at is not null or stated_position > 0)
         order by placed_at desc nulls last, order_id limit ${ordersShown}) newest)`

/** What was bought and kept: number, amount, and its currency if it is one; no amount that JSON cannot say exactly. */
export const orderTotals = `
  (select json_build_object('orders', count(*)::int,
     'ordersMinor', case when count(distinct currency) = 1 and sum(greatest(total_minor - refunded_minor, 0)) <= ${Number.MAX_SAFE_INTEGER}
       then sum(greatest(total_minor - refunded_minor, 0)) end,
     'currency', case when count(distinct currency) = 1 then min(currency) end)
   from customer_orders where key in (select key from keys) and placed_at is not null and cancelled_at is null)`

const open = 'opened_at is not null and (closed_at is null or closed_at < opened_at)'

export const openTickets = `
  (select json_agg(json_build_object(
     'kind', 'ticket', 'source', source, 'id', ticket_id, 'title', title, 'openedAt', ${epochMs('opened_at')}))
   from (select * from customer_tickets where key in (select key from keys) and ${open}
         order by opened_at desc, ticket_id limit ${ticketsShown}) newest)`

export const openTicketCount = `
  (select count(*)::int from customer_tickets where key in (select key from keys) and ${open})`
