import { expect, test } from './fixtures.ts'
import { words } from './wall.ts'

const { audit } = words.en

test('what is typed into the filter stays while its page is on its way, and a second change is added to the first', async ({
  page,
  vigie: _,
}) => {
  await page.goto('/settings/audit')
  const { promise: held, resolve: answer } = Promise.withResolvers<void>()
  await page.route(/\/settings\/audit\?/, async (route) => {
    await held
    await route.continue()
  })
  const who = page.getByRole('textbox', { name: audit.who, exact: true })
  const what = page.getByRole('combobox', { name: audit.what, exact: true })
  await who.fill('nobody')
  await who.press('Enter')
  await who.pressSequentially(' at all')
  await expect(who).toHaveValue('nobody at all')
  await who.press('Enter')
  await what.selectOption('sign-in')
  await expect(what).toHaveValue('sign-in')
  await expect(who).toHaveValue('nobody at all')
  answer()
  await expect(page).toHaveURL(/\?who=nobody\+at\+all&action=sign-in$/)
  await expect(page.getByRole('heading', { name: audit.noMatch })).toBeVisible()
  await expect(who).toHaveValue('nobody at all')
  await expect(what).toHaveValue('sign-in')

  await page.getByRole('search').getByRole('button', { name: audit.clear }).click()
  await expect(who).toHaveValue('')
  await expect(page).toHaveURL(/\/settings\/audit$/)
})
