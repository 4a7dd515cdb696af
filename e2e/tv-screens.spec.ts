import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import { hydrated } from './hydrated.ts'
import { words } from './wall.ts'

const { screens, tv } = words.en

test('a television shows a code, is paired by it, shows the wall, and a code again once it is revoked', async ({
  page,
  browser,
  contextOptions,
  troubles,
}) => {
  const context = await browser.newContext({ ...contextOptions, storageState: { cookies: [], origins: [] } })
  const television = hydrated(await context.newPage())
  troubles.watch(television)
  troubles.expect(/401/)
  await television.goto('/screen')
  const shown = television.getByRole('status')
  await expect(shown).toHaveText(/^[A-Z0-9]{6}$/)
  const code = await shown.innerText()

  await page.goto('/settings/screens')
  await page.getByLabel(screens.code).fill(code)
  await page.getByLabel(screens.name, { exact: true }).fill('Entrance hall')
  await page.getByRole('button', { name: screens.pair }).click()
  await expect(page.getByRole('list', { name: screens.list }).getByRole('listitem')).toContainText('Entrance hall')
  await expect(television.locator('[data-tv]')).toContainText(tv.perSecond)
  await expectAccessible(page)

  await page.getByRole('button', { name: 'Revoke Entrance hall' }).click()
  await expect(page.getByText(screens.none)).toBeVisible()
  await expect(shown).toHaveText(/^[A-Z0-9]{6}$/)
  await context.close()
})
