import { expect, test } from 'vitest'
import { addressesOf, trustedProxies } from './trusted-proxies.ts'

test('a server that listens on one address is called by its own web app from there', async () => {
  const isTrusted = trustedProxies(await addressesOf('192.168.1.5'))
  expect(isTrusted('192.168.1.5')).toBe(true)
  expect(isTrusted('::ffff:192.168.1.5')).toBe(true)
  expect(isTrusted('192.168.1.6')).toBe(false)
})

test('a name is the addresses that it stands for', async () => {
  const found = await addressesOf('localhost')
  expect(found).not.toEqual([])
  expect(found.filter((address) => !trustedProxies([])(address))).toEqual([])
})

test('a name that stands for other machines is none of theirs', async () => {
  const found = await addressesOf('localhost', new Set(['127.0.0.1', '::1']))
  expect(found).not.toEqual([])
  expect(await addressesOf('localhost', new Set(['192.168.1.5']))).toEqual([])
})

test.each(['0.0.0.0', '::'])('%s, which is all of them, names none', async (host) => {
  expect(await addressesOf(host)).toEqual([])
})
