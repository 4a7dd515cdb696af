import type { Page } from '@playwright/test'
import type { WireEvent } from '../contract/event.ts'
import { expect, test } from './fixtures.ts'
import { webUrl } from './ports.ts'
import { startSiteWithTracker } from './site-with-tracker.ts'
import { createTrackingSource, storedEvents } from './tracked-site.ts'

declare global {
  interface Window {
    vigie(call: 'track' | 'identify', name: string, data?: object): void
  }
}

const source = 'site'

/** What is stored of these types, in the order in which it happened. */
async function stored(...types: string[]): Promise<WireEvent[]> {
  const events = await storedEvents(source)
  return events.filter(({ type }) => types.includes(type)).toSorted((a, b) => a.occurredAt.localeCompare(b.occurredAt))
}

async function views(): Promise<unknown[]> {
  return (await stored('page.viewed')).map(({ data }) => data)
}

/** Every request to the door, whether it gets there or not. */
function knocks(page: Page): string[] {
  const urls: string[] = []
  page.on('request', (request) => {
    if (request.url().includes('/v1/collect')) urls.push(request.url())
  })
  return urls
}

test.describe('a page of another origin that allows scripts and connections to this one only', () => {
  test("sends its view, those of an app's own pages, calls and leaving, each once and of one visitor", async ({
    page,
    vigie: _,
  }) => {
    await using site = await startSiteWithTracker({ key: await createTrackingSource(source) })
    await page.goto(`${site.url}/shirts?utm_source=news#top`)
    await page.evaluate(() => {
      window.vigie('track', 'Basket filled', { sku: '85123A' })
      history.pushState({}, '', '/shirts/2')
      history.replaceState({}, '', '/shirts/2')
      document.title = 'Second page'
      window.vigie('identify', 'cust-42', { email: 'ada@shop.example' })
    })
    await expect.poll(() => stored('customer.identified')).toHaveLength(1)
    await page.goBack()
    // Two pages' beacons may overtake each other.
    await expect.poll(views).toHaveLength(3)
    await page.evaluate(() => void (location.href = '/cart'))
    await page.waitForURL(`${site.url}/cart`)
    await expect.poll(views).toHaveLength(4)

    const url = (path: string) => `${site.url}${path}`
    expect(await views()).toMatchObject([
      { url: url('/shirts?utm_source=news'), path: '/shirts', campaign: { source: 'news' } },
      { url: url('/shirts/2'), title: 'Second page', referrer: url('/shirts?utm_source=news') },
      { url: url('/shirts?utm_source=news'), referrer: url('/shirts/2') },
      { url: url('/cart'), title: 'Page /cart', referrer: url('/shirts?utm_source=news') },
    ])
    expect(await stored('Basket_filled')).toMatchObject([{ data: { original: { data: { sku: '85123A' } } } }])
    expect(await stored('customer.identified')).toMatchObject([
      { subject: 'customer/cust-42', data: { userId: 'cust-42', email: 'ada@shop.example' } },
    ])
    await expect.poll(() => stored('page.left')).toHaveLength(3)
    const visitors = (await storedEvents(source)).map(
      ({ data }) => JSON.stringify(data).match(/"visitorId":"[^"]+"/)?.[0],
    )
    expect(new Set(visitors).size).toBe(1)
  })

  test('what is told just before it is left arrives', async ({ page, vigie: _ }) => {
    await using site = await startSiteWithTracker({ key: await createTrackingSource(source) })
    await page.goto(`${site.url}/shirts`)
    await page.evaluate(() => {
      window.vigie('track', 'Last words')
      location.href = 'about:blank'
    })
    await page.waitForURL('about:blank')
    await expect.poll(() => stored('page.viewed', 'Last_words', 'page.left')).toHaveLength(3)
  })

  test('calls made before the tracker is there are not lost', async ({ page, vigie: _ }) => {
    await using site = await startSiteWithTracker({ key: await createTrackingSource(source) })
    await page.goto(`${site.url}/early`)
    await expect.poll(() => stored('page.viewed', 'Called_early')).toHaveLength(2)
  })

  test('what cannot be sent now is sent later, once', async ({ page, vigie, troubles }) => {
    troubles.expect(/\/v1\/collect/)
    await using site = await startSiteWithTracker({ key: await createTrackingSource(source) })
    await page.goto(`${site.url}/shirts`)
    await expect.poll(views).toHaveLength(1)

    vigie.network.cut()
    const failed = page.waitForEvent('console', (message) => message.type() === 'error')
    await page.evaluate(() => window.vigie('track', 'While cut'))
    await failed
    expect(await stored('While_cut')).toEqual([])

    vigie.network.restore()
    await expect.poll(() => stored('While_cut')).toHaveLength(1)
    expect(await views()).toHaveLength(1)
  })

  test("with data-hash, an app's pages behind # are pages", async ({ page, vigie: _ }) => {
    await using site = await startSiteWithTracker({ key: await createTrackingSource(source), attributes: 'data-hash' })
    await page.goto(`${site.url}/app#/one`)
    await page.evaluate(() => void (location.hash = '#/two'))
    await expect.poll(views).toMatchObject([{ url: `${site.url}/app#/one` }, { url: `${site.url}/app#/two` }])
  })
})

