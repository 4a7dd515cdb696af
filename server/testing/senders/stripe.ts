import type { Sender } from '../sender.ts'
import { hmacOf } from '../sender.ts'

export const sender: Sender = {
  secret: 'whsec_test_secret',
  sign: (secret, body, at) => ({ 'stripe-signature': `t=${at},v1=${hmacOf(secret, `${at}.${body}`, 'hex')}` }),
  signsTime: true,
  vectors: [
    {
      name: 'Stripe',
      secret: 'whsec_test',
      headers: {
        'stripe-signature': 't=1700000000,v1=769c243ab8fb16c704fe5539cccbd06b91700376fe6839510503005772985265',
      },
      body: '{"id":1,"sku":"TSHIRT-001","available":0}',
      now: 1_700_000_000_000,
    },
  ],
}
