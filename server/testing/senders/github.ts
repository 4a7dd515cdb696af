import type { Sender } from '../sender.ts'
import { hmacOf } from '../sender.ts'

export const sender: Sender = {
  secret: "It's a Secret to Everybody",
  sign: (secret, body) => ({ 'x-hub-signature-256': `sha256=${hmacOf(secret, body, 'hex')}` }),
  vectors: [
    {
      name: 'GitHub',
      secret: "It's a Secret to Everybody",
      headers: {
        'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
      },
      body: 'Hello, World!',
    },
  ],
}
