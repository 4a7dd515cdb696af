/**
 * One alert of a SKU in a place.
 * - `open`: nobody has taken it on
 * - `acknowledged`: somebody has
 * - `snoozed`: somebody has put it off until a moment
 * - `closed`: what it warned of is over; the next time is another alert
 */
export type AlertState = 'open' | 'acknowledged' | 'snoozed' | 'closed'

/** What people do. */
export type AlertVerb = 'acknowledge' | 'assign' | 'snooze' | 'comment' | 'reopen'

/**
 * - what people do
 * - `cleared`: the level says that it is over
 * - `due`: the moment until which it was put off has passed
 */
export type AlertEvent = AlertVerb | 'cleared' | 'due'

/** A new level that says the same again is no event: what people have done survives it. */
export const alertTransitions: Record<AlertState, Record<AlertEvent, AlertState>> = {
  open: {
    acknowledge: 'acknowledged',
    assign: 'open',
    snooze: 'snoozed',
    comment: 'open',
    reopen: 'open',
    cleared: 'closed',
    due: 'open',
  },
  acknowledged: {
    acknowledge: 'acknowledged',
    assign: 'acknowledged',
    snooze: 'snoozed',
    comment: 'acknowledged',
    reopen: 'open',
    cleared: 'closed',
    due: 'acknowledged',
  },
  snoozed: {
    acknowledge: 'acknowledged',
    assign: 'snoozed',
    snooze: 'snoozed',
    comment: 'snoozed',
    reopen: 'open',
    cleared: 'closed',
    due: 'open',
  },
  closed: {
    acknowledge: 'closed',
    assign: 'closed',
    snooze: 'closed',
    comment: 'closed',
    reopen: 'closed',
    cleared: 'closed',
    due: 'closed',
  },
}
