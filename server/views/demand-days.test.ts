import { expect, test } from 'vitest'
import { unitsPerDay } from './demand-days.ts'

const dayMs = 86_400_000
const days = [0, 1, 2, 3].map((day) => day * dayMs)

test.each([
  ['a day without sales is a zero', { knownSince: -1, sold: { 2: 4 }, outs: [] }, [0, 4, 0]],
  ['a day before anything was known is none', { knownSince: dayMs, sold: { 3: 1 }, outs: [] }, [null, 0, 1]],
  ['the day on which something became known counts', { knownSince: dayMs / 2, sold: {}, outs: [] }, [0, 0, 0]],
  [
    'a day that was out from end to end is none',
    { knownSince: -1, sold: {}, outs: [{ from: dayMs, to: null }] },
    [0, null, null],
  ],
  [
    'a day that was out for a part counts',
    { knownSince: -1, sold: {}, outs: [{ from: 1, to: dayMs * 2 }] },
    [0, null, 0],
  ],
  [
    'what was sold counts whatever is said of the day',
    { knownSince: dayMs * 9, sold: { 1: 2 }, outs: [] },
    [2, null, null],
  ],
])('%s', (_rule, known, units) => {
  expect(unitsPerDay(known, days)).toEqual(units)
})
