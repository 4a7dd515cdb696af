import type { BusinessTime } from '../../runtime/business-time.ts'
import { defaultSmoothing } from '../demand/demand-rate.ts'
import { foldDispersion, noDispersion } from '../demand/pooled-dispersion.ts'
import type { Exposure, Stretch } from '../demand/exposure.ts'
import { exposureFrom, hourMs, openExposureOf, unite } from '../demand/exposure.ts'
import type { SoldHour } from '../demand/fold-demand.ts'
import { foldDemand, isTried, nothingSeen, seenUnitsPerHour } from '../demand/fold-demand.ts'
import type { Pair, SkuState, StockState } from './state.ts'
import { profileOfShape, shapeOf } from './week-shape.ts'

/*
 * Demand is kept as of the beginning of a week, and what came after it is folded again whenever it is asked for: an event
 * that comes late within the week is where it belongs by itself. The profile of a week is made of what was sold before it.
 * A week is closed a day after its end; who comes later than that makes the SKU be folded from its beginning.
 */
const settledMs = 24 * hourMs
/** Of an open week: 168, a change of the clocks, and the day after it. */
const openHours = 196
const quietYearMs = 365 * 24 * hourMs
/** Expected units an hour too few to be worth a week's arithmetic. */
const asGoodAsNothing = 1e-7

export function floorHour(at: number): number {
  return Math.floor(at / hourMs) * hourMs
}

/** @returns the first whole hour of the business week that the hour of this moment belongs to. */
function weekOf(time: BusinessTime, at: number): number {
  return Math.ceil(time.startOfWeek(floorHour(at)) / hourMs) * hourMs
}

/** @returns the week that demand is kept as of at this moment. */
export function openWeek(time: BusinessTime, now: number): number {
  return weekOf(time, now - settledMs)
}

function weekAfter(time: BusinessTime, week: number): number {
  return weekOf(time, week + 7.5 * 24 * hourMs)
}

function exposureOfSku(sku: SkuState, time: BusinessTime): Exposure {
  const { shape, week: from } = sku
  shape.exposure ??= exposureFrom(profileOfShape(shape), from, time.hoursOfWeek(from, openHours))
  return shape.exposure
}

/** When nothing can be told from no sale: the place had none, or a source of its sales was silent. */
function closedStretches(state: StockState, pair: Pair, since: number): Stretch[] {
  const sources = state.placeSources.get(pair.place)
  const silent = state.silent.filter(({ source }) => sources?.has(source))
  const closed = [...pair.spansBefore, ...pair.spans, ...silent].filter(({ to }) => to === null || to > since)
  return closed.length === 0 ? [] : unite(closed.map(({ from, to }) => ({ from, to: to ?? Infinity })))
}

function soldHours(pair: Pair, since: number): SoldHour[] {
  const sold = [...pair.sales].flatMap(([hour, { units }]) => (hour >= since && units > 0 ? [{ hour, units }] : []))
  return sold.toSorted((a, b) => a.hour - b.hour)
}

/** Folds what has been seen since the beginning of the week, up to the hour that begins at `hour`. */
export function foldOpenWeek(state: StockState, pair: Pair, { sku, hour, time }: AskedDemand): void {
  if (pair.foldedHour === hour && !pair.isDemandChanged) return
  const from = Math.max(sku.week, floorHour(pair.knownSince))
  const stretch = {
    from,
    to: Math.max(from, hour),
    sold: soldHours(pair, from),
    closed: closedStretches(state, pair, from),
  }
  pair.folded = foldDemand(pair.week, stretch, { exposure: exposureOfSku(sku, time), smoothing: defaultSmoothing })
  pair.foldedHour = hour
  pair.unitsPerHour = seenUnitsPerHour(pair.folded, defaultSmoothing)
  pair.isDemandChanged = false
}

export interface AskedDemand {
  sku: SkuState
  hour: number
  time: BusinessTime
}

interface RolledPair {
  pair: Pair
  sold: SoldHour[]
  closed: Stretch[]
  next: number
}

const scopes = { touched: 0, whole: 1, history: 2 }

/** @throws when rows that the fold needs were not read: it would make something else of the same events. */
export function demandScope({ sku, scope }: SkuState, needed: SkuState['scope']): void {
  if (scopes[scope] < scopes[needed])
    throw new Error(`${needed} of SKU ${sku} is needed, ${scope} was read: see setScopes`)
}

/** Closes weeks until `target` is the open one. All places of the SKU must be here. */
export function closeWeeks(state: StockState, sku: SkuState, { target, time }: { target: number; time: BusinessTime }) {
  if (sku.week >= target) return
  demandScope(sku, 'whole')
  const rolled = [...sku.pairs.values()].map((pair): RolledPair => ({
    pair,
    sold: soldHours(pair, sku.week),
    closed: closedStretches(state, pair, sku.week),
    next: 0,
  }))
  const knownSince = Math.min(...[...sku.pairs.values()].map((pair) => floorHour(pair.knownSince)))
  while (sku.week < target) {
    if (skipQuietYears(sku, rolled, { target, time })) continue
    const until = weekAfter(time, sku.week)
    const weights = [...sku.shape.weights]
    // Of a week whose beginning nobody has seen, its first days would count as days on which nothing sells.
    const isWhole = knownSince <= sku.week
    const week = { until, exposure: exposureOfSku(sku, time), weights: isWhole ? weights : null, time }
    for (const each of rolled) closeWeek(sku, each, week)
    sku.week = until
    sku.shape = shapeOf(weights)
  }
  for (const { pair } of rolled) {
    pair.isDemandChanged = true
    state.changes.pairs.add(pair)
  }
  state.changes.skus.add(sku)
}

