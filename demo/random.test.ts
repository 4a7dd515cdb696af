import { expect, test } from 'vitest'
import { createRandom, exponential, integer, pickByShare, poisson } from './random.ts'

const many = 100_000

test('numbers are in [0, 1), evenly, and the same for the same seed', () => {
  const [one, other] = [createRandom(5), createRandom(5)]
  const numbers = Array.from({ length: many }, one)
  expect(numbers.slice(0, 100)).toEqual(Array.from({ length: 100 }, other))
  expect(Math.min(...numbers.slice(0, 10_000))).toBeGreaterThanOrEqual(0)
  expect(Math.max(...numbers.slice(0, 10_000))).toBeLessThan(1)
  expect(numbers.reduce((sum, number) => sum + number, 0) / many).toBeCloseTo(0.5, 2)
})

test('times between arrivals have the mean that was asked for, and vary as much', () => {
  const random = createRandom(5)
  const gaps = Array.from({ length: many }, () => exponential(random, 10))
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / many
  const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / many)
  expect(mean).toBeGreaterThan(9.8)
  expect(mean).toBeLessThan(10.2)
  expect(deviation / mean).toBeCloseTo(1, 1)
})

test.each([0, 0.3, 12])('what happens %d times on average does so, and varies as a Poisson process does', (mean) => {
  const random = createRandom(5)
  const counts = Array.from({ length: many }, () => poisson(random, mean))
  const found = counts.reduce((sum, count) => sum + count, 0) / many
  expect(found).toBeCloseTo(mean, 1)
  expect(counts.reduce((sum, count) => sum + (count - found) ** 2, 0) / many).toBeCloseTo(mean, 0)
})

test('whole numbers reach both ends, and no further', () => {
  const random = createRandom(5)
  expect(new Set(Array.from({ length: 1000 }, () => integer(random, 2, 4)))).toEqual(new Set([2, 3, 4]))
})

test('what has three times the share is picked three times as often, and what has none never', () => {
  const random = createRandom(5)
  const items = [{ share: 3 }, { share: 0 }, { share: 1 }]
  const picked = Array.from({ length: many }, () => items.indexOf(pickByShare(random, items)))
  expect(picked.filter((index) => index === 0).length / many).toBeCloseTo(0.75, 2)
  expect(picked).not.toContain(1)
})
