import { expect, test } from 'vitest'
import { moveTo, start } from './step.tsx'

test('going back to a step keeps those reached open to change, and the heading takes the focus', () => {
  const further = moveTo(moveTo(start, 'way'), 'tables')
  expect(further).toMatchObject({ open: 'tables', reached: 'tables', isMoved: true })
  expect(moveTo(further, 'connection')).toMatchObject({ open: 'connection', reached: 'tables', isMoved: true })
})
