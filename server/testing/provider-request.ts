import { createHmac } from 'node:crypto'
import type { NewEvent } from '#contract/event.ts'
import { providerOf } from '../ingest/provider-registry.ts'
import { ProblemError } from '../runtime/problem-error.ts'

export interface ProviderCall {
  kind: string
  secret: string
  headers: Record<string, string>
  body: string | Buffer
  config?: object
  /** Epoch ms. */
  now?: number
  /** A secret that is being replaced, valid as well. */
  previous?: string
  /** Absent = that of the webhook door; a kind whose path says something has its own. */
  url?: string
}

export const callTime = Date.parse('2026-11-23T12:00:00.000Z')

/** What the door does with a request, without the door. */
export function call({ kind, secret, previous, headers, body, config = {}, now = callTime, ...rest }: ProviderCall) {
  const { url = testUrls[kind] ?? '/v1/webhooks/shop' } = rest
  const provider = providerOf(kind)
  const door = provider.open(config)
  const rawBody = Buffer.from(body)
  const request = { source: 'shop', method: 'POST', url, headers, rawBody, now }
  const secrets = previous === undefined ? [secret] : [secret, previous]
  door.verify(
    request,
    secrets.map((each) => provider.secret.parse(each)),
  )
  return door.map(request, door.read(request))
}

export function eventsOf(request: ProviderCall): NewEvent[] {
  return call(request).flatMap((item) => (item.ok ? [item.event] : []))
}

/** @returns the code of the problem, or how many events it took. */
export function verdictOf(request: ProviderCall): string {
  try {
    return `${call(request).length} taken`
  } catch (error) {
    if (error instanceof ProblemError) return error.code
    throw error
  }
}

type Encoding = 'hex' | 'base64'

export function hmacOf(secret: string | Buffer, content: string, encoding: Encoding, algorithm = 'sha256'): string {
  return createHmac(algorithm, secret).update(content).digest(encoding)
}

export const testSecrets: Record<string, string> = {
  'standard-webhooks': 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  shopify: 'shpss_test_secret',
  stripe: 'whsec_test_secret',
  github: "It's a Secret to Everybody",
  hubspot: 'hubspot_test_secret',
  woocommerce: 'woo_test_secret',
  hmac: 'hmac_test_secret_16',
  bearer: 'bearer_test_key_16',
  tracking: '7ad0d5a0-0000-4000-8000-000000000001',
}

export const testConfigs: Record<string, object> = {
  hubspot: { publicUrl: 'https://example.com/v1/webhooks/shop' },
  hmac: { header: 'X-Signature' },
}

/** Where a kind is sent to whose path says what the body is. */
export const testUrls: Record<string, string> = {
  tracking: '/v1/track',
}

/** Signs as each vendor says, written apart from what verifies. */
const signers: Record<string, (secret: string, body: string, seconds: number) => Record<string, string>> = {
  'standard-webhooks': (secret, body, at) => {
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
    const signature = `v1,${hmacOf(key, `msg_1.${at}.${body}`, 'base64')}`
    return { 'webhook-id': 'msg_1', 'webhook-timestamp': String(at), 'webhook-signature': signature }
  },
  shopify: (secret, body) => ({ 'x-shopify-hmac-sha256': hmacOf(secret, body, 'base64') }),
  stripe: (secret, body, at) => ({ 'stripe-signature': `t=${at},v1=${hmacOf(secret, `${at}.${body}`, 'hex')}` }),
  github: (secret, body) => ({ 'x-hub-signature-256': `sha256=${hmacOf(secret, body, 'hex')}` }),
  hubspot: (secret, body, at) => ({
    'x-hubspot-signature-v3': hmacOf(secret, `POSThttps://example.com/v1/webhooks/shop${body}${at * 1000}`, 'base64'),
    'x-hubspot-request-timestamp': String(at * 1000),
  }),
  woocommerce: (secret, body) => ({ 'x-wc-webhook-signature': hmacOf(secret, body, 'base64') }),
  hmac: (secret, body) => ({ 'x-signature': hmacOf(secret, body, 'hex'), 'webhook-id': 'msg_1' }),
  bearer: (secret) => ({ authorization: `Bearer ${secret}`, 'webhook-id': 'msg_1' }),
  tracking: () => ({}),
}

/** A request of this kind, signed with its test secret and sent at `callTime`. */
export function signedCall(kind: string, body: unknown, headers: Record<string, string> = {}): ProviderCall {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const secret = testSecrets[kind]
  const sign = signers[kind]
  if (secret === undefined || !sign) throw new Error(`no signer of the kind ${kind}: write one beside the others`)
  const config = testConfigs[kind] ?? {}
  return { kind, secret, config, body: text, headers: { ...sign(secret, text, callTime / 1000), ...headers } }
}
