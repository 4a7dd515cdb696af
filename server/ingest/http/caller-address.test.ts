import { afterAll, expect, test } from 'vitest'
import { createHttpServer } from '../../runtime/http-server.ts'
import { silentLogger } from '../../testing/log-fixture.ts'
import { callerAddress } from './caller-address.ts'

const app = createHttpServer({ logger: silentLogger, trustedProxies: ['172.18.0.0/16', '2001:db8:1::/48'] })
app.get('/', (request) => callerAddress(request))
afterAll(() => app.close())

async function callerOf(ip: string, forwarded?: string): Promise<string> {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
  const answer = await app.inject({ url: '/', remoteAddress: ip, headers })
  return answer.body
}

test.each([
  ['2001:db8:0:7::1', '2001:db8:0:7::/64'],
  ['2001:DB8:0:7:ffff:ffff:ffff:ffff', '2001:db8:0:7::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
])('of %s the network is the caller: whoever has one address of it has all', async (ip, caller) => {
  expect(await callerOf(ip)).toBe(caller)
})

test.each([
  ['203.0.113.7:5123', '203.0.113.7'],
  ['[2001:db8::7]:5123', '2001:db8:0:0::/64'],
  ['[2001:db8::7]', '2001:db8:0:0::/64'],
  ['198.51.100.1, [::1]:80', '198.51.100.1'],
  ['unknown', 'unknown'],
  ['x'.repeat(5000), 'x'.repeat(64)],
])('a proxy on this machine that writes %s', async (forwarded, caller) => {
  expect(await callerOf('::ffff:127.0.0.1', forwarded)).toBe(caller)
})

test.each([
  ['172.18.0.2', '198.51.100.1'],
  ['::ffff:172.18.0.2', '198.51.100.1, 172.18.255.9'],
  ['2001:db8:1::2', '1.1.1.1, 198.51.100.1, [2001:db8:1:5::9]:443'],
])('behind %s, which is known, the caller is the nearest address that is not', async (ip, forwarded) => {
  expect(await callerOf(ip, forwarded)).toBe('198.51.100.1')
})

test('nothing a caller writes is believed of one that calls directly', async () => {
  expect(await callerOf('203.0.113.7', '198.51.100.1')).toBe('203.0.113.7')
})
