import { createPrivateKey, sign as signWithKey } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import type { ProblemError } from '../runtime/problem-error.ts'
import type { SigningKey } from './provider.ts'
import {
  generateSecret,
  parseKey,
  parseSecret,
  readSignatureHeaders,
  sign,
  verifySignature,
} from './standard-webhooks.ts'

const vector = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: 1614265330,
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
}
const key = parseSecret(vector.secret)
const now = vector.timestamp * 1000
const headers = {
  'webhook-id': vector.id,
  'webhook-timestamp': String(vector.timestamp),
  'webhook-signature': vector.signature,
}

function verify(
  change: Record<string, string | undefined>,
  { body = vector.body, keys = [key], at = now }: { body?: string; keys?: SigningKey[]; at?: number } = {},
): string {
  try {
    verifySignature(keys, readSignatureHeaders({ ...headers, ...change }, at), Buffer.from(body))
    return 'verified'
  } catch (error) {
    return (error as ProblemError).code // everything thrown here is a ProblemError; anything else fails the comparison
  }
}

describe('Standard Webhooks signatures', () => {
  test('the published vector signs to the published signature', () => {
    expect(sign(key, vector)).toBe(vector.signature)
    expect(verify({})).toBe('verified')
  })

  test('the reference library and ours accept each other', () => {
    const secret = generateSecret()
    const reference = new Webhook(secret)
    const at = new Date()
    const signature = reference.sign('msg_1', at, '{"a":1}')
    const timestamp = Math.floor(at.getTime() / 1000)
    expect(sign(parseSecret(secret), { id: 'msg_1', timestamp, body: '{"a":1}' })).toBe(signature)
    expect(
      reference.verify('{"a":1}', {
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(timestamp),
        'webhook-signature': sign(parseSecret(secret), { id: 'msg_1', timestamp, body: '{"a":1}' }),
      }),
    ).toEqual({ a: 1 })
  })

  test.each([
    ['a missing id', { 'webhook-id': undefined }, 'missing-signature'],
    ['an empty id', { 'webhook-id': '' }, 'missing-signature'],
    ['a missing timestamp', { 'webhook-timestamp': undefined }, 'missing-signature'],
    ['a missing signature', { 'webhook-signature': undefined }, 'missing-signature'],
    ['a timestamp that is no number', { 'webhook-timestamp': 'soon' }, 'timestamp-out-of-range'],
    [
      'a timestamp 5 min and 1 s old',
      { 'webhook-timestamp': String(vector.timestamp - 301) },
      'timestamp-out-of-range',
    ],
    [
      'a timestamp 5 min and 1 s ahead',
      { 'webhook-timestamp': String(vector.timestamp + 301) },
      'timestamp-out-of-range',
    ],
    ['another id', { 'webhook-id': 'msg_other' }, 'invalid-signature'],
    ['another timestamp', { 'webhook-timestamp': String(vector.timestamp + 1) }, 'invalid-signature'],
    ['a truncated signature', { 'webhook-signature': vector.signature.slice(0, -4) }, 'invalid-signature'],
    ['a signature without version', { 'webhook-signature': vector.signature.slice(3) }, 'invalid-signature'],
    ['an unknown version', { 'webhook-signature': vector.signature.replace('v1,', 'v2,') }, 'invalid-signature'],
  ])('%s is refused', (_case, change, code) => {
    expect(verify(change)).toBe(code)
  })

  test('a changed body is refused', () => {
    expect(verify({}, { body: `${vector.body} ` })).toBe('invalid-signature')
  })

  test('one fitting signature among several is enough', () => {
    const others = `v1,${Buffer.alloc(32).toString('base64')} v1a,abc`
    expect(verify({ 'webhook-signature': `${others} ${vector.signature}` })).toBe('verified')
  })

  test('during rotation either of two secrets fits, and no third', () => {
    const other = parseSecret(generateSecret())
    expect(verify({}, { keys: [other, key] })).toBe('verified')
    expect(verify({}, { keys: [other, parseSecret(generateSecret())] })).toBe('invalid-signature')
  })

  test.each([
    '',
    'whsec_',
    'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    'whsec_c2hvcnQ=',
    'whsec_!!!!',
    `whsec_${'A'.repeat(100)}`,
  ])('the secret %j is refused', (secret) => {
    expect(() => parseSecret(secret)).toThrow(/whsec_/)
  })
})

describe('ed25519 signatures', () => {
  // The first test of RFC 8032, 7.1.
  const jwk = {
    kty: 'OKP',
    crv: 'Ed25519',
    d: Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex').toString('base64url'),
    x: Buffer.from('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex').toString('base64url'),
  }
  const secret = `whpk_${Buffer.from(jwk.x, 'base64url').toString('base64')}`
  const publicKey = parseKey(secret)
  const signed = (content: string) =>
    `v1a,${signWithKey(null, Buffer.from(content), createPrivateKey({ key: jwk, format: 'jwk' })).toString('base64')}`
  const signature = signed(`${vector.id}.${vector.timestamp}.${vector.body}`)

  test('a signature of the private key fits, alone or among others', () => {
    expect(verify({ 'webhook-signature': signature }, { keys: [publicKey] })).toBe('verified')
    expect(verify({ 'webhook-signature': `${vector.signature} ${signature}` }, { keys: [publicKey] })).toBe('verified')
    expect(verify({ 'webhook-signature': signature }, { keys: [publicKey], body: '{}' })).toBe('invalid-signature')
  })

  test('each key fits its own version only: the public one is no secret to sign with', () => {
    const bytes = Buffer.from(secret.slice('whpk_'.length), 'base64')
    expect(verify({ 'webhook-signature': sign(bytes, vector) }, { keys: [publicKey] })).toBe('invalid-signature')
    expect(verify({}, { keys: [publicKey] })).toBe('invalid-signature')
    expect(verify({ 'webhook-signature': signature }, { keys: [key] })).toBe('invalid-signature')
  })

  test.each(['', 'v1a', 'v1a,', 'v1a,AAAA', `v1a,${'A'.repeat(5000)}`])('%j is a wrong signature', (given) => {
    expect(verify({ 'webhook-signature': `x ${given}` }, { keys: [publicKey] })).toBe('invalid-signature')
  })

  test.each(['whpk_', 'whpk_AAAA', `whpk_${'!'.repeat(44)}`, 'whsk_AAAA'])('the secret %j is refused', (wrong) => {
    expect(() => parseKey(wrong)).toThrow(/the secret must be/)
  })
})

const vectorsFile = new URL('../../../shared/data/standard-webhooks/vectors.json', import.meta.url)
const vectorsSchema = z.array(
  z.object({ secret: z.string(), id: z.string(), timestamp: z.number(), body: z.string(), signature: z.string() }),
)

describe.skipIf(!existsSync(vectorsFile))(
  'the recorded vectors (skipped where the folder of shared data is absent)',
  () => {
    test('every recorded signature is ours', () => {
      for (const recorded of vectorsSchema.parse(JSON.parse(readFileSync(vectorsFile, 'utf8')))) {
        expect(sign(parseSecret(recorded.secret), recorded)).toBe(recorded.signature)
      }
    })
  },
)
