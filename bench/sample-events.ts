import { randomUUID } from 'node:crypto'
import type { WebhookEvent } from '#contract/api.ts'
import { sign } from '../server/ingest/standard-webhooks.ts'

/*
 * What the benchmarks send: orders, page views and stock changes of about 500 bytes each, with random ids as shops give
 * them. The baselines store the same.
 */

export const sampleSource = 'bench'

/** About 500 bytes of JSON. */
export function sampleEvent(n: number): WebhookEvent & { id: string; subject: string } {
  const envelope = { id: randomUUID(), subject: `customer-${n % 5000}`, timestamp: new Date().toISOString() }
  const store = `Store ${n % 23}`
  switch (n % 3) {
    case 0:
      return { ...envelope, type: 'order.placed', data: order(n, store) }
    case 1:
      return { ...envelope, type: 'page.viewed', data: pageView(n) }
    default:
      return { ...envelope, type: 'stock.changed', data: stockChange(n, store) }
  }
}

function order(n: number, store: string): Record<string, unknown> {
  return {
    orderId: `SO-${100_000 + n}`,
    totalMinor: 1000 + (n % 9000),
    currency: 'EUR',
    store,
    channel: 'web',
    payment: { method: 'card', captured: true },
    lines: [
      { sku: `SKU-${n % 700}`, title: 'Espresso beans, 1 kg, dark roast', quantity: 2, unitMinor: 1890 },
      { sku: `SKU-${n % 311}`, title: 'Paper filters, 100 pieces', quantity: 1, unitMinor: 390 },
    ],
  }
}

function pageView(n: number): Record<string, unknown> {
  return {
    url: `https://shop.example/products/${n % 700}?utm_source=newsletter&utm_campaign=autumn`,
    title: 'Espresso beans, 1 kg, dark roast – Example Coffee',
    referrer: 'https://search.example/?q=espresso+beans+1kg',
    device: { kind: 'mobile', width: 390, height: 844, language: 'fr-FR', timeZone: 'Europe/Paris' },
    session: `s-${n % 20_000}`,
    anonymousId: `a-${n % 15_000}-visitor-without-account`,
    engagedMs: n % 60_000,
  }
}

function stockChange(n: number, store: string): Record<string, unknown> {
  return {
    sku: `SKU-${n % 700}`,
    title: 'Espresso beans, 1 kg, dark roast',
    store,
    before: 10 + (n % 90),
    onHand: 9 + (n % 90),
    reserved: n % 5,
    reason: 'sale',
    warehouse: { id: `W-${n % 9}`, zone: 'ambient', shelf: `A-${n % 120}-${n % 7}` },
    supplier: { name: 'Example Roasters', leadDays: 4, minimumOrder: 24 },
    countedBy: 'point of sale, automatic, register 4',
  }
}

export interface SignedRequests {
  /** Of the source, decoded. */
  key: Uint8Array
  requests: number
  eventsPerRequest: number
  /** Of a source that tracks: then each request is one `track` call of about the same size. */
  writeKey?: string
  /** As behind a proxy, from many addresses: none of them has sent its share of a minute. */
  isForwarded?: boolean
  /** Each event says of which customer it is, as every `track` call does. */
  namesCustomer?: boolean
}

/** Whole HTTP requests, signed now: they are good for five minutes. One event goes alone, several as an array. */
export function signedRequests(wanted: SignedRequests): Buffer[] {
  const { key, requests, eventsPerRequest, writeKey, isForwarded, namesCustomer } = wanted
  const make = namesCustomer === true ? namedEvent : sampleEvent
  if (writeKey !== undefined) return Array.from({ length: requests }, (_, n) => trackedRequest(writeKey, n))
  return Array.from({ length: requests }, (_, index) => {
    const events = Array.from({ length: eventsPerRequest }, (_, n) => make(index * eventsPerRequest + n))
    const body = Buffer.from(JSON.stringify(eventsPerRequest === 1 ? events[0] : events))
    return signedRequest(key, body, isForwarded === true ? [forwardedFor(index)] : [])
  })
}

function namedEvent(n: number): WebhookEvent {
  const event = sampleEvent(n)
  return { ...event, data: { ...event.data, userId: event.subject } }
}

const trackNames: Record<string, string> = { 'order.placed': 'Order Completed', 'page.viewed': 'Product Viewed' }

function forwardedFor(n: number): string {
  return `x-forwarded-for: 192.0.${(n >> 8) & 63}.${n & 255}`
}

/** As Segment's clients say the sample event. */
function trackedRequest(writeKey: string, n: number): Buffer {
  const { id, subject, timestamp, type, data } = sampleEvent(n)
  const { orderId, totalMinor, lines, ...rest } = data
  const amounts = orderId === undefined ? {} : { order_id: orderId, total: Number(totalMinor) / 100, products: lines }
  const event = trackNames[type] ?? 'Stock Checked'
  const sent = { messageId: id, userId: subject, timestamp, event, properties: { ...amounts, ...rest } }
  const body = Buffer.from(JSON.stringify(sent))
  const head = [
    'POST /v1/track HTTP/1.1',
    'host: 127.0.0.1',
    'content-type: application/json',
    `content-length: ${body.length}`,
    `authorization: Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`,
    forwardedFor(n),
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body])
}

export function signedRequest(key: Uint8Array, body: Buffer, headers: readonly string[] = []): Buffer {
  const id = `msg_${randomUUID()}`
  const timestamp = Math.floor(Date.now() / 1000)
  const head = [
    `POST /v1/webhooks/${sampleSource} HTTP/1.1`,
    'host: 127.0.0.1',
    'content-type: application/json',
    `content-length: ${body.length}`,
    `webhook-id: ${id}`,
    `webhook-timestamp: ${timestamp}`,
    `webhook-signature: ${sign(key, { id, timestamp, body })}`,
    ...headers,
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body])
}
