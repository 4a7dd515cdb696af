import type { BrowserContext, Page } from '@playwright/test'
import { openDoor } from './door.ts'
import { expect, test } from './fixtures.ts'
import { words } from './wall.ts'

const { customers, signIn, stock } = words.en

const slowly = { offline: false, latency: 0, downloadThroughput: 10_000, uploadThroughput: -1 }
const atOnce = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 }

/** A window whose scripts stay on the way until they are let through. */
async function openWithoutScripts(
  context: BrowserContext,
  path: string,
): Promise<{ page: Page; letThrough: () => void }> {
  const scripts = Promise.withResolvers<void>()
  const page = await context.newPage()
  await page.route('**/_next/static/**/*.js', async (route) => {
    await scripts.promise
    await route.continue()
  })
  await page.goto(path, { waitUntil: 'commit' })
  return { page, letThrough: scripts.resolve }
}

test('what is typed before the scripts have come is looked for once they have', async ({ context, vigie: _ }) => {
  const { page, letThrough } = await openWithoutScripts(context, '/customers')
  const field = page.getByRole('searchbox', { name: customers.search.label })
  await field.fill('nobody@shop.example')
  letThrough()
  await expect(page.getByText(customers.search.nobody)).toBeVisible()
  await expect(field).toHaveValue('nobody@shop.example')
})

test('a SKU that is sent before the scripts have come is opened once they have', async ({ context, vigie: _ }) => {
  const erp = await openDoor('erp')
  await erp.send([{ type: 'stock.changed', data: { sku: 'parka', storeId: 'rennes', onHand: 9 } }])
  const { page, letThrough } = await openWithoutScripts(context, '/stock/parka')
  const field = page.getByRole('textbox', { name: stock.openSku })
  await field.fill('mitten')
  await field.press('Enter')
  letThrough()
  await expect(page).toHaveURL('/stock/mitten')
})

test.describe('nobody is signed in', () => {
  test.use({ signedIn: null })

  test('a password sent before the page has come stays out of the address, and the page goes on to come', async ({
    context,
    vigie: _,
  }) => {
    const page = await context.newPage()
    const network = await context.newCDPSession(page)
    await network.send('Network.emulateNetworkConditions', slowly)
    await page.goto('/sign-in', { waitUntil: 'commit' })
    const password = page.getByLabel(signIn.password)
    await page.getByLabel(signIn.email).fill('ada@example.com')
    await password.fill('a sentence of my own')
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.readyState), 'what comes of the page').toBe('loading')
    await network.send('Network.emulateNetworkConditions', atOnce)
    await page.waitForLoadState()
    await expect(async () => {
      await password.press('Enter')
      await expect(page.getByText(signIn.wrongPassword)).toBeVisible({ timeout: 1000 })
    }).toPass()
    await expect(password).toHaveValue('a sentence of my own')
    expect(page.url()).not.toContain('sentence')
  })
})
