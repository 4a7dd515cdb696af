import { describe, expect, test } from 'vitest'
import type { Age, AgeFacts, AgeState } from './age-of.ts'
import { ageOf, isGrey } from './age-of.ts'

const now = Date.UTC(2026, 10, 17, 14, 46, 8)
const push = { now, mode: 'push', promiseSeconds: 60 } as const
const poll = { now, mode: 'poll', promiseSeconds: 900 } as const
const secondsAgo = (seconds: number): number => now - seconds * 1000

const grammar: [rule: string, facts: AgeFacts, age: Age][] = [
  ['a stream inside its promise is live', { ...push, at: secondsAgo(0.4) }, { state: 'live', ageMs: 400 }],
  ['exactly P is still live', { ...push, at: secondsAgo(60) }, { state: 'live', ageMs: 60_000 }],
  ['a clock that runs ahead is no age', { ...push, at: now + 300 }, { state: 'live', ageMs: 0 }],
  [
    'a batch inside its promise is on time, and says how much of it is used',
    { ...poll, at: secondsAgo(660) },
    { state: 'on-time', ageMs: 660_000, everyMs: 900_000, used: 660 / 900 },
  ],
  [
    'what is read at intervals says how long they are',
    { ...poll, at: secondsAgo(9), everySeconds: 5 },
    { state: 'on-time', ageMs: 9000, everyMs: 5000, used: 9 / 900 },
  ],
  [
    'past P it is late, by the difference',
    { ...poll, at: secondsAgo(1140) },
    { state: 'late', ageMs: 1_140_000, lateMs: 240_000 },
  ],
  ['exactly 3 P is still late', { ...push, at: secondsAgo(180) }, { state: 'late', ageMs: 180_000, lateMs: 120_000 }],
  [
    'past 3 P it is stale since it was last true',
    { ...push, at: secondsAgo(181) },
    { state: 'stale', since: secondsAgo(181) },
  ],
  [
    'a missing part',
    { ...push, at: now, parts: { heard: 22, expected: 23 } },
    { state: 'partial', heard: 22, expected: 23 },
  ],
  ['all parts there', { ...push, at: now, parts: { heard: 23, expected: 23 } }, { state: 'live', ageMs: 0 }],
  ['replaying', { ...push, at: now, trueUntil: secondsAgo(900) }, { state: 'catching-up', until: secondsAgo(900) }],
  [
    'the source answers with an error',
    { ...push, at: now, brokenSince: secondsAgo(5) },
    { state: 'broken', since: secondsAgo(5) },
  ],
  [
    'the line is lost',
    { ...push, at: secondsAgo(30), offline: true },
    { state: 'offline', lastKnownAt: secondsAgo(30) },
  ],
  ['nothing was ever received', { ...push, at: null }, { state: 'none' }],
]

test.each(grammar)('%s', (_rule, facts, age) => {
  expect(ageOf(facts)).toEqual(age)
})

describe('the worst that is true is said', () => {
  const everythingWrong = {
    ...push,
    at: secondsAgo(3600),
    offline: true,
    brokenSince: secondsAgo(60),
    trueUntil: secondsAgo(50),
    parts: { heard: 1, expected: 2 },
  } satisfies AgeFacts

  test.each<[AgeState, AgeFacts]>([
    ['none', { ...everythingWrong, at: null }],
    ['offline', everythingWrong],
    ['broken', { ...everythingWrong, offline: false }],
    ['catching-up', { ...everythingWrong, offline: false, brokenSince: null }],
    ['stale', { ...everythingWrong, offline: false, brokenSince: null, trueUntil: null }],
    ['partial', { ...everythingWrong, offline: false, brokenSince: null, trueUntil: null, at: secondsAgo(90) }],
  ])('%s', (state, facts) => {
    expect(ageOf(facts).state).toBe(state)
  })
})

test('grey is for numbers that can no longer be believed', () => {
  const states = grammar.map(([, , age]) => age.state)
  expect(new Set(states.filter(isGrey))).toEqual(new Set(['stale', 'broken', 'offline', 'none']))
})
