import { isIPv6 } from 'node:net'
import type { FastifyRequest } from 'fastify'
import { withoutPort } from '../../runtime/trusted-proxies.ts'

/**
 * Who sends, for limits: the nearest address that is no proxy of ours. Of IPv6 only the network counts: whoever has one
 * address there has all 2⁶⁴.
 */
export function callerAddress({ ip }: Pick<FastifyRequest, 'ip'>): string {
  const known = alreadyRead.get(ip)
  if (known !== undefined) return known
  const address = networkOf(withoutPort(ip)).slice(0, 64)
  if (alreadyRead.size >= maxRemembered) alreadyRead.clear()
  if (ip.length <= maxWritten) alreadyRead.set(ip, address)
  return address
}

/** Callers come again and again, and finding one is some ten times faster than reading it. */
const alreadyRead = new Map<string, string>()
/** As many as have limits at a time; see rate-limit.ts. */
const maxRemembered = 20_000
const maxWritten = 64

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
