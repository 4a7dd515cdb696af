import { quotedArray, unquotedArray } from '../../db/array-text.ts'
import type { Tx } from '../projection.ts'
import { loadLate } from './load-late.ts'
import { loadAlertsOf, loadDeliveriesOf } from './load-named.ts'
import type { Pair, StockState } from './state.ts'
import { newPair, newSku } from './state.ts'
import type { KnownShapes } from './week-shape.ts'
import { ms } from '../table-writer.ts'

export interface WantedPair {
  sku: string
  place: string
}

interface DemandRow {
  sku: string
  week: number
  weights: number[] | null
  expected: number
  excess: number
  position: string
  undecided: boolean
}

/** Puts all these SKUs into the state, those that are not known yet as new ones. Shapes that are known are not read again. */
export async function loadDemand(
  tx: Tx,
  state: StockState,
  { skus, shapes }: { skus: readonly string[]; shapes: KnownShapes },
): Promise<void> {
  for (const sku of skus) state.skus.set(sku, newSku(sku))
  const { rows } = await tx.query<DemandRow>({
    name: 'read-sku-demand',
    text: `select sku, ${ms('week')}, dispersion_expected as expected, dispersion_excess as excess,
        updated_position as position, undecided,
        case when updated_position is distinct from known.position then array_to_json(weights) end as weights
      from sku_demand join unnest($1::text[], $2::int8[]) as known (sku, position) using (sku)`,
    values: [quotedArray(skus), unquotedArray(skus.map((sku) => shapes.positionOf(sku)))],
  })
  for (const { sku, week, weights, expected, excess, position, undecided: isUndecided } of rows) {
    const dispersion = { expected, excess }
    const shape = shapes.take(sku, position, weights)
    const known = { week, shape, dispersion, position: BigInt(position), isUndecided }
    state.skus.set(sku, { ...newSku(sku), scope: 'touched', ...known })
  }
  shapes.forgetOldest()
}

interface PairRow {
  sku: string
  place: string
  on_hand: number | null
  stated_on_hand: number | null
  stated_at: number | null
  stated_version: number | null
  stated_position: string | null
  source: string | null
  moved_at: number | null
  heard_at: number
  out_since: number | null
  known_since: number
  week_chance: number
  week_size: number
  week_exposure: number
  folded_hour: number
  chance: number
  size: number
  exposure: number
  units_per_hour: number
  diverted_per_hour: number
  hours_to_zero: number | null
  risk: number
  horizon_hours: number
  stake_minor: number | null
}

const pairColumns = `sku, place, on_hand, stated_on_hand, ${ms('stated_at')}, stated_version, stated_position, source,
  ${ms('moved_at')}, ${ms('heard_at')}, ${ms('out_since')}, ${ms('known_since')}, week_chance, week_size, week_exposure,
  ${ms('folded_hour')}, chance, size, exposure, units_per_hour, diverted_per_hour, hours_to_zero, risk, horizon_hours,
  stake_minor::float8 as stake_minor`

/** Rows of these pairs, or of all places of these SKUs. */
export async function loadPairs(
  tx: Tx,
  state: StockState,
  { pairs, skus }: { pairs: readonly WantedPair[]; skus: readonly string[] },
): Promise<void> {
  const rows = [
    ...(pairs.length === 0 ? [] : await readPairs(tx, pairs)),
    ...(skus.length === 0 ? [] : await readPairsOfSkus(tx, skus)),
  ]
  for (const row of rows) {
    const pairs = state.skus.get(row.sku)?.pairs
    if (!pairs?.has(row.place)) pairs?.set(row.place, toPair(row))
  }
}

async function readPairs(tx: Tx, pairs: readonly WantedPair[]): Promise<PairRow[]> {
  const { rows } = await tx.query<PairRow>({
    name: 'read-stock-levels',
    text: `select ${pairColumns}
      from stock_levels join unnest($1::text[], $2::text[]) as wanted (sku, place) using (sku, place)`,
    values: keysOf(pairs),
  })
  return rows
}

async function readPairsOfSkus(tx: Tx, skus: readonly string[]): Promise<PairRow[]> {
  const { rows } = await tx.query<PairRow>({
    name: 'read-stock-levels-of-skus',
    text: `select ${pairColumns} from stock_levels where sku = any ($1) order by sku, place`,
    values: [quotedArray(skus)],
  })
  return rows
}

/** Where somebody has stated a level of these SKUs, and when last, epoch ms. */
export async function readStatements(tx: Tx, skus: readonly string[]): Promise<(WantedPair & { at: number })[]> {
  const { rows } = await tx.query<WantedPair & { stated_at: number }>({
    name: 'read-stock-statements-of-skus',
    text: `select sku, place, ${ms('stated_at')} from stock_levels
      where sku = any ($1) and stated_at is not null order by sku, place`,
    values: [quotedArray(skus)],
  })
  return rows.map(({ sku, place, stated_at: at }) => ({ sku, place, at }))
}

