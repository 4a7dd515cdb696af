import { randomUUID } from 'node:crypto'
import { parseSecret, sign } from '../ingest/standard-webhooks.ts'

interface SignedRequest {
  body: string
  secret: string
  /** Absent = a new one. */
  id?: string
  /** Epoch ms; absent = now. */
  at?: number
}

/** Headers and body of a request as a Standard Webhooks sender makes it. */
export function signedRequest({ body, secret, id = `msg_${randomUUID()}`, at = Date.now() }: SignedRequest) {
  const timestamp = Math.floor(at / 1000)
  return {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': sign(parseSecret(secret), { id, timestamp, body }),
    } as Record<string, string>, // widened so that a test can add and change headers
    body,
  }
}
