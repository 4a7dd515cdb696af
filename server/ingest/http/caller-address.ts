import { BlockList, isIPv4, isIPv6 } from 'node:net'
import type { FastifyRequest } from 'fastify'

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/**
 * Who sends, for limits. Proxies append the address they were called from. Behind one on this machine, as the web app is,
 * the last address that is not this machine is the nearest that somebody else cannot have made up. Of IPv6 only the
 * network counts: whoever has one address there has all 2⁶⁴.
 */
export function callerAddress({ ip, headers }: Pick<FastifyRequest, 'ip' | 'headers'>): string {
  const chain = headers['x-forwarded-for']
  const written = chain === undefined ? ip : `${ip} ${String(chain)}`
  const known = alreadyRead.get(written)
  if (known !== undefined) return known
  const address = readAddress(ip, String(chain ?? ''))
  if (alreadyRead.size >= maxRemembered) alreadyRead.clear()
  if (written.length <= maxWritten) alreadyRead.set(written, address)
  return address
}

/** Callers come again and again, and finding one is some ten times faster than reading it. */
const alreadyRead = new Map<string, string>()
/** As many as have limits at a time; see rate-limit.ts. */
const maxRemembered = 20_000
const maxWritten = 128

function readAddress(ip: string, chain: string): string {
  const nearest = withoutPort(ip)
  if (!isLoopback(nearest)) return networkOf(nearest)
  const addresses = chain.split(',').map((each) => withoutPort(each.trim()))
  const caller = addresses.findLast((each) => each !== '' && !isLoopback(each)) ?? nearest
  return networkOf(caller).slice(0, 64)
}

/** `203.0.113.7:1234` and `[2001:db8::7]:1234`, as some proxies write it; an IPv4 address in IPv6 as itself. */
function withoutPort(written: string): string {
  const [, address = written] = /^\[([^\]]*)\](?::\d+)?$/.exec(written) ?? /^([\d.]+):\d+$/.exec(written) ?? []
  const [, mapped = address] = /^::ffff:([\d.]+)$/i.exec(address) ?? []
  return mapped
}

function isLoopback(address: string): boolean {
  if (isIPv4(address)) return loopback.check(address, 'ipv4')
  return isIPv6(address) && loopback.check(address, 'ipv6')
}

/** The first 64 bits of an IPv6 address; anything else as it is. */
function networkOf(address: string): string {
  if (!isIPv6(address)) return address
  const [head = '', tail] = (address.split('%', 1)[0] ?? '').toLowerCase().split('::')
  const first = head === '' ? [] : head.split(':')
  const last = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - first.length - last.length }, () => '0')
  const groups = [...first, ...zeros, ...last].slice(0, 4)
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`
}