test("what Umami's tracker does is heard under this origin too, preflights included", async ({ page, vigie: _ }) => {
  const key = await createTrackingSource(source)
  await using site = await startSiteWithTracker({ key })
  await page.goto(`${site.url}/without-a-tracker.txt`)
  const cache = await page.evaluate(
    async ([endpoint, website]) => {
      const payload = { website, hostname: location.hostname, url: location.href, title: document.title, referrer: '' }
      const send = async (more: object, headers: Record<string, string>): Promise<unknown> => {
        const body = JSON.stringify({ type: 'event', payload: { ...payload, ...more } })
        const answer = await fetch(endpoint, {
          method: 'POST',
          body,
          headers: { 'Content-Type': 'application/json', ...headers },
          credentials: 'omit',
        })
        return answer.json()
      }
      const first = await send({}, {})
      const token = typeof first === 'object' && first !== null && 'cache' in first ? String(first.cache) : ''
      await send({ name: 'add-to-basket' }, { 'x-umami-cache': token })
      return token
    },
    [`${webUrl}/api/send`, key] as const,
  )
  expect(cache).toMatch(/^v1\./)
  const events = await storedEvents(source)
  expect(events.map(({ type }) => type)).toEqual(['page.viewed', 'add-to-basket'])
  expect(new Set(events.map(({ subject }) => subject)).size).toBe(1)
})

test.describe('who does not want to be tracked', () => {
  for (const signal of ['doNotTrack', 'globalPrivacyControl'] as const) {
    test(`${signal}: nothing is sent and nothing is kept in the browser, and calls do no harm`, async ({
      page,
      context,
      vigie: _,
    }) => {
      await using site = await startSiteWithTracker({ key: await createTrackingSource(source) })
      const silent = knocks(page)
      await page.clock.install()
      const said = signal === 'doNotTrack' ? '1' : true
      await page.addInitScript(
        ([name, value]) => Object.defineProperty(navigator, String(name), { value }),
        [signal, said],
      )
      await page.goto(`${site.url}/early`)
      await page.evaluate(() => {
        window.vigie('track', 'Not to be told')
        history.pushState({}, '', '/shirts/2')
      })
      await page.clock.runFor(60_000)
      expect(await page.evaluate(() => localStorage.length)).toBe(0)
      await page.goto('about:blank')

      const other = await context.newPage()
      await other.goto(`${site.url}/of-somebody-else`)
      await expect.poll(views).toMatchObject([{ path: '/of-somebody-else' }])
      expect(silent).toEqual([])
      expect(await storedEvents(source)).toHaveLength(1)
    })
  }

  test('a page that nobody has seen, as one that is prerendered, sends nothing until it is seen', async ({
    page,
    vigie: _,
  }) => {
    await using site = await startSiteWithTracker({ key: await createTrackingSource(source) })
    const sent = knocks(page)
    await page.clock.install()
    await page.addInitScript(() => Object.defineProperty(document, 'hidden', { value: true, configurable: true }))
    await page.goto(`${site.url}/early`)
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })))
    await page.evaluate(() => window.vigie('track', 'Unseen'))
    await page.clock.runFor(60_000)
    expect(sent).toEqual([])

    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: false })
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
    })
    await page.clock.runFor(1000)
    await expect.poll(() => stored('page.viewed', 'Called_early', 'Unseen')).toHaveLength(3)
  })
})
