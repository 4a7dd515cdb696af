import { expect, test } from 'vitest'
import { bodyOf, isBeingMended } from './mended-body.ts'

const request = { id: '7', body: '{', state: 'open' } as const

test('a request has the body that somebody made of it, and none that was made of another', () => {
  expect(bodyOf(request, { id: '7', body: '{}' })).toBe('{}')
  expect(bodyOf(request, { id: '8', body: '{}' })).toBe('{')
  expect(bodyOf(request, null)).toBe('{')
})

test('it is being mended while it is open and its body is not as it came', () => {
  expect(isBeingMended(request, { id: '7', body: '{}' })).toBe(true)
  expect(isBeingMended(request, { id: '7', body: '{' })).toBe(false)
  expect(isBeingMended(request, { id: '8', body: '{}' })).toBe(false)
  expect(isBeingMended({ ...request, state: 'replayed' }, { id: '7', body: '{}' })).toBe(false)
})
