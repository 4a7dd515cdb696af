import { expect, test } from 'vitest'
import type { AlertEvent, AlertState } from './alert-machine.ts'
import { alertTransitions } from './alert-machine.ts'

function after(start: AlertState, ...events: AlertEvent[]): AlertState {
  return events.reduce((state, event) => alertTransitions[state][event], start)
}

test('what is over stays over: the next time is another alert', () => {
  expect(new Set(Object.values(alertTransitions.closed))).toEqual(new Set(['closed']))
})

test('whatever somebody has done, a level that is fine closes the alert', () => {
  for (const state of ['open', 'acknowledged', 'snoozed'] as const) expect(after(state, 'cleared')).toBe('closed')
})

test('an alert that was put off comes back when its time has come, unless somebody has taken it on since', () => {
  expect(after('open', 'snooze', 'due')).toBe('open')
  expect(after('open', 'snooze', 'acknowledge', 'due')).toBe('acknowledged')
})

test('talking about an alert or giving it to somebody takes nobody’s decision back', () => {
  for (const state of ['open', 'acknowledged', 'snoozed'] as const)
    expect(after(state, 'comment', 'assign')).toBe(state)
})
