import type { Credential } from './operation.ts'

/** What stands at the head of the document. */
export const about = {
  summary: 'What happens in a company, now: doors for every system that can speak, and the log behind them.',
  description: `Bodies and answers are JSON. Times are ISO 8601 in UTC with milliseconds, or epoch milliseconds where a member says so; positions are decimal strings, for they have 64 bits; money is in minor units.

What is refused is answered as a problem (RFC 9457, \`application/problem+json\`) with a stable \`code\` and, where it helps, JSON pointers to what is wrong. Nothing is answered 2xx that is not stored.

Reading and commanding takes the cookie that signing in gives, or an API token (\`Authorization: Bearer vgt_…\`, in the examples \`$token\`), and a role that may; what a page of another site asks a browser to send is refused.`,
  license: { name: 'Apache 2.0', identifier: 'Apache-2.0' },
} as const

/** Ways in which a door knows its caller, and the API. */
export const securitySchemes: Readonly<Record<Credential, object>> = {
  standardWebhooks: {
    type: 'apiKey',
    in: 'header',
    name: 'webhook-signature',
    description:
      "Standard Webhooks: `v1,` and the base64 of HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}`, with the bytes that the base64 after `whsec_` stands for. Several, separated by spaces, may stand side by side. Svix's header names are read too.",
  },
  provider: {
    type: 'apiKey',
    in: 'header',
    name: 'x-signature',
    description:
      "The signature of the source's own kind, in the header that its provider uses, such as `stripe-signature` or `x-hub-signature-256`.",
  },
  bearerKey: {
    type: 'http',
    scheme: 'bearer',
    description: "The source's secret or key as it is; over TLS only.",
  },
  accessToken: {
    type: 'apiKey',
    in: 'query',
    name: 'access_token',
    description:
      'The same key in the address, for senders of CloudEvents that can be given nothing else. Addresses end up in logs of whatever stands between.',
  },
  writeKey: {
    type: 'http',
    scheme: 'basic',
    description: "The source's write key as the user, with an empty password.",
  },
  apiToken: {
    type: 'http',
    scheme: 'bearer',
    description:
      'An API token, `vgt_…`: what it may do is what the roles may that it was made with. A browser sends the cookie of whoever signed in instead.',
  },
  writeKeyHeader: {
    type: 'apiKey',
    in: 'header',
    name: 'x-write-key',
    description: "The source's write key; it may also stand in the body as `writeKey`.",
  },
}
