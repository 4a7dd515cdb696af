import type { Pool } from 'pg'
import type { ExpiryReason } from '#contract/transfers.ts'
import { staleSourcesAt } from '../stale-sources.ts'
import type { TransferSettings } from './transfer-settings.ts'

/**
 * A SKU that is out or at risk somewhere, and a mark that changes when something about it or its transfers has, or when a
 * source of its places falls silent or is heard again: who can give depends on that, and neither moves a position here.
 */
export interface NeedySku {
  sku: string
  mark: string
}

export async function readNeedySkus(pool: Pool, now: number): Promise<NeedySku[]> {
  const { rows } = await pool.query<NeedySku>({
    name: 'read-needy-skus',
    text: `with ${staleSourcesAt('$1')}
      select sku, concat_ws(' ', max(position), (select max(position) from transfers t where t.sku = a.sku),
        (select string_agg(distinct source, ' ' order by source) from stale join stock_levels l using (source)
         where l.sku = a.sku)) as mark
      from stock_alerts a where state <> 'closed' group by sku order by max(position)`,
    values: [now],
  })
  return rows
}

/** More events than this are not looked through: behind so many a fold counts as behind until it has come nearer. */
const maxWaiting = 10_000

/** Whether the ledger holds every transfer that is in the log, and the tables of stock are of the same present. */
export async function isLedgerComplete(pool: Pool): Promise<boolean> {
  return (await isStockCurrent(pool)) && (await holdsEveryTransfer(pool))
}

/**
 * Whether the tables of stock are as new as what the ledger says, and hold nearly all of the log. While they are made anew they
 * are of the past: every donor has changed there, every alert is gone, and what was sold is not yet.
 */
export async function isStockCurrent(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ current: boolean }>({
    name: 'is-stock-current',
    text: `select folded >= coalesce((select max(position) from transfers), 0)
        and (select position from log_head) - folded <= $1 as current
      from (select coalesce((select position from checkpoints where projection = 'stock'), 0) as folded) stock`,
    values: [maxWaiting],
  })
  return rows[0]?.current === true
}

/**
 * A ledger that is behind may miss what has been proposed already. However long the log is, only what the ledger has not folded
 * is read, in order and never from end to end.
 */
async function holdsEveryTransfer(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ complete: boolean }>({
    name: 'is-ledger-complete',
    text: `select count(*) <= $1 and not coalesce(bool_or(type like 'transfer.%'), false) as complete
      from (
        select type from events
        where position > coalesce((select position from checkpoints where projection = 'transfers'), 0)
        order by position limit $1 + 1
      ) waiting`,
    values: [maxWaiting],
  })
  return rows[0]?.complete === true
}

export interface ExpiringTransfer {
  id: string
  sku: string
  reason: ExpiryReason
}

/**
 * Proposals that no longer fit: the donor has much more or less than it had, nothing is known of it, or the taker needs nothing
 * any more; and what was accepted so long ago that it will not come.
 */
export async function readExpiring(
  pool: Pool,
  { expiresAtShare, arrivesWithinDays }: TransferSettings,
  now: number,
): Promise<ExpiringTransfer[]> {
  const { rows } = await pool.query<ExpiringTransfer>({
    name: 'read-expiring-transfers',
    text: `with ${staleSourcesAt('$2')}
      select t.id, t.sku, case when t.state = 'accepted' then 'never-arrived'
          when a.id is null or a.state = 'closed' then 'not-needed'
          when stale.source is not null then 'donor-unknown' else 'donor-changed' end as reason
      from transfers t
        left join stock_alerts a on a.id = t.alert
        left join stock_levels l on l.sku = t.sku and l.place = t.from_place
        left join stale on stale.source = l.source
      where t.state = 'accepted' and t.decided_at < to_timestamp($2::float8 / 1000) - $3 * interval '1 day'
        or t.state = 'proposed' and (a.id is null or a.state = 'closed' or stale.source is not null
        or abs(coalesce(l.on_hand, 0) - t.donor_on_hand) > $1 * t.donor_on_hand
        or coalesce(l.on_hand, 0) < t.units)
      order by t.proposed_at`,
    values: [expiresAtShare, now, arrivesWithinDays],
  })
  return rows
}

/** What an arrived transfer has to be measured by; units. */
export interface SettlingTransfer {
  id: string
  sku: string
  units: number
  /** What the place had when the units were there, they included. */
  hadWith: number
  /** What has come since, other than these units. */
  cameSince: number
  sold: number
  /** Margin of a unit, its price where no margin is known; null when neither is. */
  unitMinor: number | null
}

export const settleAfterDays = 30

/**
 * Those that arrived thirty days ago. What a place sold is what was ordered there; of a place whose orders nobody reports,
 * by how much its level has fallen.
 */
export async function readSettling(pool: Pool, now: number): Promise<SettlingTransfer[]> {
  const { rows } = await pool.query<SettlingTransfer>({
    name: 'read-settling-transfers',
    text: `select t.id, t.sku, t.units, coalesce(t.taker_on_hand, t.units) as "hadWith",
        coalesce(moved.rises, 0) as "cameSince", coalesce(ordered.units, moved.falls, 0) as sold,
        (select coalesce(margin_minor, price_minor)::float8 from products where products.sku = t.sku) as "unitMinor"
      from transfers t
        left join lateral (
          select sum(units) as units from order_lines o
          where o.sku = t.sku and o.place = t.to_place and not o.cancelled
            and o.occurred_at > t.arrived_at and o.occurred_at <= t.arrived_at + make_interval(days => $2)
        ) ordered on true
        left join lateral (
          select sum(greatest(step, 0)) as rises, sum(greatest(-step, 0)) as falls from (
            select occurred_at, after - lag(after) over (order by occurred_at, position) as step from stock_movements m
            where m.sku = t.sku and m.place = t.to_place and m.after is not null
              and m.occurred_at >= t.arrived_at and m.occurred_at <= t.arrived_at + make_interval(days => $2)
          ) steps
        ) moved on true
      where t.state = 'arrived' and t.settled_at is null and t.arrived_at <= to_timestamp($1::float8 / 1000) - make_interval(days => $2)
      order by t.arrived_at limit 100`,
    values: [now, settleAfterDays],
  })
  return rows
}

/** Units sold beyond what the place would have had without the transfer, and their margin. */
export function savedBy({ units, hadWith, cameSince, sold, unitMinor }: SettlingTransfer) {
  const without = Math.max(0, hadWith - units) + cameSince
  const savedUnits = Math.max(0, Math.min(units, Math.floor(sold - without)))
  return { savedUnits, savedMinor: Math.round(savedUnits * (unitMinor ?? 0)) }
}
