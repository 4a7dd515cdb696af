import { Analytics } from '@segment/analytics-node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WireEvent } from '#contract/event.ts'
import { testDatabase } from './testing/database.ts'
import { sendRaw } from './testing/raw-http.ts'
import { bodyOf, hasRecordings, recordedRequests } from './testing/recordings.ts'
import { startServer, trackingSources } from './testing/tracking-server.ts'

const { url: databaseUrl } = await testDatabase()
const server = await startServer(databaseUrl)
afterAll(() => server.stop())
const { createSource, eventsOf } = trackingSources(server)

const told = ({ type, subject }: WireEvent) => `${type} ${subject}`

describe.skipIf(!hasRecordings)('recorded clients (skipped where the folder of shared data is absent)', () => {
  beforeAll(async () => {
    const config = { allowsBusinessEvents: true, currency: 'EUR' }
    await createSource('recorded', { secret: 'WK_TEST_123', config })
  })

  test.each([
    ['segment-analytics-node', 8],
    ['segment-analytics-node-retry', 1],
    ['segment-browser', 6],
    ['segment-browser-batching', 5],
  ])('%s is taken byte for byte, and its %i events are stored once', async (name, count) => {
    const before = await eventsOf('recorded')
    const refused: string[] = []
    for (const request of recordedRequests(name)) {
      const { method, url, headers } = request
      const { status } = await sendRaw(server.url + url, { method, headers, body: bodyOf(request) })
      if (status !== (method === 'OPTIONS' ? 204 : 200)) refused.push(`${method} ${url} ${status}`)
    }
    expect(refused).toEqual([])
    expect((await eventsOf('recorded')).length - before.length).toBe(count)
  })

  test('what they said is what is stored', async () => {
    const events = await eventsOf('recorded')
    expect(events.slice(0, 8).map(told)).toEqual([
      'customer.identified customer/cust-42',
      'page.viewed customer/cust-42',
      'page.viewed visitor/anon-1',
      'order.placed order/536365',
      'customer.identified customer/cust-42',
      'customer.identified customer/cust-42',
      'page.viewed customer/cust-42',
      expect.stringMatching(/^Unicode.*customer\/cust-42$/),
    ])
    expect(events[3]?.data).toMatchObject({ totalMinor: 13_912, currency: 'GBP', companyId: 'acme', orderId: '536365' })
    const fromBrowser = events.find(
      ({ type, data }) => type === 'order.placed' && JSON.stringify(data).includes('ajs-'),
    )
    expect(fromBrowser?.data).toMatchObject({ totalMinor: 13_912, currency: 'EUR', userId: 'cust-42' })
    const aged = events.find(({ id }) => id === 'fixed-message-id-1')
    expect(aged?.occurredAt.slice(0, 4)).toBe('2010')
    expect(events.filter(({ type }) => type === 'page.viewed')).toHaveLength(7)
  })
})

describe("Segment's client for Node", () => {
  function clientOf(writeKey: string, makeRequest?: typeof fetch) {
    const options = { writeKey, host: server.url, flushAt: 3, maxRetries: 8 }
    return new Analytics(makeRequest ? { ...options, httpClient: makeRequest } : options)
  }

  function setEnabled(slug: string, enabled: boolean) {
    const headers = { 'content-type': 'application/json' }
    return fetch(`${server.url}/v1/sources/${slug}`, { method: 'PATCH', headers, body: JSON.stringify({ enabled }) })
  }

  test('is heard: what it sends is stored once, in its words', async () => {
    const client = clientOf(await createSource('node-client'))
    client.identify({ userId: 'u-1', traits: { email: 'ada@example.com', firstName: 'Ada', lastName: 'L' } })
    client.page({ userId: 'u-1', name: 'Pricing', properties: { url: 'https://shop.example/pricing?utm_source=news' } })
    client.track({ userId: 'u-1', event: 'Product Viewed', properties: { product_id: '85123A' } })
    client.group({ userId: 'u-1', groupId: 'acme', traits: { name: 'Acme GmbH' } })
    await client.closeAndFlush()
    const events = await eventsOf('node-client')
    expect(events.map(told)).toEqual([
      'customer.identified customer/u-1',
      'page.viewed customer/u-1',
      'Product_Viewed customer/u-1',
      'customer.identified customer/u-1',
    ])
    expect(events[0]?.data).toMatchObject({ userId: 'u-1', email: 'ada@example.com', name: 'Ada L' })
    expect(events[1]?.data).toMatchObject({ path: '/pricing', campaign: { source: 'news' } })
    expect(events[3]?.data).toMatchObject({ companyId: 'acme', company: 'Acme GmbH' })
  })

  test('sends again what was answered 503, and nothing is lost or stored twice', async () => {
    const client = clientOf(await createSource('node-retry'))
    await setEnabled('node-retry', false)
    const refused = new Promise((resolve) => {
      client.on('http_response', ({ status }) => status === 503 && resolve(status))
    })
    for (const event of ['One', 'Two', 'Three']) client.track({ userId: 'u', event })
    await refused
    await setEnabled('node-retry', true)
    await client.closeAndFlush()
    expect((await eventsOf('node-retry')).map(({ type }) => type)).toEqual(['One', 'Two', 'Three'])
  })

  test('whose answer was lost after its batch was stored sends again, and nothing is stored twice', async () => {
    let answers = 0
    const losesFirst: typeof fetch = async (...request) => {
      const answer = await fetch(...request)
      answers += 1
      if (answers === 1) throw new TypeError('the line was cut')
      return answer
    }
    const client = clientOf(await createSource('node-lost'), losesFirst)
    for (const event of ['One', 'Two', 'Three']) client.track({ userId: 'u', event })
    await client.closeAndFlush()
    expect(answers).toBe(2)
    expect((await eventsOf('node-lost')).map(({ type }) => type)).toEqual(['One', 'Two', 'Three'])
  })
})