/** SKUs and places, each as an array of PostgreSQL. */
function keysOf(pairs: readonly WantedPair[]): [skus: string, places: string] {
  return [quotedArray(pairs.map(({ sku }) => sku)), quotedArray(pairs.map(({ place }) => place))]
}

function toPair(row: PairRow): Pair {
  const { sku, place, stated_at, stated_on_hand, stated_position } = row
  const level = { onHand: row.on_hand, version: row.stated_version, isStated: stated_at !== null }
  const isStated = stated_at !== null && stated_on_hand !== null && stated_position !== null
  return {
    ...newPair(sku, place, { heardAt: row.heard_at, knownSince: row.known_since }),
    level,
    stated: isStated ? { onHand: stated_on_hand, at: stated_at, position: BigInt(stated_position) } : null,
    source: row.source,
    movedAt: row.moved_at,
    week: { chance: row.week_chance, size: row.week_size, exposure: row.week_exposure },
    folded: { chance: row.chance, size: row.size, exposure: row.exposure },
    foldedHour: row.folded_hour,
    unitsPerHour: row.units_per_hour,
    divertedPerHour: row.diverted_per_hour,
    hoursToZero: row.hours_to_zero,
    risk: row.risk,
    horizonHours: row.horizon_hours,
    stakeMinor: row.stake_minor,
    isDemandChanged: false,
    base: { level, outFrom: row.out_since },
  }
}

/** What is expected in the pairs that are here, and in those that may come to be. */
export async function loadExpected(tx: Tx, state: StockState, wanted: readonly WantedPair[]): Promise<void> {
  const pairs = [...state.skus.values()].flatMap(({ pairs }) => [...pairs.values()])
  const others = wanted.filter(({ sku, place }) => !state.skus.get(sku)?.pairs.has(place))
  await loadDeliveriesOf(tx, state, keysOf([...pairs, ...others]))
}

/** What the pairs that are here need beside their rows. @param firstOfLate by pair, where something comes late. */
export async function loadHistory(tx: Tx, state: StockState, firstOfLate: ReadonlyMap<string, number>): Promise<void> {
  const pairs = [...state.skus.values()].flatMap(({ pairs }) => [...pairs.values()])
  if (pairs.length === 0) return
  const since = pairs.map(({ sku }) => {
    const { week = 0, scope } = state.skus.get(sku) ?? {}
    return scope === 'history' ? -Infinity : week
  })
  const keys = keysOf(pairs)
  const byPair = [...keys, unquotedArray(since)] as const
  for (const { sku, place, hour, units, orders } of await readSales(tx, byPair)) {
    state.skus.get(sku)?.pairs.get(place)?.sales.set(hour, { units, orders })
  }
  await loadSpans(tx, state, byPair)
  await loadLate(tx, state, firstOfLate)
  await loadAlertsOf(tx, state, keys)
}

/** SKUs, places, and since when, epoch ms. */
type ByPair = readonly [skus: string, places: string, since: string]

interface SalesRow extends WantedPair {
  hour: number
  units: number
  orders: number
}

async function readSales(tx: Tx, wanted: ByPair): Promise<SalesRow[]> {
  const { rows } = await tx.query<SalesRow>({
    name: 'read-sales-hours',
    text: `select sku, place, ${ms('hour')}, units, orders
      from unnest($1::text[], $2::text[], $3::float8[]) as wanted (sku, place, since)
        join sales_hours using (sku, place)
      where hour >= to_timestamp(since / 1000)`,
    values: [...wanted],
  })
  return rows
}

interface SpanRow extends WantedPair {
  from_at: number
  to_at: number | null
}

async function loadSpans(tx: Tx, state: StockState, wanted: ByPair): Promise<void> {
  const { rows } = await tx.query<SpanRow>({
    name: 'read-out-spans',
    text: `select sku, place, ${ms('from_at')}, ${ms('to_at')}
      from unnest($1::text[], $2::text[], $3::float8[]) as wanted (sku, place, since)
        join out_spans using (sku, place)
      where to_at is null or to_at >= to_timestamp(since / 1000)
      order by from_at`,
    values: [...wanted],
  })
  for (const { sku, place, from_at, to_at } of rows) {
    const pair = state.skus.get(sku)?.pairs.get(place)
    const spans = to_at === null ? pair?.spans : pair?.spansBefore
    spans?.push({ from: from_at, to: to_at })
  }
}
