import type { StockFactFrom, WithdrawalFact } from './facts.ts'
import { isWithdrawal } from './level.ts'
import type { Moment, StockState } from './state.ts'
import { orderKey, pairKey } from './state.ts'

/** A SKU in a place that a fact is about. */
export interface Subject {
  sku: string
  place: string
  moment: Moment
  /** The earliest moment of which it says something. */
  since: number
  /** It may move the level: to `stated`, or by `delta`, or so that it is not known. */
  isMovement: boolean
  fromOrder: boolean
  stated: number | null
  delta: number | null
}

interface Cancelled {
  occurredAt: number
  /** Of a cancellation in this batch. */
  receivedAt?: number
}

/** When orders were cancelled: those that are known to have been, and those that this batch says it of. */
export function cancellationsOf(state: StockState, facts: readonly StockFactFrom[]): Map<string, Cancelled> {
  const said = facts.flatMap((fact): [string, Cancelled][] =>
    fact.fact === 'cancellation' ? [[orderKey(fact.from.source, fact.orderId), fact.from]] : [],
  )
  return new Map([...said.toReversed(), ...state.cancelled])
}

/** @returns whom a fact is about; the orders and deliveries that it names must be in `state`. */
export function subjectsOf(
  state: StockState,
  fact: StockFactFrom,
  cancelled: ReadonlyMap<string, Cancelled>,
): Subject[] {
  const moment = fact.from
  const nothing = {
    moment,
    since: moment.occurredAt,
    isMovement: false,
    fromOrder: false,
    stated: null,
    delta: null,
  }
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- all others are about no place
  switch (fact.fact) {
    case 'movement': {
      const { sku, place, stated, delta } = fact
      return [{ ...nothing, sku, place, isMovement: true, stated, delta }]
    }
    case 'sale': {
      const { place } = fact
      const back = cancelled.get(orderKey(moment.source, fact.orderId))
      return fact.lines.flatMap(({ sku, units }) => {
        const sold = { ...nothing, sku, place, isMovement: true, fromOrder: true, delta: -units }
        if (back === undefined) return [sold]
        const { occurredAt, receivedAt = moment.receivedAt } = back
        return [
          sold,
          {
            ...sold,
            moment: { ...moment, occurredAt, receivedAt },
            since: Math.min(occurredAt, moment.occurredAt),
            delta: units,
          },
        ]
      })
    }
    case 'return':
      return fact.lines.map(({ sku, units }) => {
        return { ...nothing, sku, place: fact.place, isMovement: true, fromOrder: true, delta: units }
      })
    case 'cancellation':
      return (state.orders.get(orderKey(moment.source, fact.orderId)) ?? []).map(
        ({ sku, place, units, occurredAt }) => {
          const since = Math.min(occurredAt, moment.occurredAt)
          return { ...nothing, sku, place, since, isMovement: true, fromOrder: true, delta: units }
        },
      )
    case 'delivery':
    case 'delivery-cancelled': {
      const before = state.deliveries.get(fact.deliveryId)
      // What is expected is of the future, whenever it was said.
      const expected = { ...nothing, since: Infinity }
      const about = fact.fact === 'delivery' ? [{ ...expected, sku: fact.sku, place: fact.place }] : []
      return before && before.sku !== '' ? [...about, { ...expected, sku: before.sku, place: before.place }] : about
    }
    default:
      return []
  }
}

/** @param statements when a level was stated last, by place, before this batch. */
export function withdrawnSubjects(
  { sku, from }: StockFactFrom<WithdrawalFact>,
  statements: readonly { sku: string; place: string; at: number }[],
): Subject[] {
  const movement = { sku, isMovement: true, fromOrder: false, stated: null, delta: null }
  return statements
    .filter((each) => each.sku === sku)
    .map(({ place, at }) => ({ ...movement, place, moment: { ...from, occurredAt: at }, since: at }))
}

/** @returns the SKUs of which a place may run out or have it again; more rather than too few. */
export function mayTurn(state: StockState, subjects: readonly Subject[]): Set<string> {
  const lowest = new Map<string, { sku: string; level: number; taken: number }>()
  const turning = new Set<string>()
  const told = new Set(subjects.flatMap((each) => (each.isMovement && !each.fromOrder ? [keyOf(each)] : [])))
  for (const { sku, place, moment, isMovement, fromOrder, stated, delta } of subjects) {
    const pair = state.skus.get(sku)?.pairs.get(place)
    // A level that is stated after an order does not depend on it.
    if (!isMovement || (fromOrder && pair?.level.isStated)) continue
    const key = pairKey(sku, place)
    // Orders alone make no level known.
    if (fromOrder && pair?.level.onHand == null && !told.has(key)) continue
    const isLate = pair?.movedAt != null && moment.occurredAt < pair.movedAt
    // Behind a withdrawal a difference begins at nothing, whatever was there.
    if (isLate || isWithdrawal({ stated, delta })) turning.add(sku)
    const low = lowest.get(key) ?? { sku, level: pair?.level.onHand ?? Infinity, taken: 0 }
    low.level = Math.min(low.level, stated ?? (low.level === Infinity ? 0 : low.level))
    low.taken += Math.abs(delta ?? 0)
    lowest.set(key, low)
  }
  for (const { sku, level, taken } of lowest.values()) if (level - taken <= 0) turning.add(sku)
  return turning
}

function keyOf({ sku, place }: Subject): string {
  return pairKey(sku, place)
}
