import type { Order } from './stock-demand.ts'

/*
 * Stock of one series under an (s, S) policy, day by day: what is ordered is sold while there is any, the rest of an order
 * is lost. Each morning, when what is on hand and on its way is at s or below, the place orders up to S; the delivery arrives
 * in the morning after its lead time. Every four weeks s and S are set anew from what was sold in the twelve weeks before, as a
 * planner does who has no forecast. So stock-outs come from demand that was not expected, and are known exactly.
 */
export interface Policy {
  /** Days of mean sales that s holds. */
  reorderDays: number
  /** Days of mean sales between s and S. */
  orderDays: number
  /** Lead times in days, from the least to the most, all equally likely. */
  leadDays: { least: number; most: number }
}

export interface StockDay {
  /** In the morning, after the delivery. */
  onHand: number
  /** Days until the next delivery that is on its way; undefined when there is none. */
  deliveryInDays: number | undefined
  /** What was sold, hours counted as in the series. */
  sales: readonly Order[]
  /** The hour at which it was sold out, or the first one of the day when it was out in the morning. */
  outFrom: number | undefined
}

export interface Simulation {
  days: readonly StockDay[]
  /** s as it was set when warming up had ended: what a planner who never sets it anew goes by. */
  firstReorderLevel: number
}

export interface SimulationOptions {
  orders: readonly Order[]
  days: number
  /** Days from which s and S are set for the first time; until then there is enough of everything. */
  warmUpDays: number
  policy: Policy
  /** 0 ≤ x < 1. */
  random: () => number
}

const planningDays = 28
const rememberedDays = 84

export function simulateStock({ orders, days, warmUpDays, policy, random }: SimulationOptions): Simulation {
  const shelf = new Shelf(policy, random)
  const result: StockDay[] = []
  const soldByDay: number[] = []
  let firstReorderLevel = 0
  let next = 0
  for (let day = 0; day < days; day++) {
    if (day >= warmUpDays && (day - warmUpDays) % planningDays === 0) {
      shelf.plan(soldByDay.slice(-rememberedDays))
      if (day === warmUpDays) firstReorderLevel = shelf.reorderLevel
    }
    shelf.morning(day)
    const onHand = shelf.onHand
    const deliveryInDays = shelf.deliveryAfter(day)
    const sales: Order[] = []
    let outFrom = onHand <= 0 ? day * 24 : undefined
    for (let order = orders[next]; order && order.hour < (day + 1) * 24; order = orders[++next]) {
      const units = shelf.sell(order.units)
      if (units > 0) sales.push({ hour: order.hour, units })
      if (shelf.onHand <= 0) outFrom ??= order.hour
    }
    soldByDay.push(sales.reduce((sum, { units }) => sum + units, 0))
    result.push({ onHand, deliveryInDays, sales, outFrom })
  }
  return { days: result, firstReorderLevel }
}

class Shelf {
  /** Until the first plan there is enough of everything. */
  onHand = Infinity
  reorderLevel = 0
  readonly #policy: Policy
  readonly #random: () => number
  #orderUpTo = 0
  #coming: Array<{ day: number; units: number }> = []

  constructor(policy: Policy, random: () => number) {
    this.#policy = policy
    this.#random = random
  }

  plan(soldByDay: readonly number[]): void {
    const mean = soldByDay.reduce((sum, units) => sum + units, 0) / Math.max(1, soldByDay.length)
    this.reorderLevel = Math.max(1, Math.round(mean * this.#policy.reorderDays))
    this.#orderUpTo = this.reorderLevel + Math.max(1, Math.round(mean * this.#policy.orderDays))
    // Shelves do not begin all full: each somewhere between s and S.
    if (this.onHand === Infinity) {
      this.onHand = this.reorderLevel + Math.ceil(this.#random() * (this.#orderUpTo - this.reorderLevel))
    }
  }

  morning(day: number): void {
    const arrived = this.#coming.filter((delivery) => delivery.day <= day)
    this.#coming = this.#coming.filter((delivery) => delivery.day > day)
    for (const { units } of arrived) this.onHand += units
    const position = this.onHand + this.#coming.reduce((sum, { units }) => sum + units, 0)
    if (position > this.reorderLevel) return
    const { least, most } = this.#policy.leadDays
    const leadDays = least + Math.floor(this.#random() * (most - least + 1))
    this.#coming.push({ day: day + leadDays, units: this.#orderUpTo - position })
  }

  deliveryAfter(day: number): number | undefined {
    const [next] = this.#coming.toSorted((a, b) => a.day - b.day)
    return next && next.day - day
  }

  /** @returns what was there to sell. */
  sell(units: number): number {
    const sold = Math.min(units, this.onHand)
    this.onHand -= sold
    return sold
  }
}
