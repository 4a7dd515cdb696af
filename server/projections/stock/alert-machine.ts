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

interface Begun {
  state: AlertState
  /** Somebody has taken it on, and has not given it back. */
  isTaken: boolean
}

/** By the table, but that waking ends the silence only: who has an alert has it still. */
export function stateAfter({ state, isTaken }: Begun, event: AlertEvent): AlertState {
  const next = alertTransitions[state][event]
  return state === 'snoozed' && next === 'open' && isTaken ? 'acknowledged' : next
}

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
