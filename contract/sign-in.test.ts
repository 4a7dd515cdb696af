import { expect, test } from 'vitest'
import { pathAfterSignIn } from './sign-in.ts'

test.each([
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  '/.//evil.example',
  '/a/..//evil.example',
  '/\t/evil.example',
  'javascript:alert(1)',
  'evil.example',
  '',
  undefined,
])('%j leads to the wall, and nowhere else', (to) => {
  expect(pathAfterSignIn(to)).toBe('/')
})

test('a path of this installation is kept with its query', () => {
  expect(pathAfterSignIn('/events?type=order.placed#top')).toBe('/events?type=order.placed#top')
})
