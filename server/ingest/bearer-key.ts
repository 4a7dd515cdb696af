import { createHash } from 'node:crypto'
import { ProblemError } from '../runtime/problem-error.ts'
import type { Headers, SigningKey } from './provider.ts'
import { findHeader, isEqual, requireHeader } from './signatures.ts'

/** @returns the key in `Authorization: Bearer` (RFC 6750); undefined when there is none. */
export function bearerKeyOf(headers: Headers): string | undefined {
  return /^bearer +(\S+) *$/i.exec(findHeader(headers, 'authorization') ?? '')?.[1]
}

/** @throws ProblemError `missing-signature` or `invalid-signature`. */
export function verifyBearer(headers: Headers, keys: readonly SigningKey[]): void {
  requireHeader(headers, 'authorization')
  const given = bearerKeyOf(headers)
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
