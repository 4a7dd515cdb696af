import { defineProvider, noConfig } from '../provider.ts'
import { findHeader } from '../signatures.ts'
import { generateSecret, parseKey, readSignatureHeaders, verifySignature } from '../standard-webhooks.ts'
import { toOwnEvents } from '../webhook-events.ts'

/**
 * Our own events, signed as Standard Webhooks; the headers may have Svix's names. For a sender that signs with ed25519 the
 * secret is its public key, whpk_….
 */
export const standardWebhooks = defineProvider({
  kind: 'standard-webhooks',
  config: noConfig,
  secret: { generate: generateSecret, parse: parseKey },
  verify: ({ headers, rawBody, now }, keys) => verifySignature(keys, readSignatureHeaders(headers, now), rawBody),
  map: (request, body) => toOwnEvents(request, body, findHeader(request.headers, 'webhook-id', 'svix-id')),
})
