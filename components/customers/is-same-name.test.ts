import { expect, test } from 'vitest'
import { isSameName } from './is-same-name.ts'

test.each([
  ['Nolwenn Exemple', 'Nolwenn Exemple', true],
  [' Nolwenn Exemple ', 'Nolwenn Exemple', true],
  ['Visitor 1a2b3c4d...', 'Visitor 1a2b3c4d…', true],
  ['Visitor 1a2b3c4d…', 'Visitor 1a2b3c4d…', true],
  ['Visitor 1a2b3c4d', 'Visitor 1a2b3c4d…', false],
  ['Ren\u00e9e', 'Rene\u0301e', true],
  ['Rene\u0301e', 'Ren\u00e9e', true],
  ['Renee', 'Ren\u00e9e', false],
  ['nolwenn exemple', 'Nolwenn Exemple', false],
  ['', 'Nolwenn Exemple', false],
])('%j typed for %j: %s', (typed, name, expected) => {
  expect(isSameName(typed, name)).toBe(expected)
})
