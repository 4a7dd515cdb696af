import type { Sender } from '../sender.ts'
import { hmacOf } from '../sender.ts'

export const sender: Sender = {
  secret: 'shpss_test_secret',
  sign: (secret, body) => ({ 'x-shopify-hmac-sha256': hmacOf(secret, body, 'base64') }),
  vectors: ['x-shopify-hmac-sha256', 'shopify-hmac-sha256'].map((name) => ({
    name: `Shopify, ${name}`,
    secret: 'test_secret',
    headers: { [name]: 'a97M6vIVb6DWxz6EDq98htWZk0czKp6w+8nb2Lm4QEM=' },
    body: '{"id":1,"sku":"TSHIRT-001","available":0}',
  })),
}
