import { ProblemError } from '../runtime/problem-error.ts'
import type { Provider } from './provider.ts'
import { bearer } from './providers/bearer.ts'
import { cloudevents } from './providers/cloudevents.ts'
import { debezium } from './providers/debezium.ts'
import { github } from './providers/github.ts'
import { hmac } from './providers/hmac.ts'
import { hubspot } from './providers/hubspot.ts'
import { shopify } from './providers/shopify.ts'
import { standardWebhooks } from './providers/standard-webhooks.ts'
import { stripe } from './providers/stripe.ts'
import { tracking } from './providers/tracking.ts'
import { woocommerce } from './providers/woocommerce.ts'

/** Every kind of source. To add one, write its file in providers/ and give it a line here. */
export const providers: readonly Provider[] = [
  standardWebhooks,
  shopify,
  stripe,
  github,
  hubspot,
  woocommerce,
  hmac,
  bearer,
  cloudevents,
  debezium,
  tracking,
]

const byKind = new Map(providers.map((provider) => [provider.kind, provider]))

/** @throws ProblemError `invalid-request` that names the kinds there are. */
export function providerOf(kind: string): Provider {
  const provider = byKind.get(kind)
  if (provider) return provider
  const detail = `must be one of ${[...byKind.keys()].join(', ')}`
  throw new ProblemError('invalid-request', `the kind of a source ${detail}`, {
    errors: [{ pointer: '#/kind', detail }],
  })
}
