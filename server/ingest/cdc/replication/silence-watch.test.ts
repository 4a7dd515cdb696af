import { expect, test } from 'vitest'
import { SilenceWatch } from './silence-watch.ts'

const limits = { askMs: 5000, giveUpMs: 15_000, tickMs: 1000 }

function watched() {
  const watch = new SilenceWatch(limits, 0)
  let now = 0
  const tick = (ms = 1000, isReading = true) => {
    now += ms
    watch.tick(now, { isReading })
  }
  const ticks = (count: number) => {
    for (let i = 0; i < count; i += 1) tick()
  }
  return { watch, tick, ticks }
}

test('a silence is asked about once, and too long after three times that', () => {
  const { watch, ticks } = watched()
  ticks(4)
  expect(watch.takeQuestion()).toBe(false)
  ticks(1)
  expect([watch.takeQuestion(), watch.takeQuestion()]).toEqual([true, false])
  ticks(9)
  expect(watch.isTooLong).toBe(false)
  ticks(1)
  expect(watch.isTooLong).toBe(true)
})

test('any sign of life begins a new silence', () => {
  const { watch, ticks } = watched()
  ticks(14)
  expect(watch.takeQuestion()).toBe(true)
  watch.heard()
  ticks(4)
  expect([watch.takeQuestion(), watch.isTooLong]).toEqual([false, false])
  ticks(1)
  expect(watch.takeQuestion()).toBe(true)
})

test('while nothing is read, nobody is silent', () => {
  const { watch, tick } = watched()
  for (let i = 0; i < 14; i += 1) tick(1000, false)
  expect([watch.takeQuestion(), watch.isTooLong, watch.isUnreadTooLong]).toEqual([false, false, false])
  tick(1000, false)
  expect([watch.takeQuestion(), watch.isTooLong, watch.isUnreadTooLong]).toEqual([false, false, true])
})

test('a minute in which the process stood still is two ticks of silence', () => {
  const { watch, tick, ticks } = watched()
  tick(60_000)
  expect(watch.takeQuestion()).toBe(false)
  ticks(3)
  expect(watch.takeQuestion()).toBe(true)
})
