import { createHmac } from 'node:crypto'

/**
 * How a kind of source sends, for the tests of all kinds: the file senders/<kind>.ts exports it as `sender`. Written apart
 * from the code that verifies.
 */
export interface Sender {
  secret: string
  config?: object
  /** Absent = that of the webhook door; a kind whose path says something has its own. */
  url?: string
  /** @returns the headers, in lower case; `seconds` is Unix time. */
  sign(secret: string, body: string, seconds: number): Record<string, string>
  /** Its signature is over a time too, which must be within 300 s. */
  signsTime?: boolean
  /** Signatures that the vendor has published, or that were computed apart from this code. */
  vectors?: readonly SignatureVector[]
}

export interface SignatureVector {
  name: string
  secret: string
  headers: Record<string, string>
  body: string
  config?: object
  /** Epoch ms; absent = any time. */
  now?: number
}

type Encoding = 'hex' | 'base64'

export function hmacOf(secret: string | Buffer, content: string, encoding: Encoding, algorithm = 'sha256'): string {
  return createHmac(algorithm, secret).update(content).digest(encoding)
}
