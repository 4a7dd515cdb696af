import type { Sender } from '../sender.ts'
import { hmacOf } from '../sender.ts'

export const sender: Sender = {
  secret: 'hmac_test_secret_16',
  config: { header: 'X-Signature' },
  sign: (secret, body) => ({ 'x-signature': hmacOf(secret, body, 'hex'), 'webhook-id': 'msg_1' }),
}
