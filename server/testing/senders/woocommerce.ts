import type { Sender } from '../sender.ts'
import { hmacOf } from '../sender.ts'

export const sender: Sender = {
  secret: 'woo_test_secret',
  sign: (secret, body) => ({ 'x-wc-webhook-signature': hmacOf(secret, body, 'base64') }),
  vectors: [
    {
      name: 'WooCommerce',
      secret: 'test_secret',
      headers: { 'x-wc-webhook-signature': 'a97M6vIVb6DWxz6EDq98htWZk0czKp6w+8nb2Lm4QEM=' },
      body: '{"id":1,"sku":"TSHIRT-001","available":0}',
    },
  ],
}
