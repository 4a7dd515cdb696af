import type { DemandProfile } from '#server/projections/demand/demand-profile.ts'
import { exposureOver, flatProfile, hoursPerWeek, profileOf } from '#server/projections/demand/demand-profile.ts'
import type { DemandRate } from '#server/projections/demand/demand-rate.ts'
import { defaultSmoothing, foldHour, foldQuiet, unitsPerHour } from '#server/projections/demand/demand-rate.ts'
import type { DispersionSums } from '#server/projections/demand/pooled-dispersion.ts'
import { isTried } from '#server/projections/demand/fold-demand.ts'
import { dispersionAt, foldDispersion, noDispersion } from '#server/projections/demand/pooled-dispersion.ts'
import { stockRisk } from '#server/projections/demand/stock-out-risk.ts'
import type { StockDay } from './stock-simulation.ts'

/*
 * Vigie's own arithmetic (server/projections/demand) over the days of one SKU in all its places. It is told of a day only what
 * a projection would know when the day is over: sales that happened, and from when on there was nothing to sell.
 */
export interface Calendar {
  /** Day of the week of day 0, Monday = 0. */
  firstWeekday: number
  /** Of a day: whether anybody ordered anything. */
  heard: readonly boolean[]
  /** The shape of everything that is sold, as known at the beginning of each week. */
  commonShapes: readonly DemandProfile[]
}

export const hourOfWeek = (hour: number, firstWeekday: number): number => (hour + firstWeekday * 24) % hoursPerWeek

/** @returns the shape of everything sold before each week. */
export function commonShapes(
  sales: ReadonlyArray<{ hour: number; units: number }>,
  { days, firstWeekday }: { days: number; firstWeekday: number },
): DemandProfile[] {
  const weights = flatProfile.map(() => 0)
  const sorted = sales.toSorted((a, b) => a.hour - b.hour)
  const shapes: DemandProfile[] = []
  let next = 0
  for (let week = 0; week * 7 < days; week++) {
    for (let sale = sorted[next]; sale && sale.hour < week * hoursPerWeek; sale = sorted[++next]) {
      // Sales, not units: one lorry load at noon does not make noon the hour at which everybody buys.
      add(weights, hourOfWeek(sale.hour, firstWeekday), 1)
    }
    shapes.push(profileOf(weights, flatProfile, 1))
  }
  return shapes
}

function add(weights: number[], hour: number, amount: number): void {
  weights[hour] = (weights[hour] ?? 0) + amount
}

interface PlaceEstimate {
  rate: DemandRate
  /** Hours of exposure that it is made of. */
  exposure: number
}

export class SkuForecast {
  readonly #calendar: Calendar
  readonly #places: PlaceEstimate[]
  readonly #weights = flatProfile.map(() => 0)
  #profile: DemandProfile
  #dispersion: DispersionSums = noDispersion

  constructor(calendar: Calendar, places: number) {
    this.#calendar = calendar
    this.#places = Array.from({ length: places }, () => ({ rate: { chance: 0, size: 0 }, exposure: 0 }))
    this.#profile = calendar.commonShapes[0] ?? flatProfile
  }

  /** Weeks begin with new shapes. */
  beginDay(day: number): void {
    if (day % 7 !== 0) return
    this.#profile = profileOf(this.#weights, this.#calendar.commonShapes[day / 7])
  }

  /** @returns P(nothing is left after so many days), asked in the morning. */
  risk(place: number, question: { day: number; onHand: number; days: number }): number {
    const from = hourOfWeek(question.day * 24, this.#calendar.firstWeekday)
    const rate = this.#unitsPerHour(place)
    const horizonHours = question.days * 24
    const mean = rate * exposureOver(this.#profile, from, horizonHours)
    return stockRisk({
      onHand: question.onHand,
      unitsPerHour: rate,
      dispersion: dispersionAt(mean, this.#dispersion),
      profile: this.#profile,
      from,
      horizonHours,
    }).risk
  }

  /** A day that nobody was heard on says nothing; nor does an hour in which there was nothing to sell. */
  endDay(place: number, day: number, { onHand, sales, outFrom }: StockDay): void {
    const estimate = this.#places[place]
    if (!estimate || !this.#calendar.heard[day]) return
    const first = day * 24
    const end = onHand <= 0 ? first : outFrom === undefined ? first + 24 : outFrom + 1
    const from = hourOfWeek(first, this.#calendar.firstWeekday)
    const expected = this.#unitsPerHour(place) * exposureOver(this.#profile, from, end - first)
    const sold = sales.reduce((sum, { units }) => sum + units, 0)
    if (isTried(estimate)) this.#dispersion = foldDispersion(this.#dispersion, { expected, sold })
    for (let hour = first; hour < end; hour++) this.#foldHour(estimate, hour, sales)
  }

  #foldHour(estimate: PlaceEstimate, hour: number, sales: StockDay['sales']): void {
    const at = hourOfWeek(hour, this.#calendar.firstWeekday)
    const exposure = this.#profile[at] ?? 1
    let units = 0
    for (const sale of sales) if (sale.hour === hour) units += sale.units
    if (units === 0) {
      estimate.rate = foldQuiet(estimate.rate, exposure, defaultSmoothing)
      estimate.exposure += exposure
      return
    }
    add(this.#weights, at, units)
    const isFirst = estimate.rate.size === 0
    const { chance, size } = foldHour(estimate.rate, { units, exposure }, defaultSmoothing)
    estimate.rate = { chance, size: isFirst ? units : size }
    estimate.exposure += exposure > 0 ? exposure : 1
  }

  /** An estimate that is still young is a part of the truth: the part that it has had time to learn. */
  #unitsPerHour(place: number): number {
    const estimate = this.#places[place]
    if (!estimate || estimate.exposure === 0) return 0
    return unitsPerHour(estimate.rate) / (1 - (1 - defaultSmoothing.beta) ** estimate.exposure)
  }
}
