import { expect, test } from 'vitest'
import type { AgeState } from '#components/age-mark/age-of.ts'
import { knownUntil, sourceAgeOf } from './source-age-of.ts'
import type { ViewAge } from './use-view-age.ts'

const now = Date.UTC(2026, 10, 17, 14, 46, 8)
const secondsAgo = (seconds: number): number => now - seconds * 1000
const source = { mode: 'push', promiseSeconds: 60, everySeconds: null, problemSince: null } as const

const live: ViewAge = { age: { state: 'live', ageMs: 100 }, now, trueAt: now, grey: false }
const behind: ViewAge = { ...live, age: { state: 'catching-up', until: secondsAgo(600) } }
const silent: ViewAge = { ...live, age: { state: 'stale', since: secondsAgo(30) }, trueAt: secondsAgo(30), grey: true }
const offline: ViewAge = { ...silent, age: { state: 'offline', lastKnownAt: secondsAgo(30) } }

test.each<[rule: string, viewAge: ViewAge, at: number | null, state: AgeState]>([
  ['on a live screen a source has its own age', live, secondsAgo(90), 'late'],
  ['a backlog of ours is not held against a source', behind, secondsAgo(610), 'catching-up'],
  ['a source that was late when the backlog began is late', behind, secondsAgo(690), 'late'],
  ['a source that is heard despite the backlog is catching up', behind, secondsAgo(1), 'catching-up'],
  ['a source that was never heard is that, also during a backlog', behind, null, 'none'],
  ['a silent server makes every source stale', silent, secondsAgo(31), 'stale'],
  ['without a line nobody knows', offline, secondsAgo(31), 'offline'],
  ['without a line a source that was never heard is still that', offline, null, 'none'],
])('%s', (_rule, viewAge, at, state) => {
  expect(sourceAgeOf(source, at, viewAge).state).toBe(state)
})

test.each<[rule: string, viewAge: ViewAge, at: number | null, state: AgeState]>([
  ['a source that answers with an error is broken, however new its last event', live, secondsAgo(1), 'broken'],
  ['one that never answered otherwise is broken, too', live, null, 'broken'],
  ['a backlog of ours does not hide that', behind, secondsAgo(610), 'broken'],
  ['without a line nobody knows whether it still does', offline, secondsAgo(31), 'offline'],
])('%s', (_rule, viewAge, at, state) => {
  expect(sourceAgeOf({ ...source, problemSince: secondsAgo(60) }, at, viewAge).state).toBe(state)
})

test.each<[rule: string, source: { lastReceivedAt: number | null; asOf: number | null }, state: AgeState]>([
  ['a database in which nothing changes is live', { lastReceivedAt: secondsAgo(9000), asOf: secondsAgo(1) }, 'live'],
  ['a database that never had a change is live', { lastReceivedAt: null, asOf: secondsAgo(1) }, 'live'],
  [
    'one that is no longer followed is as old as what is known of it',
    { lastReceivedAt: null, asOf: secondsAgo(90) },
    'late',
  ],
  [
    'one that is read while rows that were there come in',
    { lastReceivedAt: secondsAgo(1), asOf: secondsAgo(90) },
    'live',
  ],
  [
    'a source that sends by itself is as old as its newest event',
    { lastReceivedAt: secondsAgo(90), asOf: null },
    'late',
  ],
  ['one of which nothing was ever known', { lastReceivedAt: null, asOf: null }, 'none'],
])('%s', (_rule, known, state) => {
  expect(sourceAgeOf(source, knownUntil(known), live).state).toBe(state)
})
