import type { BusinessTime } from '../../runtime/business-time.ts'
import type { Tx } from '../projection.ts'
import type { StockFactFrom } from './facts.ts'
import { loadAlertsById, loadDeliveriesById, loadOrders, loadProducts, loadSkusOfPaths } from './load-named.ts'
import { loadNetwork } from './load-network.ts'
import type { WantedPair } from './load-pairs.ts'
import { loadDemand, loadExpected, loadHistory, loadPairs, readStatements } from './load-pairs.ts'
import { openWeek } from './sku-demand.ts'
import type { StockState } from './state.ts'
import { emptyState, pairKey } from './state.ts'
import type { Subject } from './subjects.ts'
import { isOfAll } from './take-fact.ts'
import { cancellationsOf, mayTurn, subjectsOf, withdrawnSubjects } from './subjects.ts'
import type { KnownShapes } from './week-shape.ts'

/**
 * Reads what a batch may touch, in as many statements as there are tables. Of most SKUs only the places that are named; all
 * places where one may run out or have it again or a week is to be closed, and all that was ever sold where history comes in.
 */
export async function loadState(
  tx: Tx,
  facts: readonly StockFactFrom[],
  { time, shapes }: { time: BusinessTime; shapes: KnownShapes },
): Promise<StockState> {
  const state = emptyState()
  await loadNamed(tx, state, facts)
  const cancelled = cancellationsOf(state, facts)
  const subjects = [...facts.flatMap((fact) => subjectsOf(state, fact, cancelled)), ...(await withdrawnOf(tx, facts))]
  const pairs = new Map<string, WantedPair>(subjects.map(({ sku, place }) => [pairKey(sku, place), { sku, place }]))
  const skus = [...new Set([...subjects.map(({ sku }) => sku), ...productsOf(facts)])]
  await loadProducts(tx, state, skus)
  if (pairs.size === 0 && !facts.some(isOfAll)) return state
  await loadDemand(tx, state, { skus, shapes })
  await loadPairs(tx, state, { pairs: [...pairs.values()], skus: [] })
  const whole = setScopes(state, { subjects, facts }, time)
  await loadNetwork(tx, state, { facts, isWhole: whole.length > 0 })
  await loadPairs(tx, state, { pairs: [], skus: whole })
  await loadHistory(tx, state, firstOfLate(state, subjects))
  await loadExpected(tx, state, [...pairs.values()])
  return state
}

async function loadNamed(tx: Tx, state: StockState, facts: readonly StockFactFrom[]): Promise<void> {
  const orders = facts.flatMap((fact) =>
    fact.fact === 'sale' || fact.fact === 'cancellation' ? [{ source: fact.from.source, orderId: fact.orderId }] : [],
  )
  const deliveries = facts.flatMap((fact) =>
    fact.fact === 'delivery' || fact.fact === 'delivery-cancelled' ? [fact.deliveryId] : [],
  )
  const alerts = facts.flatMap((fact) => (fact.fact === 'alert' ? [fact.alert] : []))
  const paths = facts.flatMap((fact) =>
    (fact.fact === 'view' || fact.fact === 'product') && fact.path !== null ? [fact.path] : [],
  )
  if (orders.length > 0) await loadOrders(tx, state, orders)
  if (deliveries.length > 0) await loadDeliveriesById(tx, state, deliveries)
  if (alerts.length > 0) await loadAlertsById(tx, state, alerts)
  if (paths.length > 0) await loadSkusOfPaths(tx, state, [...new Set(paths)])
}

/** Where levels of this batch are withdrawn again, their own facts are about the place. */
async function withdrawnOf(tx: Tx, facts: readonly StockFactFrom[]): Promise<Subject[]> {
  const withdrawals = facts.filter((fact) => fact.fact === 'withdrawal')
  if (withdrawals.length === 0) return []
  const statements = await readStatements(
    tx,
    withdrawals.map(({ sku }) => sku),
  )
  return withdrawals.flatMap((fact) => withdrawnSubjects(fact, statements))
}

function productsOf(facts: readonly StockFactFrom[]): string[] {
  return facts.flatMap((fact) => (fact.fact === 'product' ? [fact.sku] : []))
}

/** @returns the SKUs of which all places are needed. */
function setScopes(
  state: StockState,
  { subjects, facts }: { subjects: readonly Subject[]; facts: readonly StockFactFrom[] },
  time: BusinessTime,
): string[] {
  const turning = mayTurn(state, subjects)
  const deciding = mayDecide(state, subjects, facts)
  const weeks = new Map<string, number>()
  for (const { sku, moment } of subjects) {
    const known = weeks.get(sku) ?? state.skus.get(sku)?.week ?? 0
    weeks.set(sku, Math.max(known, openWeek(time, moment.receivedAt)))
  }
  for (const { sku: name, since } of subjects) {
    const sku = state.skus.get(name)
    const week = weeks.get(name) ?? 0
    if (!sku || sku.scope === 'history') continue
    if (since < week) sku.scope = 'history'
    else if (week > sku.week || turning.has(name) || deciding.has(name)) sku.scope = 'whole'
  }
  return [...state.skus.values()].flatMap(({ sku, scope }) => (scope === 'touched' ? [] : [sku]))
}

/** @returns the SKUs of which a live event may come that decides what history has left undecided. */
function mayDecide(state: StockState, subjects: readonly Subject[], facts: readonly StockFactFrom[]): Set<string> {
  const ofHistory = new Set(subjects.flatMap(({ sku, moment }) => (moment.backfill ? [sku] : [])))
  const isUndecided = (sku: string) => ofHistory.has(sku) || state.skus.get(sku)?.isUndecided === true
  // Those name an order or a delivery, which may be one of this batch and of whatever SKU.
  const isByName = facts.some(({ fact, from }) => byName.has(fact) && !from.backfill)
  return new Set(
    subjects.flatMap(({ sku, moment }) => ((isByName || !moment.backfill) && isUndecided(sku) ? [sku] : [])),
  )
}

const byName: ReadonlySet<string> = new Set(['cancellation', 'delivery', 'delivery-cancelled'])

/** @returns by pair, the first moment of those at which something happened before what is known. */
function firstOfLate(state: StockState, subjects: readonly Subject[]): Map<string, number> {
  const first = new Map<string, number>()
  for (const { sku, place, moment, isMovement, fromOrder } of subjects) {
    const { movedAt = null, stated = null } = state.skus.get(sku)?.pairs.get(place) ?? {}
    if (!isMovement || movedAt === null || moment.occurredAt >= movedAt) continue
    // An order behind a statement moves nothing.
    if (fromOrder && stated && moment.occurredAt > stated.at) continue
    const key = pairKey(sku, place)
    first.set(key, Math.min(first.get(key) ?? Infinity, moment.occurredAt))
  }
  return first
}
