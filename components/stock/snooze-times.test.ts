import { expect, test } from 'vitest'
import { snoozeTimes } from './snooze-times.ts'

const now = Date.UTC(2026, 10, 24, 9)
const names = (delivery: number | null) => snoozeTimes(now, delivery).map(({ name }) => name)

test('the next delivery stands among the others, by when it comes', () => {
  expect(names(now + 5 * 3_600_000)).toEqual(['hour', 'fourHours', 'delivery', 'day', 'threeDays'])
})

test('a delivery that is late, or farther away than an alert can be quiet, is none', () => {
  const others = ['hour', 'fourHours', 'day', 'threeDays']
  expect([names(null), names(now - 1), names(now + 31 * 86_400_000)]).toEqual([others, others, others])
})
