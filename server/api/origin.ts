import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether a browser page of this origin may use the API and the socket. A page of our own has the origin of the host it
 * was served from, or of the public URL; programs send none. Beside the cookie's `SameSite` this is what keeps a page of some
 * other site, open in the same browser, from commanding in its person's name.
 */
export function originCheck(publicUrl: string | null) {
  const publicOrigin = publicUrl && new URL(publicUrl).origin
  return (origin: string | undefined, ...hosts: (string | undefined)[]): boolean => {
    if (origin === undefined) return true
    if (origin === publicOrigin) return true
    const host = URL.parse(origin)?.host
    return host !== undefined && hosts.includes(host)
  }
}

/**
 * Whether a Host header names this installation: an address, a name of the local network, or the public URL's host. A
 * name that some other site points at our address (DNS rebinding) is none of these.
 */
export function hostCheck(publicUrl: string | null) {
  const publicHost = publicUrl && new URL(publicUrl).hostname
  return (host: string | undefined): boolean => {
    if (host === undefined) return true
    const name = URL.parse(`http://${host}`)?.hostname
    if (name === undefined) return false
    return name === publicHost || isAddress(name) || isLocalName(name)
  }
}

/** Names that public DNS never answers, so no stranger can point one at us. */
function isLocalName(hostname: string): boolean {
  return !hostname.includes('.') || /\.(localhost|local|lan|internal|home\.arpa)$/.test(hostname)
}

function isAddress(hostname: string): boolean {
  return hostname.startsWith('[') || /^\d{1,3}(\.\d{1,3}){3}$/.test(hostname)
}

/** Whether a page that opens the socket with these headers is one of ours. */
export function handshakeCheck(publicUrl: string | null) {
  const isOurHost = hostCheck(publicUrl)
  const isOurOrigin = originCheck(publicUrl)
  return ({ host, origin, ...headers }: IncomingHttpHeaders): boolean => {
    // Next's rewrite, or a reverse proxy, says here which host the page asked for.
    const forwarded = [headers['x-forwarded-host']].flat()[0]
    return isOurHost(host) && isOurHost(forwarded) && isOurOrigin(origin, host, forwarded)
  }
}
