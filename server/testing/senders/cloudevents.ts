import type { Sender } from '../sender.ts'

export const sender: Sender = {
  secret: 'cloudevents_test_key_16',
  url: '/v1/events',
  sign: (secret) => ({
    authorization: `Bearer ${secret}`,
    'content-type': 'application/json',
    'ce-specversion': '1.0',
    'ce-id': 'msg_1',
    'ce-source': '/test',
    'ce-type': 'a.b',
  }),
}
