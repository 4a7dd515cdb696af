import { expect, test } from './fixtures.ts'
import { hindranceAhead } from './route-ahead.ts'
import { words } from './wall.ts'

const { audit } = words.en

test('what is typed into the filter stays while its page is on its way, and a second change is added to the first', async ({
  page,
  vigie: _,
}) => {
  const answers = await hindranceAhead(page, /\/settings\/audit\?/)
  await page.goto('/settings/audit')
  answers.hold()
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
  answers.letThrough()
  await expect(page).toHaveURL(/\?who=nobody\+at\+all&action=sign-in$/)
  await expect(page.getByRole('heading', { name: audit.noMatch })).toBeVisible()
  await expect(who).toHaveValue('nobody at all')
  await expect(what).toHaveValue('sign-in')

  await page.getByRole('search').getByRole('button', { name: audit.clear }).click()
  await expect(who).toHaveValue('')
  await expect(page).toHaveURL(/\/settings\/audit$/)
})
