import type { Tx } from '../projection.ts'
import type { MovedLevel } from './level.ts'
import type { Pair } from './state.ts'
import { tableWriter } from '../table-writer.ts'

/* Rows of SKUs in places. */

export const writePairs = tableWriter<Pair>({
  name: 'stock_levels',
  key: ['sku', 'place'],
  columns: {
    sku: ['text', ({ sku }) => sku],
    place: ['text', ({ place }) => place],
    on_hand: ['float8', ({ level }) => level.onHand],
    stated_on_hand: ['float8', ({ stated }) => stated?.onHand],
    stated_at: ['time', ({ stated }) => stated?.at],
    stated_version: ['float8', ({ level }) => level.version],
    stated_position: ['int8', ({ stated }) => stated?.position],
    source: ['text', ({ source }) => source],
    moved_at: ['time', ({ movedAt }) => movedAt],
    heard_at: ['time', ({ heardAt }) => heardAt],
    out_since: ['time', (pair) => outSince(pair)],
    known_since: ['time', ({ knownSince }) => knownSince],
    week_chance: ['float8', ({ week }) => week.chance],
    week_size: ['float8', ({ week }) => week.size],
    week_exposure: ['float8', ({ week }) => week.exposure],
    folded_hour: ['time', ({ foldedHour }) => foldedHour],
    chance: ['float8', ({ folded }) => folded.chance],
    size: ['float8', ({ folded }) => folded.size],
    exposure: ['float8', ({ folded }) => folded.exposure],
    units_per_hour: ['float8', ({ unitsPerHour }) => unitsPerHour],
    diverted_per_hour: ['float8', ({ divertedPerHour }) => divertedPerHour],
    hours_to_zero: ['float8', ({ hoursToZero }) => hoursToZero],
    risk: ['float8', ({ risk }) => risk],
    horizon_hours: ['float8', ({ horizonHours }) => horizonHours],
    stake_minor: ['int8', ({ stakeMinor }) => stakeMinor],
  },
})

function outSince({ spans }: Pair): number | null {
  const last = spans.at(-1)
  return last?.to === null ? last.from : null
}

export const writeMovements = tableWriter<MovedLevel & { pair: Pair }>({
  name: 'stock_movements',
  key: ['sku', 'place', 'occurred_at', 'position'],
  columns: {
    sku: ['text', ({ pair }) => pair.sku],
    place: ['text', ({ pair }) => pair.place],
    occurred_at: ['time', ({ movement }) => movement.occurredAt],
    position: ['int8', ({ movement }) => movement.position],
    stated: ['float8', ({ movement }) => movement.stated],
    delta: ['float8', ({ movement }) => movement.delta],
    version: ['float8', ({ movement }) => movement.version],
    from_order: ['bool', ({ movement }) => movement.fromOrder],
    after: ['float8', ({ after }) => after.onHand],
    version_after: ['float8', ({ after }) => after.version],
    stated_after: ['bool', ({ after }) => after.isStated],
  },
})

/** An hour whose sales were all cancelled is as one without sales. */
export async function writeSales(tx: Tx, changed: readonly { pair: Pair; hour: number }[]): Promise<void> {
  const hasSold = ({ pair, hour }: { pair: Pair; hour: number }) => (pair.sales.get(hour)?.orders ?? 0) > 0
  await upsertSales(tx, changed.filter(hasSold))
  const none = changed.filter((each) => !hasSold(each))
  if (none.length === 0) return
  await tx.query({
    name: 'forget-sales-hours',
    text: `delete from sales_hours using unnest($1::text[], $2::text[], $3::float8[]) as gone (sku, place, at)
      where sales_hours.sku = gone.sku and sales_hours.place = gone.place and hour = to_timestamp(at / 1000)`,
    values: [none.map(({ pair }) => pair.sku), none.map(({ pair }) => pair.place), none.map(({ hour }) => hour)],
  })
}

const upsertSales = tableWriter<{ pair: Pair; hour: number }>({
  name: 'sales_hours',
  key: ['sku', 'place', 'hour'],
  columns: {
    sku: ['text', ({ pair }) => pair.sku],
    place: ['text', ({ pair }) => pair.place],
    hour: ['time', ({ hour }) => hour],
    units: ['float8', ({ pair, hour }) => pair.sales.get(hour)?.units ?? 0],
    orders: ['int4', ({ pair, hour }) => pair.sales.get(hour)?.orders ?? 0],
  },
})

/** From where `history` begins on, a place was out when it says so, and at no other time. */
export async function writeSpans(tx: Tx, pairs: readonly Pair[]): Promise<void> {
  if (pairs.length === 0) return
  const begins = ({ base, history }: Pair) => base.outFrom ?? history[0]?.movement.occurredAt ?? Infinity
  await tx.query({
    name: 'forget-out-spans',
    text: `delete from out_spans
      using unnest($1::text[], $2::text[], $3::float8[]) as changed (sku, place, begins)
      where out_spans.sku = changed.sku and out_spans.place = changed.place
        and from_at >= to_timestamp(begins / 1000)`,
    values: [pairs.map(({ sku }) => sku), pairs.map(({ place }) => place), pairs.map(begins)],
  })
  await insertSpans(
    tx,
    pairs.flatMap(({ sku, place, spans }) => spans.map((span) => ({ sku, place, ...span }))),
  )
}

const insertSpans = tableWriter<{ sku: string; place: string; from: number; to: number | null }>({
  name: 'out_spans',
  key: ['sku', 'place', 'from_at'],
  columns: {
    sku: ['text', ({ sku }) => sku],
    place: ['text', ({ place }) => place],
    from_at: ['time', ({ from }) => from],
    to_at: ['time', ({ to }) => to],
  },
})
