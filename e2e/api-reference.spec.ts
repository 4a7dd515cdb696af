import type { Page } from '@playwright/test'
import { expectAccessible } from './accessible.ts'
import { expectSaysCopied } from './copied.ts'
import { expect, test } from './fixtures.ts'
import { words } from './wall.ts'

const en = words.en.apiReference

function operation(page: Page, name: string) {
  return page.getByRole('region', { name, exact: true })
}

test('the page shows an operation: who may call it, what it takes and answers, and a line to run', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto('/')
  await page.getByRole('navigation').getByRole('link', { name: words.en.shell.apiReference }).click()
  const create = operation(page, 'Create a source')
  await expect(create).toContainText('/v1/sources')
  await expect(create).toContainText('admin, data')
  const slug = create.getByRole('list', { name: en.body }).getByRole('listitem').filter({ hasText: /^slug/ })
  await expect(slug).toContainText(en.required)
  await expect(create).toContainText('conflict')

  const line = create.getByRole('figure').filter({ hasText: 'cURL' })
  const button = line.getByRole('button', { name: words.en.copy.copy })
  await expectSaysCopied(button, () => button.click())
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(copied).toMatch(/^curl \S+\/v1\/sources \\\n/)
})

test('every operation of the document can be linked to, and stands on the page', async ({ page, request }) => {
  const described: unknown = await (await request.get('/v1/openapi.json')).json()
  const ids = JSON.stringify(described).matchAll(/"operationId":"(\w+)"/g)
  await page.goto('/api-reference#rotateSource')
  await expect(operation(page, 'Give a source a new secret')).toBeInViewport()
  const anchors = await page.evaluate(() => [...document.querySelectorAll('[id]')].map(({ id }) => id))
  expect(anchors).toEqual(expect.arrayContaining([...ids].map(([, id]) => id)))
})

test('axe finds nothing in the API reference', async ({ page }) => {
  await page.goto('/api-reference')
  await expect(operation(page, 'Create a source')).toBeAttached()
  // The same components draw all of them, thousands of elements: looking at every tenth takes a tenth of the time.
  const left = await page.evaluate(() => {
    const operations = [...document.querySelectorAll('main section section')]
    const others = operations.filter((_, index) => index % 10 !== 0)
    for (const operation of others) operation.remove()
    return operations.length - others.length
  })
  expect(left).toBeGreaterThan(5)
  await expectAccessible(page, ['desktop'])
})

test.describe('a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: 'fr-FR' })

  test('reads it in French without scrolling sideways', async ({ page }) => {
    await page.goto('/api-reference')
    const create = operation(page, 'Create a source')
    await expect(create.getByRole('list', { name: words.fr.apiReference.body })).toContainText(
      words.fr.apiReference.required,
    )
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(width).toBeLessThanOrEqual(390)
  })
})
