import { expect, test } from 'vitest'
import { heightOf, linePath } from './line-path.ts'
import { niceTop } from './nice-scale.ts'

test('a line starts at the left edge, ends at the right one, and has 0 on its base', () => {
  expect(linePath([0, 5, 10], 10)).toBe('M0.00 100.00L50.00 50.00L100.00 0.00')
})

test('where nothing is known nothing is drawn, and a value between two such gaps is a point', () => {
  expect(linePath([0, 5, null, 10, null], 10)).toBe('M0.00 100.00L25.00 50.00M75.00 0.00h0')
})

test('nothing is drawn above the top, and a scale of 0 lies on the base', () => {
  expect(heightOf(12, 10)).toBe(0)
  expect(heightOf(0, 0)).toBe(100)
})

test.each([
  [0, 2],
  [2, 2],
  [3, 4],
  [37, 40],
  [42, 60],
  [101, 200],
  [164, 200],
  [999, 1000],
])('a maximum of %d has the scale %d, whose half is round too', (max, top) => {
  expect(niceTop(max)).toBe(top)
})
