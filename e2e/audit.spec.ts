import { openDoor } from './door.ts'
import { expect, test } from './fixtures.ts'
import { hindranceAhead } from './route-ahead.ts'
import { expectLive, expectNumber, openWall, words } from './wall.ts'

const { audit } = words.en

test('who looks at the wall asks for nothing that the audit would tell, and who presses its button does once', async ({
  page,
  vigie: _,
}) => {
  const asked: string[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/v1/wall/try')) asked.push(request.url())
  })
  // An installation that has heard nothing yet begins with a first source.
  const shop = await openDoor('shop')
  await shop.send([{ type: 'page.viewed', data: { path: '/' } }])
  const { sendButton, stored } = await openWall(page)
  await expectLive(page)
  await expectNumber(stored, 1)
  expect(asked).toEqual([])
  await sendButton.click()
  await expectNumber(stored, 2)
  expect(asked).toHaveLength(1)
  await page.goto('/settings/audit')
  const told = page.getByText(audit.actions.wall.try, { exact: true }).filter({ visible: true })
  await expect(told).toHaveCount(1)
})

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
