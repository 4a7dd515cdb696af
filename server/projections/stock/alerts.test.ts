import { expect, test } from 'vitest'
import type { AlertVerb } from './alert-machine.ts'
import { decideAlerts, takeAlertFact } from './alerts.ts'
import { defaultSettings } from './rules.ts'
import { emptyState, newPair } from './state.ts'

test('an alert that is withdrawn as of before it was opened closes when it was opened', () => {
  const state = emptyState()
  const pair = newPair('mug', 'brest', { heardAt: 0, knownSince: 0 })
  const decide = (onHand: number | null, occurredAt: number, position: bigint) => {
    pair.level = { onHand, version: null, isStated: onHand !== null }
    const moment = { position, source: 'shop', occurredAt, receivedAt: 1000, backfill: false }
    decideAlerts(state, pair, { rule: defaultSettings, moment, now: 1000 })
  }
  decide(0, 500, 1n)
  decide(null, 200, 2n)
  expect([...state.alerts.values()]).toMatchObject([
    { state: 'closed', openedAt: 500, closedAt: 500, closedPosition: 2n },
  ])
})

const hourMs = 3_600_000
const said = { fact: 'alert', alert: 'mug@brest:out:1', assignee: null, until: null, text: '' } as const
const by = { id: 'ada', name: 'Ada' }

/** One alert, and what people do about it, an hour each; until when it is snoozed counts from the beginning. */
function alertAfter(...done: readonly (AlertVerb | { snoozedForHours: number })[]) {
  const state = emptyState()
  const pair = newPair('mug', 'brest', { heardAt: 0, knownSince: 0 })
  pair.level = { onHand: 0, version: null, isStated: true }
  const at = (hours: number) => ({
    position: BigInt(hours + 1),
    source: 'shop',
    occurredAt: hours * hourMs,
    receivedAt: hours * hourMs,
    backfill: false,
  })
  decideAlerts(state, pair, { rule: defaultSettings, moment: at(0), now: 0 })
  for (const [index, each] of done.entries()) {
    const from = at(index + 1)
    const what =
      typeof each === 'string'
        ? { verb: each }
        : { verb: 'snooze' as const, until: from.receivedAt + each.snoozedForHours * hourMs }
    takeAlertFact(state, { ...said, by, ...what, from })
  }
  return state.alerts.get(said.alert)
}

test('waking an alert ends the silence only: who has it has it still, until it is given back', () => {
  const quiet = { snoozedForHours: 9 }
  const taken = { state: 'acknowledged', acknowledgedBy: 'Ada', snoozedUntil: null }
  expect(alertAfter('acknowledge', quiet)).toMatchObject({ state: 'snoozed', acknowledgedBy: 'Ada' })
  expect(alertAfter('acknowledge', quiet, 'reopen')).toMatchObject(taken)
  expect(alertAfter('acknowledge', quiet, 'reopen', 'reopen')).toMatchObject({ state: 'open', acknowledgedBy: null })
  expect(alertAfter(quiet, 'reopen')).toMatchObject({ state: 'open', acknowledgedBy: null })
})

test('a silence that has passed by itself leaves an alert with whoever has it, who can give it back', () => {
  const brief = { snoozedForHours: 1 }
  expect(alertAfter('acknowledge', brief, 'comment')).toMatchObject({ state: 'acknowledged', snoozedUntil: null })
  expect(alertAfter('acknowledge', brief, 'reopen')).toMatchObject({ state: 'open', acknowledgedBy: null })
  expect(alertAfter(brief, 'comment')).toMatchObject({ state: 'open', acknowledgedBy: null })
})
