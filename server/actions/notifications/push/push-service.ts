import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isNamedHost, lookupPublic } from '../../../runtime/public-address.ts'
import type { SendOutcome } from '../notification.ts'
import type { SubscriptionKeys } from './encrypt-push.ts'
import { encryptPush } from './encrypt-push.ts'
import type { PushHosts } from './push-endpoint.ts'
import { refuseEndpoint } from './push-endpoint.ts'
import type { VapidKeys } from './vapid.ts'
import { vapidAuthorization } from './vapid.ts'

/** What a browser gave us when it subscribed. */
export interface Subscription {
  endpoint: string
  keys: SubscriptionKeys
}

export interface PushMessage {
  /** JSON for the service worker. */
  payload: string
  /** The same one for the same alerts: of two that wait, a service keeps the newer. */
  topic: string
}

interface PushServiceOptions {
  keys: VapidKeys
  /** Whom a push service may ask about these messages. */
  contact: string
  hosts: PushHosts
  now: () => number
}

/** Kept by a service for a browser that is asleep; then the shelf has long been looked at. */
const timeToLiveSeconds = 12 * 3600
const timeoutMs = 20_000

export class PushService {
  readonly #options: PushServiceOptions

  constructor(options: PushServiceOptions) {
    this.#options = options
  }

  async send({ endpoint, keys }: Subscription, { payload, topic }: PushMessage): Promise<SendOutcome> {
    const { hosts, contact, now } = this.#options
    const refusal = refuseEndpoint(endpoint, hosts)
    if (refusal !== null) return { type: 'gone', reason: refusal }
    const url = new URL(endpoint)
    const body = encryptPush(Buffer.from(payload), keys)
    const headers = {
      authorization: vapidAuthorization(this.#options.keys, { endpoint: url, contact, now: now() }),
      'content-encoding': 'aes128gcm',
      'content-type': 'application/octet-stream',
      'content-length': body.length,
      ttl: timeToLiveSeconds,
      urgency: 'high',
      topic,
    }
    return post(url, { headers, body, isOwn: isNamedHost(url, hosts.own) })
  }
}

interface Posted {
  headers: Record<string, string | number>
  body: Buffer
  isOwn: boolean
}

function post(url: URL, { headers, body, isOwn }: Posted): Promise<SendOutcome> {
  const request = url.protocol === 'http:' ? requestHttp : requestHttps
  return new Promise((resolve) => {
    let isSent = false
    const options = { method: 'POST', headers, agent: false, signal: AbortSignal.timeout(timeoutMs) } as const
    const call = request(url, isOwn ? options : { ...options, lookup: lookupPublic }, (response) => {
      response.resume()
      resolve(outcomeOf(response.statusCode ?? 0))
    })
    call.on('socket', (socket) => {
      socket.once(url.protocol === 'http:' ? 'connect' : 'secureConnect', () => {
        isSent = true
      })
    })
    call.on('error', ({ message }) => {
      // A line that was never there has certainly carried nothing.
      resolve(isSent ? { type: 'uncertain', reason: message } : { type: 'refused', reason: message, again: true })
    })
    call.end(body)
  })
}

/** RFC 8030, 7.3 and 8.4: a subscription that is not there any more is answered 404 or 410. */
function outcomeOf(status: number): SendOutcome {
  const reason = `the push service answered ${status}`
  if (status >= 200 && status < 300) return { type: 'sent' }
  if (status === 404 || status === 410) return { type: 'gone', reason }
  return { type: 'refused', reason, again: status === 429 || status >= 500 }
}
