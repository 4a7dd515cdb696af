import type { RuleOf, RuleValues } from '#contract/stock-rules.ts'
import type { DispersionSums } from '../demand/pooled-dispersion.ts'
import { noDispersion } from '../demand/pooled-dispersion.ts'
import type { SeenDemand } from '../demand/fold-demand.ts'
import { nothingSeen } from '../demand/fold-demand.ts'
import type { AlertState } from './alert-machine.ts'
import type { Changes } from './changes.ts'
import { noChanges } from './changes.ts'
import type { ProductFact, PlaceFact, StockFactFrom } from './facts.ts'
import type { Level, MovedLevel, Span } from './level.ts'
import { unknownLevel } from './level.ts'
import type { WeekShape } from './week-shape.ts'
import { shapeOf } from './week-shape.ts'

/*
 * What a batch works on: the rows of the SKUs that it touches, read once, changed in memory event by event, written once.
 * Times are epoch ms.
 */

export type AlertKind = 'out' | 'at-risk'

export interface Alert {
  id: string
  sku: string
  place: string
  kind: AlertKind
  state: AlertState
  openedAt: number
  openedPosition: bigint
  closedAt: number | null
  closedPosition: bigint | null
  acknowledgedAt: number | null
  acknowledgedById: string | null
  acknowledgedBy: string | null
  assigneeId: string | null
  assigneeName: string | null
  snoozedUntil: number | null
  comments: number
  isHistory: boolean
  position: bigint
}

export interface AlertComment {
  alert: string
  position: bigint
  byId: string | null
  byName: string | null
  text: string
  at: number
}

export interface Delivery {
  deliveryId: string
  /** Empty while only its cancellation is known. */
  sku: string
  place: string
  quantity: number
  expectedAt: number
  state: 'expected' | 'arrived' | 'cancelled'
  occurredAt: number
  position: bigint
}

export interface OrderLine {
  source: string
  orderId: string
  sku: string
  place: string
  units: number
  unitMinor: number | null
  occurredAt: number
  position: bigint
  cancelled: boolean
}

export interface SalesHour {
  units: number
  orders: number
}

export interface Statement {
  onHand: number
  at: number
  position: bigint
}

/** A SKU in a place. */
export interface Pair {
  sku: string
  place: string
  level: Level
  stated: Statement | null
  source: string | null
  movedAt: number | null
  heardAt: number
  /** Demand is counted from here on. */
  knownSince: number
  /** Demand at the beginning of the week of the SKU. */
  week: SeenDemand
  /** Demand up to the hour that begins at `foldedHour`. */
  folded: SeenDemand
  foldedHour: number
  unitsPerHour: number
  divertedPerHour: number
  hoursToZero: number | null
  risk: number
  horizonHours: number
  stakeMinor: number | null
  /** By when the hour began: those since the week of the SKU, or all. */
  sales: Map<number, SalesHour>
  /** Something that demand is made of has changed since it was folded. */
  isDemandChanged: boolean
  /** Where `history` begins: the level, and since when it was out then. */
  base: { level: Level; outFrom: number | null }
  history: MovedLevel[]
  /** When it was out: before `history` began, and since. */
  spansBefore: Span[]
  spans: Span[]
  deliveries: Delivery[]
  /** Those that are not closed. */
  alerts: Map<AlertKind, Alert>
}

export function newPair(sku: string, place: string, at: { heardAt: number; knownSince: number }): Pair {
  return {
    sku,
    place,
    level: unknownLevel,
    stated: null,
    source: null,
    movedAt: null,
    ...at,
    week: nothingSeen,
    folded: nothingSeen,
    foldedHour: 0,
    unitsPerHour: 0,
    divertedPerHour: 0,
    hoursToZero: null,
    risk: 0,
    horizonHours: 0,
    stakeMinor: null,
    sales: new Map(),
    isDemandChanged: true,
    base: { level: unknownLevel, outFrom: null },
    history: [],
    spansBefore: [],
    spans: [],
    deliveries: [],
    alerts: new Map(),
  }
}

export interface SkuState {
  sku: string
  /** What is here is made of the hours before it; 0 = nothing is known of this SKU. */
  week: number
  shape: WeekShape
  dispersion: DispersionSums
  pairs: Map<string, Pair>
  /** What is here: the places that are named, or all, or all with everything that was ever sold. */
  scope: 'touched' | 'whole' | 'history'
  /** Of the event that last closed a week, or made it be folded again. */
  position: bigint
  /** The event at which something from before the week came in, until the SKU is folded again. */
  stale: Moment | null
  /** History has said something of it, by which nothing is taken to be at risk: the next live event decides for all places. */
  isUndecided: boolean
}

/** A SKU of which nothing is known yet: that is all there is. */
export function newSku(sku: string): SkuState {
  return {
    sku,
    week: 0,
    shape: shapeOf(),
    dispersion: noDispersion,
    pairs: new Map(),
    scope: 'history',
    position: 0n,
    stale: null,
    isUndecided: false,
  }
}

export interface SilentSpan extends Span {
  source: string
  position: bigint
}

export type Product = Omit<ProductFact, 'fact'> & { occurredAt: number; position: bigint }
export type Place = Omit<PlaceFact, 'fact'> & { occurredAt: number; position: bigint }

export interface StockRule extends RuleOf, RuleValues {
  setAt: number
  setBy: string | null
  position: bigint
}

export interface CancelledOrder {
  source: string
  orderId: string
  occurredAt: number
  position: bigint
}

export interface StockState {
  skus: Map<string, SkuState>
  /** By source and order id, as `orderKey` writes them. */
  orders: Map<string, OrderLine[]>
  cancelled: Map<string, CancelledOrder>
  deliveries: Map<string, Delivery>
  /** By id: those that are named, and those of touched pairs that are not closed. */
  alerts: Map<string, Alert>
  products: Map<string, Product>
  skusOfPath: Map<string, Set<string>>
  places: Map<string, Place>
  placeSources: Map<string, Set<string>>
  silent: SilentSpan[]
  rules: readonly StockRule[]
  changes: Changes
}

export function emptyState(): StockState {
  return {
    skus: new Map(),
    orders: new Map(),
    cancelled: new Map(),
    deliveries: new Map(),
    alerts: new Map(),
    products: new Map(),
    skusOfPath: new Map(),
    places: new Map(),
    placeSources: new Map(),
    silent: [],
    rules: [],
    changes: noChanges(),
  }
}

/** The event at which something is decided. */
export type Moment = StockFactFrom['from']

/** No text of the log holds a zero byte: PostgreSQL takes none. */
export function pairKey(sku: string, place: string): string {
  return `${sku}\0${place}`
}

export function orderKey(source: string, orderId: string): string {
  return `${source} ${orderId}`
}
