import type { Sender } from '../sender.ts'

export const sender: Sender = {
  secret: 'bearer_test_key_16',
  sign: (secret) => ({ authorization: `Bearer ${secret}`, 'webhook-id': 'msg_1' }),
}
