import type { SourceConfig } from './config-values.ts'
import { textOf } from './config-values.ts'
import type { Request, SnippetSource, SnippetTarget } from './signed-curl.ts'
import { hmacLines, ownEvent, quoted, randomId, standardWebhook, toCurl, unixSeconds } from './signed-curl.ts'

const json = 'content-type: application/json'

type Recipe = (source: SnippetSource) => Request

/** How each kind's system would send one event. A kind that is not here has no line to paste. */
const recipes: Record<string, Recipe> = {
  'standard-webhooks': () => standardWebhook(ownEvent),
  bearer: ({ config }) => ({
    before: [randomId],
    body: ownEvent,
    headers: [json, 'authorization: Bearer $secret', `${textOf(config, 'idHeader', 'webhook-id')}: $id`],
  }),
  hmac: ({ config }) => hmacRequest(config),
  shopify: () => ({
    before: [randomId],
    body: `'{"id":1,"name":"#1","currency":"EUR","total_price":"84.90"}'`,
    sign: hmacLines({ content: '"$body"', encoding: 'base64' }),
    headers: [json, 'x-shopify-topic: orders/create', 'x-shopify-event-id: $id', 'x-shopify-hmac-sha256: $signature'],
  }),
  stripe: () => ({
    before: [randomId, unixSeconds],
    body: `'{"id":"'"$id"'","object":"event","type":"charge.succeeded","data":{"object":{"id":"ch_1"}}}'`,
    sign: hmacLines({ content: '"$timestamp.$body"', encoding: 'hex' }),
    headers: [json, 'stripe-signature: t=$timestamp,v1=$signature'],
  }),
  github: () => ({
    before: [randomId],
    body: `'{"zen":"Keep it logically awesome.","hook_id":1}'`,
    sign: hmacLines({ content: '"$body"', encoding: 'hex' }),
    headers: [json, 'x-github-event: ping', 'x-github-delivery: $id', 'x-hub-signature-256: sha256=$signature'],
  }),
  hubspot: ({ config }) => ({
    before: ['timestamp=$(date +%s)000', `address=${quoted(decodedUri(textOf(config, 'publicUrl', '')))}`],
    body: `'[{"eventId":1,"portalId":1,"objectId":1,"subscriptionType":"contact.creation","occurredAt":'"$timestamp"'}]'`,
    sign: hmacLines({ content: '"POST$address$body$timestamp"', encoding: 'base64' }),
    headers: [json, 'x-hubspot-request-timestamp: $timestamp', 'x-hubspot-signature-v3: $signature'],
  }),
  woocommerce: () => ({
    before: [randomId],
    body: `'{"id":1,"number":"'"$id"'","status":"processing","total":"84.90","currency":"EUR"}'`,
    sign: hmacLines({ content: '"$body"', encoding: 'base64' }),
    headers: [json, 'x-wc-webhook-topic: order.created', 'x-wc-webhook-signature: $signature'],
  }),
  cloudevents: ({ slug }) => ({
    before: [randomId],
    body: `'{"specversion":"1.0","id":"'"$id"'","source":"/${slug}","type":"order.placed","data":{"orderId":"1"}}'`,
    headers: ['content-type: application/cloudevents+json', 'authorization: Bearer $secret'],
  }),
  debezium: () =>
    standardWebhook(
      `'{"op":"c","before":null,"after":{"id":1,"status":"new"},"source":{"connector":"postgresql","db":"shop","schema":"public","table":"orders","lsn":'"$timestamp"'},"ts_ms":'"$timestamp"'000}'`,
    ),
  tracking: () => ({
    before: [randomId],
    body: `'{"messageId":"'"$id"'","anonymousId":"a-terminal","event":"Line Pasted","properties":{}}'`,
    headers: [json, 'x-write-key: $secret'],
    path: '/v1/track',
  }),
}

/** @returns one event to paste into a terminal, or null for a kind that nobody has written it for. */
export function curlSnippet(target: SnippetTarget): string | null {
  const recipe = Object.hasOwn(recipes, target.source.kind) ? recipes[target.source.kind] : undefined
  return recipe ? toCurl(target, recipe(target.source)) : null
}

function hmacRequest(config: SourceConfig): Request {
  const [topicHeader, timestampHeader] = [textOf(config, 'topicHeader', ''), textOf(config, 'timestampHeader', '')]
  const inMs = textOf(config, 'timestampUnit', 's') === 'ms'
  const signed = textOf(config, 'signed', '{body}')
  const content = quoted(signed).replace('{timestamp}', `'"$timestamp"'`).replace('{body}', `'"$body"'`)
  return {
    before: [randomId, inMs ? `${unixSeconds}000` : unixSeconds],
    body: ownEvent,
    sign: hmacLines({
      content,
      algorithm: textOf(config, 'algorithm', 'sha256'),
      encoding: textOf(config, 'encoding', 'hex') === 'base64' ? 'base64' : 'hex',
    }),
    headers: [
      json,
      `${textOf(config, 'idHeader', 'webhook-id')}: $id`,
      ...(topicHeader === '' ? [] : [`${topicHeader}: order.placed`]),
      ...(timestampHeader === '' ? [] : [`${timestampHeader}: $timestamp`]),
      `${textOf(config, 'header', 'x-signature')}: ${inDoubleQuotes(textOf(config, 'prefix', ''))}$signature`,
    ],
  }
}

function inDoubleQuotes(text: string): string {
  return text.replaceAll(/["$`\\]/g, String.raw`\$&`)
}

/** HubSpot signs the address with these escapes decoded, and no others. */
function decodedUri(uri: string): string {
  return uri.replaceAll(/%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi, (escape) => decodeURIComponent(escape))
}
