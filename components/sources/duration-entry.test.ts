import { expect, test } from 'vitest'
import { changeSourceSchema } from '#contract/api.ts'
import { durationFrom, splitDuration } from './duration-entry.ts'

function entered(value: string, unit: string): FormData {
  const form = new FormData()
  form.set('silenceSeconds', value)
  form.set('silenceSeconds-unit', unit)
  return form
}

test.each([
  [30, 'seconds', 30],
  [1.5, 'minutes', 90],
  [2, 'hours', 7200],
  [1, 'days', 86_400],
])('%d %s are %d s', (value, unit, seconds) => {
  expect(durationFrom(entered(String(value), unit), 'silenceSeconds')).toBe(seconds)
})

test.each(['', ' ', 'soon', '1e308'])('%j is refused at its pointer, and is not taken for never', (value) => {
  const sent = JSON.stringify({ silenceSeconds: durationFrom(entered(value, 'days'), 'silenceSeconds') })
  const refusal = changeSourceSchema.safeParse(JSON.parse(sent)).error
  expect(refusal?.issues.map(({ path }) => path)).toEqual([['silenceSeconds']])
})

test('a length of time is shown in the greatest unit that leaves a whole number', () => {
  expect([90, 300, 5400, 7200, 86_400].map(splitDuration)).toEqual([
    { value: 90, unit: 'seconds' },
    { value: 5, unit: 'minutes' },
    { value: 90, unit: 'minutes' },
    { value: 2, unit: 'hours' },
    { value: 1, unit: 'days' },
  ])
})
