import { BlockList, isIP, isIPv6 } from 'node:net'

/*
 * Where a push message may go. The address of a push service comes out of a browser, that is from anybody: the server must not
 * be made to knock at doors of its own network. Only `https:` on its own port, and only public addresses; what a name means is
 * looked up when the line is opened, and the line goes to the address that was looked at. Push services of one's own network
 * are named one by one (VIGIE_PUSH_HOSTS), as `host:port`.
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

export interface PushHosts {
  /** `host:port` of push services that may be anywhere, and be spoken to without TLS. */
  own: readonly string[]
}

/** @returns why a message must not go there; null when it may, as far as its address says. */
export function refuseEndpoint(endpoint: string, { own }: PushHosts): string | null {
  const url = URL.parse(endpoint)
  if (!url) return 'must be an address'
  if (isOwnHost(url, { own })) return null
  if (url.protocol !== 'https:' || url.port !== '') return 'must begin with https:// and name no port'
  if (url.username !== '' || url.password !== '') return 'must have no user in it'
  const host = url.hostname.replaceAll(/[[\]]/g, '')
  if (isIP(host) !== 0 && !isPublicAddress(host)) return 'must be a public address'
  return host.includes('.') || isIP(host) !== 0 ? null : 'must be a public address'
}

export function isOwnHost(url: URL, { own }: PushHosts): boolean {
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port
  return /^https?:$/.test(url.protocol) && own.includes(`${url.hostname}:${port}`)
}
