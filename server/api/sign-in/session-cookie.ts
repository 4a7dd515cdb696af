import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'

/*
 * The cookie that Better Auth writes: `token.signature`, percent-encoded, the signature being HMAC-SHA256 in base64 over the
 * token. Read here, because identifying a request is one look-up, not a call of the whole library.
 */
export const cookiePrefix = 'vigie'

/** How long somebody stays signed in; the session then ends, however often it was used. */
export const sessionDays = 30

/** How long a code can be entered after the password. */
export const secondFactorMinutes = 10

/** Better Auth's own secret: what it signs with is of no use for anything else. */
export function signInSecret(vigieSecret: string): string {
  return Buffer.from(hkdfSync('sha256', vigieSecret, '', 'vigie sign-in', 32)).toString('base64url')
}

/** Over TLS browsers are told never to send it without. */
export function sessionCookieName(isSecure: boolean): string {
  return `${isSecure ? '__Secure-' : ''}${cookiePrefix}.session_token`
}

/** Of the cookie that says whose password was right, until the code is. */
export function secondFactorCookieName({ name }: Pick<CookieKey, 'name'>): string {
  return name.replace('session_token', 'two_factor')
}

/** @returns the value of the cookie, percent-encoded. */
export function signToken(token: string, secret: string): string {
  return encodeURIComponent(`${token}.${signatureOf(token, secret).toString('base64')}`)
}

/** @returns the token; null when there is none, or its signature is not ours. */
export function readToken(cookieHeader: string | undefined, { name, secret }: CookieKey): string | null {
  const value = cookieValue(cookieHeader, name)
  const dot = value?.lastIndexOf('.') ?? -1
  if (value === null || dot < 1) return null
  const token = value.slice(0, dot)
  const given = Buffer.from(value.slice(dot + 1), 'base64')
  const expected = signatureOf(token, secret)
  return given.length === expected.length && timingSafeEqual(given, expected) ? token : null
}

export interface CookieKey {
  name: string
  secret: string
}

/** @returns the decoded value of a cookie; null when there is none, or it cannot be decoded. */
export function cookieValue(header: string | undefined, name: string): string | null {
  for (const pair of header?.split(';') ?? []) {
    const equals = pair.indexOf('=')
    if (pair.slice(0, equals).trim() !== name) continue
    try {
      return decodeURIComponent(pair.slice(equals + 1).trim())
    } catch {
      return null
    }
  }
  return null
}

function signatureOf(token: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(token).digest()
}
