import { ProblemError } from '../runtime/problem-error.ts'
import { postgres } from './cdc/postgres-kind.ts'
import { ics } from './feeds/ics-kind.ts'
import type { DatabaseKind, FeedKind, Provider } from './provider.ts'
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

/** Every kind of source that sends. To add one, write its file in providers/ and give it a line here. */
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

/** Those that send, those that are asked, and those that are read at intervals. */
export const sourceKinds: readonly AnyKind[] = [...providers, postgres, ics]

export type AnyKind = Provider | DatabaseKind | FeedKind

const byKind = new Map(sourceKinds.map((each) => [each.kind, each]))

/** @throws ProblemError `invalid-request` for what is not a kind that sends. */
export function providerOf(kind: string): Provider {
  const known = kindOf(kind)
  if (known.door !== 'database' && known.door !== 'feed') return known
  throw new ProblemError('invalid-request', `a source of the kind ${kind} has no door`)
}

/** @throws ProblemError `invalid-request` that names the kinds there are. */
export function kindOf(kind: string): AnyKind {
  const known = byKind.get(kind)
  if (known) return known
  const detail = `must be one of ${[...byKind.keys()].join(', ')}`
  throw new ProblemError('invalid-request', `the kind of a source ${detail}`, {
    errors: [{ pointer: '#/kind', detail }],
  })
}
