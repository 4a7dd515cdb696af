import { expect, test } from 'vitest'
import type { Decision, KnownAlert } from './alert-decisions.ts'
import { acknowledge, assign, comment, reopen, snooze } from './alert-decisions.ts'

const now = Date.UTC(2026, 10, 24, 9)
const ada = { id: 'ada', name: 'Ada' }
const karim = { id: 'karim', name: 'Karim' }
const asking = { by: ada, now }
const inHours = (hours: number) => new Date(now + hours * 3_600_000).toISOString()

const untouched = { takenById: null, takenBy: null, assignee: null, snoozedUntil: null }
const open: KnownAlert = { ...untouched, state: 'open' }
const mine: KnownAlert = { ...untouched, state: 'acknowledged', takenById: 'ada', takenBy: 'Ada' }
const his: KnownAlert = { ...untouched, state: 'acknowledged', takenById: 'karim', takenBy: 'Karim' }
const given: KnownAlert = { ...untouched, state: 'open', assignee: 'karim' }
const quiet: KnownAlert = { ...untouched, state: 'snoozed', snoozedUntil: now + 3_600_000 }
const closed: KnownAlert = { ...untouched, state: 'closed' }

const append = (type: string, data = {}): Decision => ({ do: 'append', type, data })
const nothing: Decision = { do: 'nothing' }
const refused = expect.objectContaining({ do: 'refuse' })
const wrong = expect.objectContaining({ do: 'correct', pointer: '#/until' })

test.each([
  ['an open alert is taken', acknowledge(open, {}, asking), append('alert.acknowledged')],
  ['a snoozed one is taken', acknowledge(quiet, {}, asking), append('alert.acknowledged')],
  ['taking what one has changes nothing', acknowledge(mine, {}, asking), nothing],
  ['what somebody else has is not taken', acknowledge(his, {}, asking), refused],
  ['nor what somebody of the same name has', acknowledge({ ...his, takenBy: 'Ada' }, {}, asking), refused],
  ['it is given to somebody', assign(mine, { assignee: karim }), append('alert.assigned', { assignee: karim })],
  ['it is given to nobody', assign(given, { assignee: null }), append('alert.assigned', { assignee: null })],
  ['who has it is given it without an event', assign(given, { assignee: karim }), nothing],
  [
    'it is quiet until then',
    snooze(open, { until: inHours(2) }, asking),
    append('alert.snoozed', { until: inHours(2) }),
  ],
  ['the same time again changes nothing', snooze(quiet, { until: inHours(1) }, asking), nothing],
  ['not until a time that has passed', snooze(open, { until: inHours(0) }, asking), wrong],
  ['not for longer than thirty days', snooze(open, { until: inHours(30 * 24 + 1) }, asking), wrong],
  ['something is said of it', comment(his, { text: 'Called.' }), append('alert.commented', { text: 'Called.' })],
  ['it is given back', reopen(his), append('alert.reopened')],
  ['a snoozed one is woken', reopen(quiet), append('alert.reopened')],
  ['an open one stays so', reopen(open), nothing],
])('%s', (_rule, decision, expected) => {
  expect(decision).toEqual(expected)
})

test('nothing can be done with a closed alert', () => {
  const decisions = [
    acknowledge(closed, {}, asking),
    assign(closed, { assignee: ada }),
    snooze(closed, { until: inHours(1) }, asking),
    comment(closed, { text: 'Late.' }),
    reopen(closed),
  ]
  expect(decisions.map((decision) => decision.do)).toEqual(Array.from({ length: 5 }, () => 'refuse'))
})
