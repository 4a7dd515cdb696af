import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'

/*
 * Who sends a push message says so to the push service by a signed token (VAPID, RFC 8292): a service takes messages for a
 * subscription only from whom it was made for.
 */
export interface VapidKeys {
  /** What browsers subscribe for: an uncompressed point of P-256, base64url. */
  publicKey: string
  /** PKCS #8, base64url. */
  privateKey: string
}

export function generateVapidKeys(): VapidKeys {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
  return {
    publicKey: point.toString('base64url'),
    privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url'),
  }
}

/** A service may refuse a token that is valid for more than 24 h. */
const validSeconds = 12 * 3600

interface Token {
  endpoint: URL
  /** Whom a push service may ask about these messages: `https:` or `mailto:`. */
  contact: string
  now: number
}

/** @returns the value of the header `authorization`. */
export function vapidAuthorization({ publicKey, privateKey }: VapidKeys, { endpoint, contact, now }: Token): string {
  const claims = { aud: endpoint.origin, exp: Math.floor(now / 1000) + validSeconds, sub: contact }
  const signed = `${encode({ typ: 'JWT', alg: 'ES256' })}.${encode(claims)}`
  const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64url'), format: 'der', type: 'pkcs8' })
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' })
  return `vapid t=${signed}.${signature.toString('base64url')}, k=${publicKey}`
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
