import { expect, test } from 'vitest'
import { decideAlerts } from './alerts.ts'
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
