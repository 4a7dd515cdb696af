import type { Page } from '@playwright/test'
import { chromiumFlags, findWholeChromium } from '../scripts/chromium.ts'
import { PushInbox } from '../server/testing/push-inbox.ts'
import { expectAccessible } from './accessible.ts'
import { openDoor } from './door.ts'
import { expect, test as base } from './fixtures.ts'
import { pushPort } from './ports.ts'
import { words } from './wall.ts'

const { notifications, stock } = words.en

const executablePath = findWholeChromium()

/** In a whole Chromium: the headless shell has no notifications. Each test starts its own, in the installation that is there. */
const test = base.extend({
  context: async ({ playwright }, use) => {
    const launch = { args: chromiumFlags, ...(executablePath !== undefined && { executablePath }) }
    await using browser = await playwright.chromium.launch(launch)
    await use(await browser.newContext())
  },
})
test.skip(executablePath === undefined, 'needs a whole Chromium')

let inbox: PushInbox
test.beforeEach(async () => {
  inbox = await PushInbox.open(pushPort)
})
test.afterEach(() => inbox[Symbol.asyncDispose]())

/** A browser has its push service at its maker's; here it is one on loopback. Everything else is the browser's own. */
async function subscribeOnLoopback(page: Page): Promise<void> {
  await page.context().grantPermissions(['notifications'])
  const subscription = inbox.subscribe()
  await page.addInitScript(({ endpoint, keys }) => {
    const bytes = (text: string): ArrayBuffer =>
      Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (each) => each.charCodeAt(0)).buffer
    const made = {
      endpoint,
      options: { applicationServerKey: null },
      getKey: (name: 'p256dh' | 'auth') => bytes(keys[name]),
      unsubscribe: () => {
        sessionStorage.removeItem('subscribed')
        return Promise.resolve(true)
      },
    }
    PushManager.prototype.subscribe = () => {
      sessionStorage.setItem('subscribed', 'yes')
      // Of a subscription only what stands here is used.
      return Promise.resolve(made as unknown as PushSubscription)
    }
    PushManager.prototype.getSubscription = () =>
      Promise.resolve(sessionStorage.getItem('subscribed') === null ? null : (made as unknown as PushSubscription))
  }, subscription)
}

test('a browser that is asked to is told of the next empty shelf, once, and shows it; then it is told nothing more', async ({
  page,
}) => {
  test.slow()
  await subscribeOnLoopback(page)
  const erp = await openDoor('erp')
  const level = (onHand: number) => ({ type: 'stock.changed', data: { sku: 'parka', storeId: 'rennes', onHand } })
  await erp.send([level(3)])
  await page.goto('/stock')
  await page.getByRole('link', { name: stock.notifications }).click()
  await page.getByRole('button', { name: notifications.browser.start }).click()
  await expect(page.getByText(notifications.browser.told)).toBeVisible()
  const item = page.getByRole('list', { name: notifications.told }).getByRole('listitem')
  await expect(item).toContainText(notifications.thisOne)
  await expect(item).toContainText(notifications.asItComes)

  await erp.send([level(0)])
  await expect.poll(() => inbox.received.length).toBe(1)
  const [{ text } = { text: '' }] = inbox.received
  await deliver(page, text)
  await expect
    .poll(() =>
      page.evaluate(async () => {
        const registration = await navigator.serviceWorker.ready
        // What a notification carries is whatever was put into it.
        return (await registration.getNotifications()).map(({ title, data }) => ({ title, data: data as unknown }))
      }),
    )
    .toEqual([
      {
        title: 'Out of stock: parka, rennes',
        data: { path: expect.stringMatching(/^\/stock\/parka\?alert=parka%40rennes/) },
      },
    ])

  await page.getByRole('button', { name: notifications.browser.stop }).click()
  await expect(page.getByRole('button', { name: notifications.browser.start })).toBeVisible()
  await expect(page.getByText(notifications.none)).toBeVisible()
})

/** Hands a message to the real service worker, as the browser does when its push service brings one. */
async function deliver(page: Page, data: string): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  const registered = new Promise<string>((resolve) => {
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [first] = registrations
      if (first) resolve(first.registrationId)
    })
  })
  await devtools.send('ServiceWorker.enable')
  const { origin } = new URL(page.url())
  await devtools.send('ServiceWorker.deliverPushMessage', { origin, registrationId: await registered, data })
}

test('an address is added with its quiet hours, once, and removed', async ({ page, troubles, vigie: _ }) => {
  troubles.expect(/400|409/)
  await page.goto('/settings/notifications')
  await expect(page.getByText(notifications.mail.cannotSend)).toBeVisible()
  const form = page.getByRole('region', { name: notifications.mail.title })
  const add = form.getByRole('button', { name: notifications.mail.add })
  await form.getByLabel(notifications.mail.address).fill('nobody')
  await add.click()
  await expect(form.getByText(notifications.mail.wrong)).toBeVisible()
  await form.getByLabel(notifications.mail.address).fill('supply@shop.example')
  await form.getByLabel(notifications.form.quietFrom).fill('21:00')
  await add.click()
  await expect(form.getByText(notifications.form.quietBoth)).toBeVisible()
  await form.getByLabel(notifications.form.quietUntil).fill('07:30')
  await form.getByLabel(notifications.form.digestAt).fill('08:00')
  await add.click()
  const item = page.getByRole('list', { name: notifications.told }).getByRole('listitem')
  await expect(item).toContainText('daily at 08:00 · quiet 21:00–07:30')
  await form.getByLabel(notifications.mail.address).fill('supply@shop.example')
  await page.keyboard.press('Enter')
  await expect(form.getByText(notifications.mail.taken)).toBeVisible()
  await item.getByRole('button', { name: 'Remove supply@shop.example' }).click()
  await expect(page.getByText(notifications.none)).toBeVisible()
})

test('a browser in which messages are blocked says what to do', async ({ page, vigie: _ }) => {
  await page.addInitScript(() => {
    Object.defineProperty(Notification, 'permission', { get: () => 'denied' })
  })
  await page.goto('/settings/notifications')
  await expect(page.getByText(notifications.browser.denied)).toBeVisible()
})

test('axe finds nothing, and nothing overflows', async ({ page }) => {
  await subscribeOnLoopback(page)
  await page.goto('/settings/notifications')
  await page.getByRole('button', { name: notifications.browser.start }).click()
  await expect(page.getByText(notifications.browser.told)).toBeVisible()
  await expectAccessible(page)
})
