import { stateAfter } from './alert-machine.ts'
import type { AlertEvent } from './alert-machine.ts'
import type { AlertFact, StockFactFrom } from './facts.ts'
import { isOut } from './level.ts'
import type { StockSettings } from './rules.ts'
import type { Alert, AlertKind, Moment, Pair, StockState } from './state.ts'

/*
 * Alerts open at the event that crosses and close when it is over, by two different lines, so that a level that trembles
 * around one does not open an alert each time. Nothing on hand is an alert whatever said so, and whoever brings history
 * brings its alerts as history; that something is at risk is decided at live events only, after history at the first one of
 * the SKU.
 */
interface Decision {
  rule: StockSettings
  moment: Moment
  now: number
}

export function decideAlerts(state: StockState, pair: Pair, { rule, moment, now }: Decision): void {
  for (const alert of pair.alerts.values()) wakeIfDue(state, alert, { moment, now })
  if (pair.level.onHand === null) {
    // Of what nobody states any more, nobody would ever say that it is there again.
    for (const kind of pair.alerts.keys()) close(state, pair, kind, moment)
    return
  }
  const isEmpty = isOut(pair.level)
  if (isEmpty) open(state, pair, 'out', moment)
  else close(state, pair, 'out', moment)
  if (isEmpty) close(state, pair, 'at-risk', moment)
  else if (!moment.backfill) decideRisk(state, pair, { rule, moment, now })
}

function decideRisk(state: StockState, pair: Pair, { rule, moment }: Decision): void {
  const { risk, hoursToZero, horizonHours } = pair
  const runsOut = hoursToZero !== null && hoursToZero <= horizonHours
  if (risk >= rule.opensAt && runsOut) open(state, pair, 'at-risk', moment)
  else if (risk < rule.closesBelow) close(state, pair, 'at-risk', moment)
}

function wakeIfDue(state: StockState, alert: Alert, { moment, now }: Pick<Decision, 'moment' | 'now'>): void {
  if (alert.state === 'snoozed' && (alert.snoozedUntil ?? 0) <= now) step(state, alert, 'due', moment)
}

function open(state: StockState, pair: Pair, kind: AlertKind, { position, occurredAt, backfill }: Moment): void {
  if (pair.alerts.has(kind)) return
  const { sku, place } = pair
  const alert: Alert = {
    id: `${sku}@${place}:${kind}:${position}`,
    sku,
    place,
    kind,
    state: 'open',
    openedAt: occurredAt,
    openedPosition: position,
    closedAt: null,
    closedPosition: null,
    acknowledgedAt: null,
    acknowledgedById: null,
    acknowledgedBy: null,
    assigneeId: null,
    assigneeName: null,
    snoozedUntil: null,
    comments: 0,
    isHistory: backfill,
    position,
  }
  pair.alerts.set(kind, alert)
  state.alerts.set(alert.id, alert)
  state.changes.alerts.add(alert)
}

function close(state: StockState, pair: Pair, kind: AlertKind, moment: Moment): void {
  const alert = pair.alerts.get(kind)
  if (!alert) return
  step(state, alert, 'cleared', moment)
  // What closes it may be told of a moment before, as that what was stated then is no longer of the SKU.
  alert.closedAt = Math.max(alert.openedAt, moment.occurredAt)
  alert.closedPosition = moment.position
  pair.alerts.delete(kind)
}

/** @returns whether it is still open for what people do. */
function step(state: StockState, alert: Alert, event: AlertEvent, { position }: Moment): boolean {
  const wasClosed = alert.state === 'closed'
  alert.state = stateAfter({ state: alert.state, isTaken: alert.acknowledgedAt !== null }, event)
  // That time has passed is no news of its own.
  if (event !== 'due') alert.position = position
  state.changes.alerts.add(alert)
  state.changes.touched.add(alert.sku)
  return !wasClosed
}

/** What somebody has done. An alert that does not exist, or is over, can only be talked about. */
export function takeAlertFact(state: StockState, fact: StockFactFrom<AlertFact>): void {
  const { verb, by, assignee, until, text, from } = fact
  const alert = state.alerts.get(fact.alert)
  if (!alert) return
  // Nobody may have heard of its place since: what was put off until a moment before this was awake by then.
  wakeIfDue(state, alert, { moment: from, now: from.receivedAt })
  const isOpen = step(state, alert, verb, from)
  if (verb === 'comment') {
    const { position, occurredAt: at } = from
    alert.comments += 1
    state.changes.comments.push({ alert: alert.id, position, byId: by?.id ?? null, byName: by?.name ?? null, text, at })
  }
  if (!isOpen) return
  if (verb === 'acknowledge') {
    const [acknowledgedById, acknowledgedBy] = [by?.id ?? null, by?.name ?? null]
    Object.assign(alert, { acknowledgedAt: from.occurredAt, acknowledgedById, acknowledgedBy })
  }
  if (verb === 'reopen' && alert.state === 'open')
    Object.assign(alert, { acknowledgedAt: null, acknowledgedById: null, acknowledgedBy: null })
  if (verb === 'assign')
    Object.assign(alert, { assigneeId: assignee?.id ?? null, assigneeName: assignee?.name ?? null })
  alert.snoozedUntil = verb === 'snooze' ? until : alert.state === 'snoozed' ? alert.snoozedUntil : null
}
