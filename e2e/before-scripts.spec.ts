import type { BrowserContext, Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { words } from './wall.ts'

const { customers, signIn } = words.en

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

test.describe('nobody is signed in', () => {
  test.use({ signedIn: null })

  test('a password sent before the scripts have come stays out of the address', async ({ context, vigie: _ }) => {
    const { page, letThrough } = await openWithoutScripts(context, '/sign-in')
    const refused = page.waitForEvent('console', { predicate: (message) => message.text().includes('form-action') })
    await page.getByLabel(signIn.email).fill('ada@example.com')
    await page.getByLabel(signIn.password).fill('a sentence of my own')
    await page.keyboard.press('Enter')
    await refused
    expect(page.url()).not.toContain('sentence')
    letThrough()
    await expect(page.getByLabel(signIn.password)).toHaveValue('a sentence of my own')
  })
})
