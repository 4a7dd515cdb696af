import type { BusinessTime } from '../../runtime/business-time.ts'
import { insertMovement, isOut, isWithdrawal, moveLevel, outSpans } from './level.ts'
import type { Movement } from './level.ts'
import { refreshStale } from './review.ts'
import { closeWeeks, openWeek } from './sku-demand.ts'
import type { Moment, Pair, SkuState, Statement, StockState } from './state.ts'
import { newPair, newSku } from './state.ts'

interface Heard {
  sku: string
  place: string
  from: Moment
  /** From when on something is known of the pair, where that is not when the event occurred. */
  since?: number
  /** It says of the level itself, and not of what was sold or came back. */
  isLevel?: boolean
}

/** The pair an event is about, with its SKU's weeks closed up to the event. */
export function hear(
  state: StockState,
  { sku: name, place, from, since = from.occurredAt, isLevel = false }: Heard,
  time: BusinessTime,
): { sku: SkuState; pair: Pair } {
  let sku = state.skus.get(name)
  if (!sku) state.skus.set(name, (sku = newSku(name)))
  const first = Math.min(since, from.occurredAt)
  openSku(state, sku, { moment: from, first, time })
  let pair = sku.pairs.get(place)
  if (!pair) {
    pair = newPair(name, place, { heardAt: from.receivedAt, knownSince: since })
    pair.deliveries = [...state.deliveries.values()].filter((each) => each.sku === name && each.place === place)
    sku.pairs.set(place, pair)
  }
  // Who sells where another states the levels says nothing of how old those are.
  if (from.receivedAt >= pair.heardAt && (isLevel || !pair.level.isStated)) pair.source = from.source
  pair.heardAt = Math.max(pair.heardAt, from.receivedAt)
  if (since < pair.knownSince) {
    pair.knownSince = since
    pair.isDemandChanged = true
  }
  // What is known of before the open week began was not counted there.
  if (first < sku.week) sku.stale = from
  return { sku, pair }
}

/**
 * Closes the weeks of a SKU up to an event about it. What history has changed is folded before anything else happens to
 * the SKU, and only more history can wait with it: so where a batch ends makes no difference.
 *
 * @param first the earliest moment of which the event says something.
 */
export function openSku(
  state: StockState,
  sku: SkuState,
  { moment, first, time }: { moment: Moment; first: number; time: BusinessTime },
): void {
  const target = openWeek(time, moment.receivedAt)
  if (sku.week === 0) {
    sku.week = target
    sku.position = moment.position
    state.changes.skus.add(sku)
  }
  const isMoreHistory = moment.backfill && first < Math.max(sku.week, target)
  if (!isMoreHistory) refreshStale(state, sku, time)
  if (sku.week < target) sku.position = moment.position
  closeWeeks(state, sku, { target, time })
}

/** Puts a movement where it belongs, and says what it changed. @returns whether the place ran out or has it again. */
export function movePair(state: StockState, pair: Pair, movement: Movement): boolean {
  const wasOut = isOut(pair.level)
  const index = insertMovement(pair.history, pair.base.level, movement)
  for (const moved of pair.history.slice(index)) state.changes.movements.set(moved, pair)
  pair.level = pair.history.at(-1)?.after ?? pair.base.level
  pair.movedAt = Math.max(pair.movedAt ?? -Infinity, movement.occurredAt)
  const stated = lastStatement(pair)
  if (stated !== undefined) pair.stated = stated
  const isLast = index === pair.history.length - 1
  if (!isLast || wasOut !== isOut(pair.level)) {
    pair.spans = outSpans(pair.history, pair.base.outFrom)
    pair.isDemandChanged = true
    state.changes.spans.set(pair, pair.spans)
  }
  return wasOut !== isOut(pair.level)
}

/** @returns null where it was withdrawn; undefined where nothing has been stated since the history began. */
function lastStatement({ history, base }: Pair): Statement | null | undefined {
  for (let index = history.length - 1; index >= 0; index--) {
    const movement = history[index]?.movement
    if (movement && isWithdrawal(movement)) return null
    const before = history[index - 1]?.after ?? base.level
    if (movement?.stated == null || moveLevel(before, movement) === before) continue
    return { onHand: movement.stated, at: movement.occurredAt, position: movement.position }
  }
  return undefined
}

/** Whether an event says something newer than what is there. */
export function isNewer(from: Moment, than: { occurredAt: number; position: bigint }): boolean {
  return from.occurredAt > than.occurredAt || (from.occurredAt === than.occurredAt && from.position > than.position)
}
