import { createHmac, createPublicKey, KeyObject, randomBytes, verify } from 'node:crypto'
import { ProblemError } from '../runtime/problem-error.ts'
import type { Headers, SigningKey } from './provider.ts'
import { isEqual } from './signatures.ts'

/*
 * Standard Webhooks signatures: `v1,` + base64(HMAC-SHA256(key, "{id}.{timestamp}.{body}")), the key being the base64
 * after `whsec_`. `v1a,` is ed25519 over the same content, verified with the 32 bytes that the base64 after `whpk_` stands
 * for. The header lists signatures separated by spaces; one that fits is enough.
 * Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const toleranceSeconds = 300
const secretPrefix = 'whsec_'
const publicKeyPrefix = 'whpk_'
const base64 = /^[A-Za-z0-9+/]+={0,2}$/

/** @returns a new secret of 32 random bytes. */
export function generateSecret(): string {
  return secretPrefix + randomBytes(32).toString('base64')
}

/** @throws ProblemError `invalid-request` when it is not `whsec_` and 24 to 64 bytes in base64. */
export function parseSecret(secret: string): Buffer {
  const encoded = secret.startsWith(secretPrefix) ? secret.slice(secretPrefix.length) : ''
  const key = Buffer.from(encoded, 'base64')
  if (!base64.test(encoded) || key.length < 24 || key.length > 64) {
    throw new ProblemError('invalid-request', 'the secret must be whsec_ followed by 24 to 64 bytes in base64')
  }
  return key
}

/**
 * @returns the bytes of a secret, or the public key of a sender that signs with ed25519.
 * @throws ProblemError `invalid-request` when it is neither.
 */
export function parseKey(secret: string): SigningKey {
  if (!secret.startsWith(publicKeyPrefix)) return parseSecret(secret)
  const encoded = secret.slice(publicKeyPrefix.length)
  const bytes = Buffer.from(encoded, 'base64')
  if (!base64.test(encoded) || bytes.length !== 32) {
    throw new ProblemError('invalid-request', 'the secret must be whpk_ followed by the 32 bytes of a key in base64')
  }
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') }, format: 'jwk' })
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
  const content = { ...headers, body }
  if (keys.some((key) => (isPublic(key) ? fitsPublicKey(key, content) : fitsSecret(key, content)))) return
  throw new ProblemError(
    'invalid-signature',
    'no signature in webhook-signature fits this body and a secret of this source',
  )
}

type SignedRequest = SignatureHeaders & { body: Uint8Array }

function fitsSecret(key: SigningKey, request: SignedRequest): boolean {
  const expected = digest(key, request)
  return signaturesOf(request, 'v1,').some((given) => isEqual(given, expected))
}

function fitsPublicKey(key: KeyObject, request: SignedRequest): boolean {
  const content = Buffer.concat([Buffer.from(`${request.id}.${request.timestamp}.`), request.body])
  return signaturesOf(request, 'v1a,').some((given) => verify(null, content, key, given))
}

function isPublic(key: SigningKey): key is KeyObject {
  return key instanceof KeyObject && key.type === 'public'
}

function signaturesOf({ signatures }: SignatureHeaders, version: string): Buffer[] {
  if (!signatures.includes(' ')) {
    return signatures.startsWith(version) ? [Buffer.from(signatures.slice(version.length), 'base64')] : []
  }
  const entries = signatures.split(' ').slice(0, 16)
  return entries.flatMap((entry) =>
    entry.startsWith(version) ? [Buffer.from(entry.slice(version.length), 'base64')] : [],
  )
}
