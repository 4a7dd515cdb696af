import { expect, test } from 'vitest'
import type { Touched } from './touched-alert.ts'
import { followAddress, forgetTouched, touchAlert } from './touched-alert.ts'

const begun: Touched = { id: null, address: '/a', coming: [] }
const toB = { id: 'b', href: '/b' }
const toC = { id: 'c', href: '/c' }

test('what somebody goes to is known before its address comes, and stays when it has come', () => {
  const going = touchAlert(begun, toB)
  expect(going.id).toBe('b')
  expect(followAddress(going, '/b')).toEqual({ id: 'b', address: '/b', coming: [] })
})

test('addresses on the way to it, all of them or only the last, change nothing', () => {
  const going = touchAlert(touchAlert(begun, toB), toC)
  const half = followAddress(going, '/b')
  expect(half).toEqual({ id: 'c', address: '/b', coming: ['/c'] })
  const there = { id: 'c', address: '/c', coming: [] }
  expect(followAddress(half, '/c')).toEqual(there)
  expect(followAddress(going, '/c')).toEqual(there)
})

test('an address that nobody went to from the list is what counts, also one that was gone through before', () => {
  const there = followAddress(followAddress(touchAlert(touchAlert(begun, toB), toC), '/b'), '/c')
  expect(followAddress(there, '/elsewhere').id).toBeNull()
  expect(followAddress(there, '/b').id).toBeNull()
})

test('what Back and Forward lead to is what counts, whatever had been asked for', () => {
  const back = forgetTouched(touchAlert(begun, toB))
  expect(back).toEqual(begun)
  expect(followAddress(back, '/b').id).toBeNull()
})

test('no address is waited for that was not asked for, or is there already', () => {
  expect(touchAlert(begun, { id: 'b', href: null })).toEqual({ id: 'b', address: '/a', coming: [] })
  expect(touchAlert(begun, { id: 'a', href: '/a' })).toEqual({ id: 'a', address: '/a', coming: [] })
})
