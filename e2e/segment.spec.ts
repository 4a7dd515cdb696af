import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { eventServerUrl } from './ports.ts'
import { createTrackingSource, openTrackedSite, storedEvents } from './tracked-site.ts'
import { lostLine } from './troubles.ts'

/** What the page's own scripts see of Segment's client. */
interface Client {
  page(): Promise<unknown>
  identify(userId: string, traits: object): Promise<unknown>
  track(event: string, properties: object): Promise<unknown>
}
type TrackedWindow = typeof globalThis & {
  AnalyticsNext: { AnalyticsBrowser: { load(settings: object): Client } }
  client: Client
}

/** As its documentation says, with the address of this installation. */
async function loadClient(page: Page, writeKey: string): Promise<void> {
  await page.evaluate(
    (settings) => {
      // The page has loaded the client's script, which makes this global.
      const tracked = globalThis as TrackedWindow
      tracked.client = tracked.AnalyticsNext.AnalyticsBrowser.load(settings)
    },
    { writeKey, cdnURL: eventServerUrl },
  )
}

const told = async (source: string) => (await storedEvents(source)).map(({ type, subject }) => `${type} ${subject}`)

test("Segment's client in a page of another origin finds its settings here, and is heard", async ({ page }) => {
  await using site = await openTrackedSite()
  const key = await createTrackingSource('shop-site', { allowsBusinessEvents: true, currency: 'GBP' })
  const hosts = new Set<string>()
  page.on('request', (request) => hosts.add(new URL(request.url()).hostname))

  await page.goto(`${site.origin}/p/85123A?utm_source=news&utm_campaign=xmas`)
  await loadClient(page, key)
  await page.evaluate(async () => {
    const { client } = globalThis as TrackedWindow // set by loadClient
    await client.page()
    await client.identify('cust-42', { email: 'ada@example.com' })
    await client.track('Product Viewed', { product_id: '85123A' })
    await client.track('Order Completed', { order_id: '536365', revenue: 139.12 })
  })

  await expect.poll(() => storedEvents('shop-site')).toHaveLength(4)
  const events = await storedEvents('shop-site')
  const dataOf = (type: string) => events.find((event) => event.type === type)?.data
  expect(dataOf('page.viewed')).toMatchObject({
    path: '/p/85123A',
    title: 'White Hanging Heart',
    campaign: { source: 'news', name: 'xmas' },
  })
  expect(dataOf('customer.identified')).toMatchObject({ userId: 'cust-42', email: 'ada@example.com' })
  expect(dataOf('Product_Viewed')).toMatchObject({ event: 'Product Viewed', userId: 'cust-42' })
  expect(dataOf('order.placed')).toMatchObject({ orderId: '536365', totalMinor: 13_912, currency: 'GBP' })
  expect([...hosts].toSorted()).toEqual(['127.0.0.1', 'localhost'])
})

test('what a page tracks while the server is gone is stored once when it is back', async ({
  page,
  vigie,
  troubles,
}) => {
  troubles.expect(...lostLine, /^console: Access to fetch at '[^']*\/v1\/t'/)
  await using site = await openTrackedSite()
  const key = await createTrackingSource('shop-site')
  await page.goto(site.origin)
  await loadClient(page, key)
  await page.evaluate(() => (globalThis as TrackedWindow).client.page()) // set by loadClient
  await expect.poll(() => told('shop-site')).toHaveLength(1)

  await vigie.server.kill()
  const failed = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/v1/t'))
  await page.evaluate(() => void (globalThis as TrackedWindow).client.track('Signed Up', { plan: 'b2b' })) // as above
  await failed
  await vigie.server.restart()

  await expect.poll(() => told('shop-site')).toHaveLength(2)
  expect((await storedEvents('shop-site')).map(({ type }) => type)).toEqual(['page.viewed', 'Signed_Up'])
})
