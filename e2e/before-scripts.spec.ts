import type { BrowserContext, Page } from '@playwright/test'
import { openDoor } from './door.ts'
import { expect, test } from './fixtures.ts'
import { untilHydrated } from './hydrated.ts'
import { openSlowLine } from './slow-line.ts'
import { words } from './wall.ts'

const { customers, signIn, stock } = words.en

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

test('a SKU that is sent before the scripts have come is opened once they have', async ({
  context,
  request,
  vigie: _,
}) => {
  const erp = await openDoor('erp')
  await erp.send([{ type: 'stock.changed', data: { sku: 'parka', storeId: 'rennes', onHand: 9 } }])
  // What the server paints without it stays so for as long as no script runs.
  const askStock = () => request.get('/v1/views/stock:parka')
  await expect.poll(async () => (await askStock()).status()).toBe(200)
  const { page, letThrough } = await openWithoutScripts(context, '/stock/parka')
  const field = page.getByRole('textbox', { name: stock.openProduct })
  await field.fill('mitten')
  await field.press('Enter')
  letThrough()
  await expect(page).toHaveURL('/stock/mitten')
})

test.describe('nobody is signed in', () => {
  test.use({ signedIn: null })

  test('a password sent before the page has come stays out of the address, and the page goes on to come', async ({
    browser,
    contextOptions,
    vigie: _,
  }) => {
    await using line = await openSlowLine({ path: '/sign-in', until: '</form>' })
    const context = await browser.newContext({ ...contextOptions, proxy: line.proxy })
    const page = await context.newPage()
    await page.goto('/sign-in', { waitUntil: 'commit' })
    const password = page.getByLabel(signIn.password)
    await page.getByLabel(signIn.email).fill('ada@example.com')
    await password.fill('a sentence of my own')
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.readyState), 'what comes of the page').toBe('loading')
    line.letThrough()
    await page.waitForLoadState()
    await untilHydrated(page)
    await password.press('Enter')
    await expect(page.getByText(signIn.wrongPassword)).toBeVisible()
    await expect(password).toHaveValue('a sentence of my own')
    expect(page.url()).not.toContain('sentence')
    await context.close()
  })
})
