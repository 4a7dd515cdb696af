import { createHash } from 'node:crypto'
import { ProblemError } from '../runtime/problem-error.ts'
import type { Headers, ProviderRequest, SigningKey } from './provider.ts'
import { findHeader, isEqual, requireHeader } from './signatures.ts'

/** @returns the key in `Authorization: Bearer` (RFC 6750); undefined when there is none. */
export function bearerKeyOf(headers: Headers): string | undefined {
  return /^bearer +(\S+) *$/i.exec(findHeader(headers, 'authorization') ?? '')?.[1]
}

/**
 * @returns the key where CloudEvents' senders may put it: `Authorization: Bearer`, or `access_token` in the query. A
 *   receiver must take both, and some senders can be given an address and nothing else.
 * Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md#3-authorization
 */
export function accessTokenOf({ headers, url }: Pick<ProviderRequest, 'headers' | 'url'>): string | undefined {
  // As redact.ts finds it: what is read as a key is never kept as text.
  const [, inQuery] = /[?&]access_token=([^&#]+)/.exec(url) ?? []
  return bearerKeyOf(headers) ?? (inQuery === undefined ? undefined : decoded(inQuery))
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** @throws ProblemError `missing-signature` or `invalid-signature`. */
export function verifyBearer(headers: Headers, keys: readonly SigningKey[]): void {
  requireHeader(headers, 'authorization')
  verifyKey(bearerKeyOf(headers), keys)
}

/** @throws ProblemError `missing-signature` or `invalid-signature`. */
export function verifyKey(given: string | undefined, keys: readonly SigningKey[]): void {
  if (given === undefined) throw new ProblemError('missing-signature', 'send the key as Authorization: Bearer KEY')
  // Digests are of one length, whatever is compared.
  if (!keys.some((key) => isEqual(digest(given), digest(bytesOf(key))))) {
    throw new ProblemError('invalid-signature', 'the key is not a secret of this source')
  }
}

function digest(text: string | Uint8Array): Buffer {
  return createHash('sha256').update(text).digest()
}

function bytesOf(key: SigningKey): Uint8Array {
  return key instanceof Uint8Array ? key : key.export()
}
