import { openAccountMenu } from './account-menu.ts'
import { openDoor, pageViews } from './door.ts'
import { expect, test } from './fixtures.ts'
import { expectNumber, openWall, watchReloads, wallOf, words } from './wall.ts'

test.beforeEach(async ({ vigie: _ }) => {
  const door = await openDoor('boutique')
  for (const _request of [1, 2, 3]) await door.send(pageViews(411))
  await door.send([{ type: 'order.placed', data: { totalMinor: 8490, currency: 'EUR', store: 'Nantes' } }])
})

test.describe('a French browser', () => {
  test.use({ locale: 'fr-FR' })

  test('gets French words, and numbers and money as the French write them', async ({ page }) => {
    await openWall(page)
    const wall = wallOf(page, words.fr)
    await expect(page.locator('html')).toHaveAttribute('lang', /^fr/)
    await expectNumber(wall.received, 1234)
    await expect(wall.received).toContainText('1\u202f234')
    await expect(wall.events.first()).toContainText('84,90\u00a0€')
    await expect(wall.sendButton).toBeVisible()
  })
})

test('a language that is chosen changes the words on the spot, without a reload, and is remembered', async ({
  page,
}) => {
  const wall = await openWall(page)
  await expectNumber(wall.received, 1234)
  await expect(wall.received).toContainText('1,234')
  const staysLoaded = await watchReloads(page)

  await (await openAccountMenu(page)).getByRole('button', { name: 'Français' }).click()
  const french = wallOf(page, words.fr)
  await expectNumber(french.received, 1234)
  await staysLoaded()

  await page.reload()
  await expectNumber(french.received, 1234)
})

test('both catalogues have the same keys', () => {
  const keysOf = (value: unknown, path = ''): string[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => keysOf(inner, `${path}.${key}`))
      : [path]
  expect(keysOf(words.fr)).toEqual(keysOf(words.en))
})
