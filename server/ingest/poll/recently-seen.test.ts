import { expect, test } from 'vitest'
import { RecentlySeen } from './recently-seen.ts'

test('of more than it holds it forgets what was seen longest ago', () => {
  const seen = new RecentlySeen(2)
  for (const id of ['a', 'b', 'a', 'c']) seen.add(id)
  expect(['a', 'b', 'c'].filter((id) => seen.has(id))).toEqual(['a', 'c'])
})
