import { expect, test } from 'vitest'
import type { AgeState } from '#components/age-mark/age-of.ts'
import { sourceAgeOf } from './source-age-of.ts'
import type { ViewAge } from './use-view-age.ts'

const now = Date.UTC(2026, 10, 17, 14, 46, 8)
const secondsAgo = (seconds: number): number => now - seconds * 1000
const source = { mode: 'push', promiseSeconds: 60 } as const

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