interface ClosedWeek {
  until: number
  exposure: Exposure
  /** Takes what was sold per hour of the week; null where that says nothing of its shape. */
  weights: number[] | null
  time: BusinessTime
}

function closeWeek(sku: SkuState, rolled: RolledPair, { until, exposure, weights, time }: ClosedWeek): void {
  const { pair, closed } = rolled
  const sold: SoldHour[] = []
  for (let each = rolled.sold[rolled.next]; each && each.hour < until; each = rolled.sold[++rolled.next])
    sold.push(each)
  const from = Math.max(sku.week, floorHour(pair.knownSince))
  if (from >= until) return
  const rate = seenUnitsPerHour(pair.week, defaultSmoothing)
  if (isTried(pair.week) && rate > asGoodAsNothing) addDays(sku, { rate, sold, closed, from, until, exposure })
  pair.week = foldDemand(pair.week, { from, to: until, sold, closed }, { exposure, smoothing: defaultSmoothing })
  if (!weights) return
  for (const { hour, units } of sold) {
    const index = Math.floor(time.hourOfWeek(hour))
    weights[index] = (weights[index] ?? 0) + units
  }
}

interface ExpectedDays {
  rate: number
  sold: readonly SoldHour[]
  closed: readonly Stretch[]
  from: number
  until: number
  exposure: Exposure
}

function addDays(sku: SkuState, { rate, sold, closed, from, until, exposure }: ExpectedDays): void {
  for (let day = from; day < until; day += 24 * hourMs) {
    const stretch = { from: day, to: Math.min(until, day + 24 * hourMs) }
    const units = sold.reduce(
      (sum, { hour, units }) => (hour >= stretch.from && hour < stretch.to ? sum + units : sum),
      0,
    )
    const expected = rate * openExposureOf(exposure, stretch, closed)
    sku.dispersion = foldDispersion(sku.dispersion, { expected, sold: units })
  }
}

/**
 * Years in which nothing was sold, and no place closed, opened or became known, are one step: one event that says it is of the
 * year 1 must not cost a hundred thousand weeks. @returns whether there was one.
 */
function skipQuietYears(
  sku: SkuState,
  rolled: readonly RolledPair[],
  { target, time }: { target: number; time: BusinessTime },
): boolean {
  const nextSale = Math.min(target, ...rolled.map(({ sold, next }) => sold[next]?.hour ?? Infinity))
  if (nextSale - sku.week < quietYearMs) return false
  const ahead = rolled.map((each) => aheadOf(each, sku.week))
  const next = Math.min(nextSale, ...ahead.map(({ until }) => until))
  if (next - sku.week < quietYearMs || ahead.some(({ tells }) => tells === 'demand')) return false
  const week = weekOf(time, next)
  for (const { pair, tells } of ahead) if (tells === 'quiet') passQuiet(pair, (week - sku.week) / hourMs)
  sku.week = week
  sku.shape = shapeOf(sku.shape.weights)
  return true
}

/** Of long quiet time in which a place had the SKU, nothing of what was known before is left. */
function passQuiet(pair: Pair, hours: number): void {
  pair.week = { ...pair.week, chance: 0, exposure: pair.week.exposure + hours }
}

interface Ahead {
  pair: Pair
  /** Until then it is as it is at the beginning of the week, as long as nothing is sold. */
  until: number
  /** What no sale says of it: nothing while it is not known yet or closed, that it stays quiet, or that its demand falls. */
  tells: 'nothing' | 'quiet' | 'demand'
}

function aheadOf({ pair, closed }: RolledPair, week: number): Ahead {
  const known = floorHour(pair.knownSince)
  if (known > week) return { pair, until: known, tells: 'nothing' }
  const next = closed.find(({ to }) => to > week)
  if (next && next.from <= week) return { pair, until: next.to, tells: 'nothing' }
  const isQuiet = seenUnitsPerHour(pair.week, defaultSmoothing) <= asGoodAsNothing
  return { pair, until: next?.from ?? Infinity, tells: isQuiet ? 'quiet' : 'demand' }
}

/** Folds a SKU again from its first hour. All that was ever sold must be here. */
export function foldHistory(
  state: StockState,
  sku: SkuState,
  { target, time }: { target: number; time: BusinessTime },
) {
  demandScope(sku, 'history')
  const first = Math.min(target, ...[...sku.pairs.values()].map(({ knownSince }) => knownSince))
  for (const pair of sku.pairs.values()) pair.week = nothingSeen
  sku.week = Math.min(target, weekOf(time, first))
  sku.shape = shapeOf()
  sku.dispersion = noDispersion
  closeWeeks(state, sku, { target, time })
  for (const pair of sku.pairs.values()) {
    pair.isDemandChanged = true
    state.changes.pairs.add(pair)
  }
  state.changes.skus.add(sku)
}
