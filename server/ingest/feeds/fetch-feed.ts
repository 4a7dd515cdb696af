import type { IncomingMessage } from 'node:http'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP } from 'node:net'
import { hostAndPort, isNamedHost, isPublicAddress, lookupPublic } from '../../runtime/public-address.ts'

/** Why a feed could not be read, in words for whoever gave its address; never what the other side said. */
export class FeedError extends Error {
  override name = 'FeedError'
}

export interface FeedRequest {
  url: URL
  /** `host:port` of hosts that may be anywhere, and be spoken to without TLS. */
  named: readonly string[]
  /** Of the last answer; null where there was none. */
  etag: string | null
  lastModified: string | null
  signal: AbortSignal
}

export type FeedAnswer =
  | { type: 'unchanged' }
  | { type: 'content'; text: string; etag: string | null; lastModified: string | null }

const timeoutMs = 20_000
export const maxFeedBytes = 4 * 1024 * 1024
const maxRedirects = 3

/** @throws FeedError. */
export async function fetchFeed(request: FeedRequest): Promise<FeedAnswer> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs)])
  let { url } = request
  for (let hop = 0; hop <= maxRedirects; hop++) {
    const answer = await ask({ ...request, url, signal })
    const status = answer.statusCode ?? 0
    if (status >= 300 && status < 400 && status !== 304) {
      answer.destroy()
      url = redirected(url, answer.headers.location)
      continue
    }
    if (status !== 200) answer.destroy()
    if (status === 304) return { type: 'unchanged' }
    if (status !== 200) throw new FeedError(`its server answered ${status}`)
    const { etag = null, 'last-modified': lastModified = null } = answer.headers
    return { type: 'content', text: await bodyOf(answer), etag, lastModified }
  }
  throw new FeedError(`it is redirected more than ${maxRedirects} times`)
}

/** @returns why nothing may be asked there; null when it may, as far as the address says. */
export function refuseFeed(url: URL, named: readonly string[]): string | null {
  if (isNamedHost(url, named)) return null
  if (url.protocol !== 'https:')
    return `its address does not begin with https://; name ${hostAndPort(url)} in VIGIE_FEED_HOSTS if it is yours`
  const host = url.hostname.replaceAll(/[[\]]/g, '')
  const isPublic = isIP(host) === 0 ? host.includes('.') : isPublicAddress(host)
  return isPublic
    ? null
    : `${url.hostname} is not a public address; name ${hostAndPort(url)} in VIGIE_FEED_HOSTS if it is yours`
}

function redirected(from: URL, location: string | undefined): URL {
  const url = location === undefined ? null : URL.parse(location, from)
  if (!url) throw new FeedError('it is redirected, and to nowhere')
  return url
}

function ask({ url, named, etag, lastModified, signal }: FeedRequest): Promise<IncomingMessage> {
  const refusal = refuseFeed(url, named)
  if (refusal !== null) throw new FeedError(refusal)
  const request = url.protocol === 'http:' ? requestHttp : requestHttps
  const headers = {
    accept: 'text/calendar, text/plain;q=0.5, */*;q=0.1',
    'accept-encoding': 'identity',
    'user-agent': 'Vigie',
    ...(etag !== null && { 'if-none-match': etag }),
    ...(lastModified !== null && { 'if-modified-since': lastModified }),
  }
  const lookup = isNamedHost(url, named) ? {} : { lookup: lookupPublic }
  return new Promise((resolve, reject) => {
    request(url, { headers, signal, agent: false, ...lookup }, resolve)
      .on('error', (error) => reject(new FeedError(reasonOf(error), { cause: error })))
      .end()
  })
}

async function bodyOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > maxFeedBytes) throw new FeedError(`it is larger than ${maxFeedBytes / 1024 / 1024} MiB`)
      chunks.push(chunk)
    }
  } catch (error) {
    if (error instanceof FeedError) throw error
    throw new FeedError(reasonOf(error), { cause: error })
  }
  return Buffer.concat(chunks).toString('utf8')
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it cannot be reached'
  if (error.name === 'AbortError' || error.name === 'TimeoutError')
    return `it did not answer within ${timeoutMs / 1000} s`
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null
  return code === null ? `it cannot be reached: ${error.message}` : `it cannot be reached (${code})`
}
