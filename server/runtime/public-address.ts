import { lookup } from 'node:dns'
import type { LookupAddress, LookupOptions } from 'node:dns'
import { BlockList, isIP, isIPv6 } from 'node:net'

/*
 * Requests to addresses that people type, or browsers give, must not knock at doors of the server's own network: only public
 * addresses are spoken to, and hosts of that network that whoever runs Vigie has named one by one. What a name means is looked
 * up when the line is opened, and the line goes to the address that was looked at.
 */
const notPublic = new BlockList()
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  notPublic.addSubnet(net, prefix, 'ipv4')

/** Everything that is routed, but what wraps an IPv4 address: Teredo and documentation, and 6to4. */
const global6 = new BlockList()
global6.addSubnet('2000::', 3, 'ipv6')
const wrapped6 = new BlockList()
wrapped6.addSubnet('2001::', 23, 'ipv6')
wrapped6.addSubnet('2001:db8::', 32, 'ipv6')
wrapped6.addSubnet('2002::', 16, 'ipv6')
wrapped6.addSubnet('3fff::', 20, 'ipv6')

export function isPublicAddress(address: string): boolean {
  if (isIPv6(address)) return global6.check(address, 'ipv6') && !wrapped6.check(address, 'ipv6')
  return isIP(address) === 4 && !notPublic.check(address, 'ipv4')
}

/** @param named `host:port` of hosts that may be anywhere, and be spoken to without TLS. */
export function isNamedHost(url: URL, named: readonly string[]): boolean {
  return /^https?:$/.test(url.protocol) && named.includes(hostAndPort(url))
}

/** As hosts are named: with their port also where that of the protocol is meant. */
export function hostAndPort(url: URL): string {
  return `${url.hostname}:${url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port}`
}

type Found = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void

/** For `lookup` of a request. Looks a name up, and finds nothing where one of its addresses is not public. */
export function lookupPublic(hostname: string, options: LookupOptions, found: Found): void {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? []
    if (error) found(error, [])
    else if (!first || addresses.some(({ address }) => !isPublicAddress(address)))
      found(new Error(`${hostname} is not a public address`), [])
    else if (options.all === true) found(null, addresses)
    else found(null, first.address, first.family)
  })
}
