import { lookup } from 'node:dns/promises'
import { BlockList, isIP, isIPv4 } from 'node:net'
import { networkInterfaces } from 'node:os'

/** An address, or a network such as `10.0.0.0/8`. */
export function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  const family = isIP(address)
  if (family === 0 || more.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}

/**
 * Proxies append the address they were called from to `X-Forwarded-For`. Behind those that are known the last address that
 * is none of theirs is the nearest that somebody else cannot have made up.
 *
 * @param networks as `isNetwork` has them. This machine, where the web app hands requests on, is always one.
 */
export function trustedProxies(networks: readonly string[]): (address: string) => boolean {
  const trusted = new BlockList()
  for (const network of ['127.0.0.0/8', '::1', ...networks]) {
    const [address = '', bits] = network.split('/')
    const family = isIPv4(address) ? 'ipv4' : 'ipv6'
    if (bits === undefined) trusted.addAddress(address, family)
    else trusted.addSubnet(address, Number(bits), family)
  }
  return (written) => {
    const address = withoutPort(written)
    const family = isIP(address)
    return family !== 0 && trusted.check(address, family === 4 ? 'ipv4' : 'ipv6')
  }
}

const wildcards: ReadonlySet<string> = new Set(['0.0.0.0', '::'])

/**
 * @param own of this machine: a name may stand for other machines too, which are nobody to trust
 * @returns the addresses of a server that listens on `host`, a name or an address; none where it listens on all.
 */
export async function addressesOf(host: string, own: ReadonlySet<string> = ownAddresses()): Promise<string[]> {
  if (isIP(host) !== 0) return wildcards.has(host) ? [] : [host]
  const found = await lookup(host, { all: true }).catch(() => [])
  return found.map(({ address }) => address).filter((address) => own.has(address))
}

function ownAddresses(): Set<string> {
  return new Set(Object.values(networkInterfaces()).flatMap((of = []) => of.map(({ address }) => address)))
}

/** `203.0.113.7:1234` and `[2001:db8::7]:1234`, as some proxies write it; an IPv4 address in IPv6 as itself. */
export function withoutPort(written: string): string {
  const [, address = written] = /^\[([^\]]*)\](?::\d+)?$/.exec(written) ?? /^([\d.]+):\d+$/.exec(written) ?? []
  const [, mapped = address] = /^::ffff:([\d.]+)$/i.exec(address) ?? []
  return mapped
}
