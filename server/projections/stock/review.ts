import type { BusinessTime } from '../../runtime/business-time.ts'
import { defaultContagion, divertedDemand, kmApart } from '../demand/contagion.ts'
import { expectedShortfall } from '../demand/demand-distribution.ts'
import { dispersionAt } from '../demand/pooled-dispersion.ts'
import { hourMs } from '../demand/exposure.ts'
import { exposureOver } from '../demand/demand-profile.ts'
import { stockRisk } from '../demand/stock-out-risk.ts'
import { decideAlerts } from './alerts.ts'
import { isOut } from './level.ts'
import { ruleFor } from './rules.ts'
import { demandScope, floorHour, foldHistory, foldOpenWeek } from './sku-demand.ts'
import type { Moment, Pair, SkuState, StockState } from './state.ts'
import { profileOfShape } from './week-shape.ts'

/** What is decided anew, and at which event. */
export interface Review {
  sku: SkuState
  moment: Moment
  time: BusinessTime
}

/**
 * What an event changes beside the level: the demand until now, the risk, the alerts. In its place only; in all places, which
 * then must be here, where one has run out or has it again, or where this is the first live event after history. History that
 * is older than the open week changes all of them too, and comes in thousands: the SKU is folded again once they are through.
 */
export function review(state: StockState, pair: Pair, { hasTurned, ...review }: Review & { hasTurned: boolean }): void {
  const { sku, moment } = review
  if (moment.backfill) noteUndecided(state, sku, true)
  if (sku.stale && moment.backfill) settleAlerts(state, pair, review)
  else if (sku.stale) refold(state, review)
  else if (hasTurned || (sku.isUndecided && !moment.backfill)) reviewSku(state, review)
  else reviewPair(state, pair, review)
}

/** Folds a SKU again that history has changed. */
export function refreshStale(state: StockState, sku: SkuState, time: BusinessTime): void {
  if (sku.stale) refold(state, { sku, moment: sku.stale, time })
}

function refold(state: StockState, review: Review): void {
  const { sku, time } = review
  sku.stale = null
  sku.position = review.moment.position
  foldHistory(state, sku, { target: sku.week, time })
  reviewSku(state, review)
}

function reviewPair(state: StockState, pair: Pair, review: Review): void {
  const { sku, moment, time } = review
  const now = Math.max(pair.heardAt, moment.receivedAt)
  foldOpenWeek(state, pair, { sku, hour: floorHour(now), time })
  const arrivals = pair.deliveries.flatMap(({ state, expectedAt }) =>
    state === 'expected' && expectedAt > now ? [expectedAt] : [],
  )
  const { leadTimeHours } = ruleFor(state, pair)
  const horizonHours = arrivals.length === 0 ? leadTimeHours : (Math.min(...arrivals) - now) / hourMs
  assess(state, pair, { ...review, now, horizonHours })
  settleAlerts(state, pair, review)
}

function settleAlerts(state: StockState, pair: Pair, { moment }: Review): void {
  const now = Math.max(pair.heardAt, moment.receivedAt)
  decideAlerts(state, pair, { rule: ruleFor(state, pair), moment, now })
  state.changes.pairs.add(pair)
  state.changes.touched.add(pair.sku)
}

function assess(
  state: StockState,
  pair: Pair,
  { sku, time, now, horizonHours }: Review & { now: number; horizonHours: number },
): void {
  pair.horizonHours = horizonHours
  const { onHand } = pair.level
  if (onHand === null) {
    Object.assign(pair, { risk: 0, hoursToZero: null, stakeMinor: null })
    return
  }
  const unitsPerHour = pair.unitsPerHour + pair.divertedPerHour
  const profile = profileOfShape(sku.shape)
  const from = time.hourOfWeek(now)
  const dispersion = dispersionAt(unitsPerHour * exposureOver(profile, from, horizonHours), sku.dispersion)
  const { risk, hoursToZero, expectedUnits } = stockRisk({
    onHand,
    unitsPerHour,
    dispersion,
    profile,
    from,
    horizonHours,
  })
  const product = state.products.get(pair.sku)
  const worthMinor = product?.marginMinor ?? product?.priceMinor ?? null
  const shortfall = expectedShortfall(onHand, { mean: expectedUnits, dispersion })
  pair.risk = risk
  pair.hoursToZero = Number.isFinite(hoursToZero) ? hoursToZero : null
  pair.stakeMinor = worthMinor === null ? null : Math.round(worthMinor * shortfall)
}

function reviewSku(state: StockState, review: Review): void {
  const { sku, moment, time } = review
  demandScope(sku, 'whole')
  for (const pair of sku.pairs.values()) {
    const now = Math.max(pair.heardAt, moment.receivedAt)
    foldOpenWeek(state, pair, { sku, hour: floorHour(now), time })
  }
  divert(state, sku)
  for (const pair of sku.pairs.values()) reviewPair(state, pair, review)
  if (!moment.backfill) noteUndecided(state, sku, false)
}

function noteUndecided(state: StockState, sku: SkuState, isUndecided: boolean): void {
  if (sku.isUndecided === isUndecided) return
  sku.isUndecided = isUndecided
  state.changes.skus.add(sku)
}

function divert(state: StockState, sku: SkuState): void {
  const known = [...sku.pairs.values()].filter(({ level }) => level.onHand !== null)
  const places = known.map((pair) => ({
    place: pair.place,
    unitsPerHour: pair.unitsPerHour,
    onHand: isOut(pair.level) ? 0 : 1,
  }))
  const diverted = divertedDemand(places, (a, b) => kmBetween(state, a, b), defaultContagion)
  for (const [index, pair] of known.entries()) pair.divertedPerHour = diverted[index] ?? 0
}

function kmBetween(state: StockState, a: string, b: string): number | undefined {
  const from = coordinatesOf(state, a)
  const to = coordinatesOf(state, b)
  return from && to && kmApart(from, to)
}

function coordinatesOf(state: StockState, place: string) {
  const { latitude = null, longitude = null } = state.places.get(place) ?? {}
  return latitude === null || longitude === null ? undefined : { latitude, longitude }
}
