import { expect, test } from 'vitest'
import { burnInShift } from './burn-in-shift.ts'
import { reloadReason } from './reload-reason.ts'

const hourMs = 3_600_000
const life = { ownBuild: 'a', servedBuild: 'a', connected: true, upMs: hourMs, isFullScreen: false }

test('a screen loads itself again for a new build and after a day', () => {
  expect(reloadReason(life)).toBeNull()
  expect(reloadReason({ ...life, servedBuild: 'b' })).toBe('new-build')
  expect(reloadReason({ ...life, upMs: 24 * hourMs })).toBe('age')
})

test('one that fills the screen does so for a new build only: nobody is there to press again', () => {
  expect(reloadReason({ ...life, upMs: 48 * hourMs, isFullScreen: true })).toBeNull()
  expect(reloadReason({ ...life, servedBuild: 'b', isFullScreen: true })).toBe('new-build')
})

test('never while the server does not answer', () => {
  expect(reloadReason({ ...life, servedBuild: 'b', connected: false })).toBeNull()
  expect(reloadReason({ ...life, upMs: 48 * hourMs, servedBuild: null })).toBeNull()
})

test('the picture moves every minute by 4 px in one direction or both, around its middle', () => {
  const places = Array.from({ length: 9 }, (_, minute) => burnInShift(minute))
  expect(places.every((place, minute) => JSON.stringify(place) !== JSON.stringify(burnInShift(minute + 1)))).toBe(true)
  expect(places.every(({ x, y }) => Math.abs(x) <= 4 && Math.abs(y) <= 4)).toBe(true)
  expect(places.reduce((sum, { x }) => sum + x, 0)).toBe(0)
})
