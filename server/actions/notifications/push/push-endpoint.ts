import { isIP } from 'node:net'
import { isNamedHost, isPublicAddress } from '../../../runtime/public-address.ts'

/*
 * Where a push message may go. The address of a push service comes out of a browser, that is from anybody: the server must not
 * be made to knock at doors of its own network. Only `https:` on its own port, and only public addresses; what a name means is
 * looked up when the line is opened, and the line goes to the address that was looked at. Push services of one's own network
 * are named one by one (VIGIE_PUSH_HOSTS), as `host:port`.
 */

export interface PushHosts {
  /** `host:port` of push services that may be anywhere, and be spoken to without TLS. */
  own: readonly string[]
}

/** @returns why a message must not go there; null when it may, as far as its address says. */
export function refuseEndpoint(endpoint: string, { own }: PushHosts): string | null {
  const url = URL.parse(endpoint)
  if (!url) return 'must be an address'
  if (isNamedHost(url, own)) return null
  if (url.protocol !== 'https:' || url.port !== '') return 'must begin with https:// and name no port'
  if (url.username !== '' || url.password !== '') return 'must have no user in it'
  const host = url.hostname.replaceAll(/[[\]]/g, '')
  if (isIP(host) !== 0 && !isPublicAddress(host)) return 'must be a public address'
  return host.includes('.') || isIP(host) !== 0 ? null : 'must be a public address'
}
