import type { Sender } from '../sender.ts'
import { hmacOf } from '../sender.ts'

export const sender: Sender = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  sign(secret, body, at) {
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
    const signature = `v1,${hmacOf(key, `msg_1.${at}.${body}`, 'base64')}`
    return { 'webhook-id': 'msg_1', 'webhook-timestamp': String(at), 'webhook-signature': signature }
  },
  signsTime: true,
  vectors: [
    {
      name: 'Standard Webhooks',
      secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      headers: {
        'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        'webhook-timestamp': '1614265330',
        'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
      },
      body: '{"test": 2432232314}',
      now: 1_614_265_330_000,
    },
  ],
}
