import type { Sender } from '../sender.ts'
import { hmacOf } from '../sender.ts'

const publicUrl = 'https://example.com/v1/webhooks/shop'

export const sender: Sender = {
  secret: 'hubspot_test_secret',
  config: { publicUrl },
  sign: (secret, body, at) => ({
    'x-hubspot-signature-v3': hmacOf(secret, `POST${publicUrl}${body}${at * 1000}`, 'base64'),
    'x-hubspot-request-timestamp': String(at * 1000),
  }),
  signsTime: true,
  vectors: [
    {
      name: 'HubSpot v3',
      secret: 'test_secret',
      config: { publicUrl: 'https://example.com/v1/hooks/hubspot' },
      headers: {
        'x-hubspot-signature-v3': 'pUmq/82Z8sLSlDekJcnJWpzKAWfB3irU8chn8gFWo6k=',
        'x-hubspot-request-timestamp': '1700000000000',
      },
      body: '[{"eventId":1,"subscriptionId":12345,"portalId":62515,"occurredAt":1564113600000,"subscriptionType":"contact.creation","attemptNumber":0,"objectId":123,"changeSource":"CRM","changeFlag":"NEW","appId":54321}]',
      now: 1_700_000_000_000,
    },
  ],
}
