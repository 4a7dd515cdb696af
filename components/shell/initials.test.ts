import { expect, test } from 'vitest'
import { initialsOf } from './initials.ts'

test.each([
  ['Hélène Castel', 'HC'],
  ['émile', 'É'],
  ['Ada King of Lovelace', 'AL'],
  ['  Grace   (night) ', 'G'],
  ['李 明', '李明'],
  ['42', '?'],
  ['', '?'],
])('%s is %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials)
})
