import type { ProviderCall } from './provider-request.ts'

const body = '{"id":1,"sku":"TSHIRT-001","available":0}'
const hubspotBody =
  '[{"eventId":1,"subscriptionId":12345,"portalId":62515,"occurredAt":1564113600000,"subscriptionType":"contact.creation","attemptNumber":0,"objectId":123,"changeSource":"CRM","changeFlag":"NEW","appId":54321}]'

/** Known signatures, published by the vendors or computed apart from this code. */
export const signatureVectors: [string, ProviderCall][] = [
  [
    'Standard Webhooks',
    {
      kind: 'standard-webhooks',
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
  [
    'GitHub',
    {
      kind: 'github',
      secret: "It's a Secret to Everybody",
      headers: {
        'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
      },
      body: 'Hello, World!',
    },
  ],
  ...['x-shopify-hmac-sha256', 'shopify-hmac-sha256'].map((name): [string, ProviderCall] => [
    `Shopify, ${name}`,
    {
      kind: 'shopify',
      secret: 'test_secret',
      headers: { [name]: 'a97M6vIVb6DWxz6EDq98htWZk0czKp6w+8nb2Lm4QEM=' },
      body,
    },
  ]),
  [
    'WooCommerce',
    {
      kind: 'woocommerce',
      secret: 'test_secret',
      headers: { 'x-wc-webhook-signature': 'a97M6vIVb6DWxz6EDq98htWZk0czKp6w+8nb2Lm4QEM=' },
      body,
    },
  ],
  [
    'Stripe',
    {
      kind: 'stripe',
      secret: 'whsec_test',
      headers: {
        'stripe-signature': 't=1700000000,v1=769c243ab8fb16c704fe5539cccbd06b91700376fe6839510503005772985265',
      },
      body,
      now: 1_700_000_000_000,
    },
  ],
  [
    'HubSpot v3',
    {
      kind: 'hubspot',
      secret: 'test_secret',
      config: { publicUrl: 'https://example.com/v1/hooks/hubspot' },
      headers: {
        'x-hubspot-signature-v3': 'pUmq/82Z8sLSlDekJcnJWpzKAWfB3irU8chn8gFWo6k=',
        'x-hubspot-request-timestamp': '1700000000000',
      },
      body: hubspotBody,
      now: 1_700_000_000_000,
    },
  ],
]
