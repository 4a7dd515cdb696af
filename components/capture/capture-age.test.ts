import { expect, test } from 'vitest'
import type { ViewAge } from '#components/wall/use-view-age.ts'
import { captureAge } from './capture-age.ts'

const now = Date.UTC(2026, 10, 17, 14, 46)
const live: ViewAge = { age: { state: 'live', ageMs: 0 }, now, trueAt: now, grey: false }
const source = { mode: 'push', promiseSeconds: 60, everySeconds: null } as const
const following = { phase: 'following', problem: null, asOf: now - 400 } as const
const problem = { code: 'wrong-password', detail: '', since: now - 5000 } as const

test('a database is as old as the moment until which all of it is known', () => {
  expect(captureAge(source, following, live)).toEqual({ state: 'live', ageMs: 400 })
  expect(captureAge(source, { ...following, asOf: now - 90_000 }, live)).toMatchObject({ state: 'late' })
  expect(captureAge(source, { ...following, asOf: now - 200_000 }, live)).toMatchObject({ state: 'stale' })
})

test('before anything is known of it there is no age', () => {
  expect(captureAge(source, { ...following, phase: 'copying', asOf: null }, live)).toEqual({ state: 'none' })
})

test('what stands in the way breaks it, unless it goes on all the same', () => {
  expect(captureAge(source, { phase: 'waiting', problem, asOf: null }, live)).toEqual({
    state: 'broken',
    since: problem.since,
  })
  expect(captureAge(source, { ...following, problem }, live)).toMatchObject({ state: 'live' })
})

test('while rows are copied it catches up', () => {
  expect(captureAge(source, { ...following, phase: 'storing' }, live)).toEqual({
    state: 'catching-up',
    until: now - 400,
  })
})

test('while the line is lost, nobody knows how it is', () => {
  expect(captureAge(source, following, { ...live, grey: true, trueAt: now - 9000 })).toEqual({
    state: 'offline',
    lastKnownAt: now - 9000,
  })
})
