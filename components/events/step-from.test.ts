import { expect, test } from 'vitest'
import { stepFrom } from './step-from.ts'

const keys = ['100', '99', '50', '9']

test('steps go to the neighbour, and not past the ends', () => {
  expect(stepFrom(keys, null, 1)).toBe('100')
  expect(stepFrom(keys, '99', 1)).toBe('50')
  expect(stepFrom(keys, '99', -1)).toBe('100')
  expect(stepFrom(keys, '100', -1)).toBeUndefined()
  expect(stepFrom(keys, '9', 1)).toBeUndefined()
  expect(stepFrom([], null, 1)).toBeUndefined()
})

test('from a line that is gone they go to the nearest that is there', () => {
  expect(stepFrom(keys, '70', 1)).toBe('50')
  expect(stepFrom(keys, '70', -1)).toBe('99')
  expect(stepFrom(keys, '3', 1)).toBe('9')
})
