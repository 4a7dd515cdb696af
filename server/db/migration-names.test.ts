import { expect, test } from 'vitest'
import { nameMigrations } from './migration-names.ts'

test.each([
  [['one'], 'one'],
  [['one', 'two', 'three'], 'one, two, three'],
  [['one', 'two', 'three', 'four'], '4 migrations'],
])('of a few migrations the names are said, of many the number: %j', (names, said) => {
  expect(nameMigrations(names)).toBe(said)
})
