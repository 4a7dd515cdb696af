import type { AssignAlert, CommentAlert, SnoozeAlert } from '#contract/alerts.ts'
import { longestSnoozeDays } from '#contract/alerts.ts'
import type { AlertState } from '#contract/views/stock.ts'

/*
 * Pure: what a person's verb makes of an alert as it is known now. The fold has the last word: of two people who press at
 * the same moment both are stored, and every screen shows whom it was given to.
 */

export interface KnownAlert {
  state: AlertState
  /** Who took it. Two may have one name. */
  takenById: string | null
  takenBy: string | null
  /** Id of whom it was given to. */
  assignee: string | null
  /** Epoch ms, of a snoozed one. */
  snoozedUntil: number | null
}

export type Decision =
  | { do: 'append'; type: string; data: Record<string, unknown> }
  | { do: 'nothing' }
  /** The alert is not, or no longer, as the verb needs it. */
  | { do: 'refuse'; detail: string }
  /** What was asked for cannot be, whatever the alert is. */
  | { do: 'correct'; pointer: string; detail: string }

/** Who asks, and when: epoch ms. */
export interface Asking {
  by: { id: string; name: string }
  now: number
}

const closed: Decision = { do: 'refuse', detail: 'this alert is closed: the level is back' }
const nothing: Decision = { do: 'nothing' }

export function acknowledge({ state, takenById, takenBy }: KnownAlert, _body: unknown, { by }: Asking): Decision {
  if (state === 'closed') return closed
  if (state !== 'acknowledged') return { do: 'append', type: 'alert.acknowledged', data: {} }
  return takenById === by.id ? nothing : { do: 'refuse', detail: `${takenBy ?? 'somebody'} has this alert already` }
}

export function assign({ state, assignee: before }: KnownAlert, { assignee }: AssignAlert): Decision {
  if (state === 'closed') return closed
  if (before === (assignee?.id ?? null)) return nothing
  return { do: 'append', type: 'alert.assigned', data: { assignee } }
}

const dayMs = 86_400_000

export function snooze({ state, snoozedUntil }: KnownAlert, { until }: SnoozeAlert, { now }: Asking): Decision {
  if (state === 'closed') return closed
  const at = Date.parse(until)
  if (at <= now || at > now + longestSnoozeDays * dayMs)
    return { do: 'correct', pointer: '#/until', detail: `must be within the next ${longestSnoozeDays} days` }
  if (state === 'snoozed' && snoozedUntil === at) return nothing
  return { do: 'append', type: 'alert.snoozed', data: { until: new Date(at).toISOString() } }
}

export function comment({ state }: KnownAlert, { text }: CommentAlert): Decision {
  return state === 'closed' ? closed : { do: 'append', type: 'alert.commented', data: { text } }
}

export function reopen({ state }: KnownAlert): Decision {
  if (state === 'closed') return closed
  return state === 'open' ? nothing : { do: 'append', type: 'alert.reopened', data: {} }
}
