import { expect, test } from 'vitest'
import { callerAddress } from './caller-address.ts'

test.each([
  ['2001:db8:0:7::1', '2001:db8:0:7::/64'],
  ['2001:DB8:0:7:ffff:ffff:ffff:ffff', '2001:db8:0:7::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
])('of %s the network is the caller: whoever has one address of it has all', (ip, caller) => {
  expect(callerAddress({ ip, headers: {} })).toBe(caller)
})

test.each([
  ['203.0.113.7:5123', '203.0.113.7'],
  ['[2001:db8::1]:5123', '2001:db8:0:0::/64'],
  ['[2001:db8::1]', '2001:db8:0:0::/64'],
  ['198.51.100.1, [::1]:80', '198.51.100.1'],
  ['unknown', 'unknown'],
  ['x'.repeat(5000), 'x'.repeat(64)],
])('a proxy on this machine that writes %s', (forwarded, caller) => {
  expect(callerAddress({ ip: '::ffff:127.0.0.1', headers: { 'x-forwarded-for': forwarded } })).toBe(caller)
})

test('nothing a caller writes is believed of one that calls directly', () => {
  const headers = { 'x-forwarded-for': '198.51.100.1' }
  expect(callerAddress({ ip: '203.0.113.7', headers })).toBe('203.0.113.7')
})
