import { createHmac, randomBytes } from 'node:crypto'
import { ProblemError } from '../runtime/problem-error.ts'
import type { Headers, SigningKey } from './provider.ts'
import { isEqual } from './signatures.ts'

/*
 * Standard Webhooks signatures: `v1,` + base64(HMAC-SHA256(key, "{id}.{timestamp}.{body}")), the key being the base64
 * after `whsec_`. The header lists signatures separated by spaces; one that fits is enough.
 * Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const toleranceSeconds = 300
const secretPrefix = 'whsec_'

/** @returns a new secret of 32 random bytes. */
export function generateSecret(): string {
  return secretPrefix + randomBytes(32).toString('base64')
}

/** @throws ProblemError `invalid-request` when it is not `whsec_` and 24 to 64 bytes in base64. */
export function parseSecret(secret: string): Buffer {
  const encoded = secret.startsWith(secretPrefix) ? secret.slice(secretPrefix.length) : ''
  const key = Buffer.from(encoded, 'base64')
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(encoded)
  if (!isBase64 || key.length < 24 || key.length > 64) {
    throw new ProblemError('invalid-request', 'the secret must be whsec_ followed by 24 to 64 bytes in base64')
  }
  return key
}

export interface SignedContent {
  id: string
  /** Unix seconds. */
  timestamp: number
  body: string | Uint8Array
}

/** @returns one entry of a `webhook-signature` header. */
export function sign(key: SigningKey, { id, timestamp, body }: SignedContent): string {
  return `v1,${digest(key, { id, timestamp, body }).toString('base64')}`
}

function digest(key: SigningKey, { id, timestamp, body }: SignedContent): Buffer {
  return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest()
}

export interface SignatureHeaders {
  id: string
  timestamp: number
  signatures: string
}

/**
 * The headers are `webhook-…`; Svix calls them `svix-…`.
 *
 * @throws ProblemError `missing-signature` or `timestamp-out-of-range`.
 */
export function readSignatureHeaders(headers: Headers, now: number): SignatureHeaders {
  const prefix = headers['webhook-id'] === undefined && headers['svix-id'] !== undefined ? 'svix' : 'webhook'
  const id = single(headers, `${prefix}-id`)
  const timestampText = single(headers, `${prefix}-timestamp`)
  const signatures = single(headers, `${prefix}-signature`)
  if (!/^[\u0021-\u007e]{1,200}$/.test(id)) {
    throw new ProblemError('missing-signature', `${prefix}-id must be 1 to 200 printable ASCII characters`)
  }
  const timestamp = /^\d{1,12}$/.test(timestampText) ? Number(timestampText) : Number.NaN
  const ageSeconds = now / 1000 - timestamp
  if (!(Math.abs(ageSeconds) <= toleranceSeconds)) {
    throw new ProblemError(
      'timestamp-out-of-range',
      `${prefix}-timestamp must be Unix seconds within ${toleranceSeconds} s of the server's clock, which says ${Math.floor(now / 1000)}`,
    )
  }
  return { id, timestamp, signatures }
}

function single(headers: Headers, name: string): string {
  const value = headers[name]
  if (typeof value !== 'string' || value === '') {
    throw new ProblemError(
      'missing-signature',
      `the header ${name} is missing; sign the request as Standard Webhooks says`,
    )
  }
  return value
}

/** @throws ProblemError `invalid-signature` when no signature in the header fits any of the keys. */
export function verifySignature(keys: readonly SigningKey[], headers: SignatureHeaders, body: Uint8Array): void {
  const candidates = headers.signatures
    .split(' ')
    .slice(0, 16)
    .filter((entry) => entry.startsWith('v1,'))
    .map((entry) => Buffer.from(entry.slice(3), 'base64'))
  for (const key of keys) {
    const expected = digest(key, { ...headers, body })
    if (candidates.some((given) => isEqual(given, expected))) return
  }
  throw new ProblemError(
    'invalid-signature',
    'no signature in webhook-signature fits this body and a secret of this source',
  )
}
