import { openAccountMenu } from './account-menu.ts'
import { openDoor, pageViews } from './door.ts'
import { expect, test } from './fixtures.ts'
import { expectLive, expectNumber, openWall, watchReloads, wallOf, words } from './wall.ts'

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

test('what is half typed outlives a change of the language', async ({ page }) => {
  await page.goto('/settings/sources/new')
  await page.getByLabel(words.en.sources.form.name, { exact: true }).fill('Tills of Rennes')
  await (await openAccountMenu(page)).getByRole('button', { name: 'Français' }).click()
  await expect(page.getByLabel(words.fr.sources.form.name, { exact: true })).toHaveValue('Tills of Rennes')
})

test('words come in a file of their language, and in no page', async ({ page }) => {
  const [english, french] = [words.en.error.title, words.fr.error.title]
  const scripts: Promise<string>[] = []
  page.on('response', (response) => {
    if (response.url().endsWith('.js')) scripts.push(response.text())
  })
  const response = await page.goto('/')
  await expectLive(page)
  expect(await response?.text()).not.toContain(english)
  const texts = await Promise.all(scripts)
  expect(texts.filter((text) => text.includes(english))).toHaveLength(1)
  expect(texts.filter((text) => text.includes(french))).toHaveLength(0)
})

test('both catalogues have the same keys', () => {
  const keysOf = (value: unknown, path = ''): string[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => keysOf(inner, `${path}.${key}`))
      : [path]
  expect(keysOf(words.fr)).toEqual(keysOf(words.en))
})
