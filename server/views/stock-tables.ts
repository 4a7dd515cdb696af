import { alertStateAt } from '../projections/alert-state-at.ts'
import { staleSourcesAt } from '../projections/stale-sources.ts'

/*
 * What the topics of stock read alike, as SQL to stand behind `with` or inside a `select`. `$1` is now, epoch ms.
 *
 * What these cost goes by alerts and places, never by SKUs: a level is only looked up by its key, or by the index of its
 * source and place. Therefore the laterals with `limit 1`: they keep a plan from reading all levels to join a few.
 */

/** As JSON: epoch ms. */
export function epochMs(column: string): string {
  return `(extract(epoch from ${column}) * 1000)::int8`
}

/** `stale`, as `stale-sources.ts` says. */
export const staleSources = staleSourcesAt('$1')

/** `waiting`: alerts that are not closed, with what is known of their SKU and place. @param where of `stock_alerts` */
export function waitingAlerts(where = 'true'): string {
  return `
  waiting as materialized (
    select id, alert.sku, alert.place, alert.kind, opened_at, alert.comments, on_hand, hours_to_zero, stake_minor, currency,
      known_at, coalesce(title, alert.sku) as title, coalesce(places.name, alert.place) as place_name,
      ${alertStateAt('$1')} as state,
      case when state = 'snoozed' and snoozed_until > to_timestamp($1::float8 / 1000) then snoozed_until end as snoozed_until,
      case when coalesce(assignee_id, acknowledged_by) is not null then json_build_object(
        'id', assignee_id, 'name', coalesce(assignee_name, assignee_id, acknowledged_by)) end as holder
    from stock_alerts alert
    left join lateral (
      select source, on_hand, hours_to_zero, stake_minor from stock_levels
      where sku = alert.sku and place = alert.place limit 1
    ) level on true
    left join lateral (select title, currency from products where sku = alert.sku limit 1) product on true
    left join places on places.place = alert.place
    left join stale on stale.source = level.source
    where state in ('open', 'acknowledged', 'snoozed') and ${where}
  )`
}

/** Worst first: what is snoozed last, what is out by what it costs, what will be by how soon. */
const worstFirst = `
  snoozed_until is not null, kind <> 'out',
  case when kind = 'out' then -stake_minor else hours_to_zero end nulls last, opened_at, id`

/** The worst of `waiting` as an array of alert rows. */
export function alertRows(limit: number): string {
  return `(select json_agg(json_build_object(
     'kind', 'alert', 'id', id, 'alert', kind, 'state', state, 'sku', sku, 'title', title, 'place', place,
     'placeName', place_name, 'openedAt', ${epochMs('opened_at')}, 'onHand', on_hand,
     'lastKnownAt', ${epochMs('known_at')}, 'hoursToZero', hours_to_zero, 'atStakeMinor', stake_minor,
     'currency', currency, 'holder', holder, 'snoozedUntil', ${epochMs('snoozed_until')}, 'comments', comments))
   from (select * from waiting order by ${worstFirst} limit ${limit}) worst)`
}

/** Members of a `select` that every reading has: where the fold stands, and the newest event it has taken. */
export const foldedUntil = `
  coalesce((select position from checkpoints where projection = 'stock'), 0) as position,
  (select json_build_object('occurredAt', ${epochMs('occurred_at')}, 'receivedAt', ${epochMs('received_at')})
   from events where position = (select position from checkpoints where projection = 'stock')) as newest`

export interface FoldedUntil {
  position: string
  newest: { occurredAt: number; receivedAt: number } | null
}
