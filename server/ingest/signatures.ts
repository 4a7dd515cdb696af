import { createHmac, timingSafeEqual } from 'node:crypto'
import { ProblemError } from '../runtime/problem-error.ts'
import type { Headers, SigningKey } from './provider.ts'

/** How old, or how far ahead, the timestamp of a signature may be. */
export const toleranceMs = 300_000

/** @returns the first of these headers that is there and not empty. */
export function findHeader(headers: Headers, ...names: readonly string[]): string | undefined {
  return names.map((name) => headers[name]).find((value) => typeof value === 'string' && value !== '') as
    | string
    | undefined // what `find` lets through is a string
}

/** @throws ProblemError `missing-signature` when none of them is there. */
export function requireHeader(headers: Headers, ...names: readonly string[]): string {
  const value = findHeader(headers, ...names)
  if (value === undefined) {
    throw new ProblemError('missing-signature', `the header ${names.join(' or ')} is missing; sign the request`)
  }
  return value
}

interface SignedContent {
  keys: readonly SigningKey[]
  algorithm?: string
  /** What was signed, one after the other. */
  content: readonly (string | Uint8Array)[]
  /** Signatures of the request; one that fits is enough. */
  given: readonly Buffer[]
}

/** @throws ProblemError `invalid-signature` when none fits a key. */
export function verifyHmac({ keys, algorithm = 'sha256', content, given }: SignedContent): void {
  for (const key of keys) {
    const hmac = createHmac(algorithm, key)
    for (const part of content) hmac.update(part)
    const expected = hmac.digest()
    if (given.some((signature) => isEqual(signature, expected))) return
  }
  throw new ProblemError('invalid-signature', 'no signature fits this body and a secret of this source')
}

/** In a time that does not depend on the bytes. */
export function isEqual(given: Uint8Array, expected: Uint8Array): boolean {
  return given.length === expected.length && timingSafeEqual(given, expected)
}

/**
 * @param text the header's value: Unix time, its digits counting units of `unitMs`.
 * @throws ProblemError `timestamp-out-of-range` when it is no such time or is more than 300 s from `now`.
 */
export function verifyAge(text: string, { now, unitMs }: { now: number; unitMs: number }): void {
  const at = /^\d{1,15}$/.test(text) ? Number(text) * unitMs : Number.NaN
  if (Math.abs(now - at) <= toleranceMs) return
  throw new ProblemError(
    'timestamp-out-of-range',
    `the signature's time must be within ${toleranceMs / 1000} s of the server's clock, which says ${Math.floor(now / unitMs)}`,
  )
}
