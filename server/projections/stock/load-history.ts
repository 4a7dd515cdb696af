import type { BusinessTime } from '../../runtime/business-time.ts'
import type { Tx } from '../projection.ts'
import { ms } from '../table-writer.ts'
import { loadLate } from './load-late.ts'
import { loadAlertsOf } from './load-named.ts'
import type { WantedPair } from './load-pairs.ts'
import { keysOf } from './load-pairs.ts'
import { floorHour, openWeek } from './sku-demand.ts'
import type { Pair, SkuState, StockState } from './state.ts'
import { pairKey } from './state.ts'
import type { Subject } from './subjects.ts'

/** What a batch says of a SKU, or of one of its places. */
interface Said {
  lastReceivedAt: number
  /** The earliest moment of which it says something. */
  since: number
  isMovement: boolean
}

/**
 * Says from where on the sales of each pair are to be read. Demand is folded again when an hour has passed, or when something
 * is said of the hours before; within the hour sales only add to its own, and of places that nobody speaks of none are needed.
 */
export function setSalesSince(
  state: StockState,
  { subjects, turning, late, time }: Needs & { late: ReadonlyMap<string, number> },
): void {
  const bySku = saidBy(subjects, ({ sku }) => sku)
  const byPair = saidBy(subjects, ({ sku, place }) => pairKey(sku, place))
  for (const sku of state.skus.values()) {
    const lastReceivedAt = bySku.get(sku.sku)?.lastReceivedAt ?? 0
    const isWeekOver = openWeek(time, lastReceivedAt) > sku.week
    for (const pair of sku.pairs.values()) {
      const key = pairKey(pair.sku, pair.place)
      const said = byPair.get(key)
      const mayRunOut = turning.has(sku.sku) && said?.isMovement === true
      const isFolded = pair.foldedHour >= floorHour(Math.max(pair.heardAt, lastReceivedAt))
      const isOfNow = !said || said.since >= Math.max(pair.foldedHour, pair.knownSince)
      if (sku.scope === 'history') pair.salesSince = 0
      else if (isWeekOver || !isFolded || !isOfNow || mayRunOut || late.has(key)) pair.salesSince = sku.week
      else pair.salesSince = said ? pair.foldedHour : Infinity
    }
  }
}

interface Needs {
  subjects: readonly Subject[]
  /** SKUs of which a place may run out or have it again. */
  turning: ReadonlySet<string>
  time: BusinessTime
}

function saidBy(subjects: readonly Subject[], keyOf: (subject: Subject) => string): Map<string, Said> {
  const all = new Map<string, Said>()
  for (const subject of subjects) {
    const { moment, since, isMovement } = subject
    const said = all.get(keyOf(subject)) ?? { lastReceivedAt: 0, since: Infinity, isMovement: false }
    all.set(keyOf(subject), {
      lastReceivedAt: Math.max(said.lastReceivedAt, moment.receivedAt),
      since: Math.min(said.since, since),
      isMovement: said.isMovement || isMovement,
    })
  }
  return all
}

/** What the pairs that are here need beside their rows. @param firstOfLate by pair, where something comes late. */
export async function loadHistory(tx: Tx, state: StockState, firstOfLate: ReadonlyMap<string, number>): Promise<void> {
  const pairs = [...state.skus.values()].flatMap(({ pairs }) => [...pairs.values()])
  if (pairs.length === 0) return
  await loadSales(
    tx,
    state,
    pairs.filter(({ salesSince }) => salesSince < Infinity),
  )
  await loadSpans(
    tx,
    state,
    pairs.filter((pair) => isFoldable(state, pair)),
  )
  await loadLate(tx, state, firstOfLate)
  await loadAlertsOf(tx, state, keysOf(pairs))
}

function isFoldable(state: StockState, { sku, salesSince }: Pair): boolean {
  const { week = 0 }: Partial<SkuState> = state.skus.get(sku) ?? {}
  return salesSince <= week
}

interface SalesRow extends WantedPair {
  hour: number
  units: number
  orders: number
}

async function loadSales(tx: Tx, state: StockState, pairs: readonly Pair[]): Promise<void> {
  if (pairs.length === 0) return
  const { rows } = await tx.query<SalesRow>({
    name: 'read-sales-hours',
    text: `select sku, place, ${ms('hour')}, units, orders
      from unnest($1::text[], $2::text[], $3::float8[]) as wanted (sku, place, since)
        join sales_hours using (sku, place)
      where hour >= to_timestamp(since / 1000)`,
    values: [...keysOf(pairs), pairs.map(({ salesSince }) => salesSince)],
  })
  for (const { sku, place, hour, units, orders } of rows)
    state.skus.get(sku)?.pairs.get(place)?.sales.set(hour, { units, orders })
}

interface SpanRow extends WantedPair {
  from_at: number
  to_at: number
}

/** Those that are over; one that goes on is in the pair's row. */
async function loadSpans(tx: Tx, state: StockState, pairs: readonly Pair[]): Promise<void> {
  if (pairs.length === 0) return
  const { rows } = await tx.query<SpanRow>({
    name: 'read-out-spans',
    text: `select sku, place, ${ms('from_at')}, ${ms('to_at')}
      from unnest($1::text[], $2::text[], $3::float8[]) as wanted (sku, place, since)
        join out_spans using (sku, place)
      where to_at >= to_timestamp(since / 1000)
      order by from_at`,
    values: [...keysOf(pairs), pairs.map(({ salesSince }) => salesSince)],
  })
  for (const { sku, place, from_at, to_at } of rows)
    state.skus.get(sku)?.pairs.get(place)?.spansBefore.push({ from: from_at, to: to_at })
}
