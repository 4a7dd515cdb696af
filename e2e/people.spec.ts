import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import { hydrated } from './hydrated.ts'
import { expectLive, words } from './wall.ts'

const { access, join, people, tokens } = words.en

test('somebody is invited by a link, chooses a password, joins, and loses every page when deactivated', async ({
  page,
  browser,
  contextOptions,
  troubles,
}) => {
  await page.goto('/settings/people')
  await page.getByLabel(people.email).fill('data@shop.example')
  await page.getByRole('checkbox', { name: access.role.data }).check()
  await page.getByRole('button', { name: people.inviteNow }).click()
  const link = page.getByRole('group', { name: people.link }).locator('pre')
  await expect(link).toContainText('/invitation?token=')
  const href = new URL(await link.innerText())
  await expectAccessible(page)

  const context = await browser.newContext({ ...contextOptions, storageState: { cookies: [], origins: [] } })
  const theirs = hydrated(await context.newPage())
  troubles.watch(theirs)
  troubles.expect(/401/)
  await theirs.goto(href.pathname + href.search)
  await theirs.getByLabel(join.name).fill('Data desk')
  await theirs.getByLabel(join.password).fill('a sentence of my own')
  await expectAccessible(theirs)
  await theirs.getByRole('button', { name: join.join }).click()
  await expectLive(theirs)

  await page.reload()
  const item = page.getByRole('list', { name: people.list }).getByRole('listitem').filter({ hasText: 'Data desk' })
  await item.getByRole('button', { name: people.deactivate }).click()
  await item.getByRole('button', { name: people.deactivateNow }).click()
  await expect(theirs).toHaveURL(/\/sign-in/)
  await context.close()
})

test('an invitation that cannot be made leaves in its fields what was typed after the one before', async ({
  page,
  vigie: _,
  troubles,
}) => {
  troubles.expect(/status of 4\d\d/)
  await page.goto('/settings/people')
  const email = page.getByLabel(people.email)
  await email.fill('data@shop.example')
  await page.getByRole('checkbox', { name: access.role.data }).check()
  await page.getByRole('button', { name: people.inviteNow }).click()
  await expect(page.getByRole('group', { name: people.link })).toBeVisible()
  await expect(email).toHaveValue('')

  await email.fill('nobody')
  await page.getByRole('checkbox', { name: access.role.sales }).check()
  await page.getByRole('button', { name: people.inviteNow }).click()
  await expect(email).toHaveAccessibleDescription(people.noEmail)
  await expect(email).toHaveValue('nobody')
  await expect(page.getByRole('checkbox', { name: access.role.sales })).toBeChecked()
})

test('a token is shown once, lets a program in, and lets it in no more once it is revoked', async ({
  page,
  request,
}) => {
  await page.goto('/settings/tokens')
  await page.getByLabel(tokens.name).fill('Nightly report')
  await page.getByRole('checkbox', { name: access.role.exec }).check()
  await page.getByRole('button', { name: tokens.create }).click()
  const token = await page.getByRole('group', { name: tokens.token }).locator('pre').innerText()
  const asProgram = () => request.get('/v1/me', { headers: { authorization: `Bearer ${token}`, cookie: '' } })
  expect(await (await asProgram()).json()).toMatchObject({ name: 'Nightly report', kind: 'token', roles: ['exec'] })
  await expectAccessible(page)
  await page.getByRole('button', { name: tokens.putAway }).click()
  await expect(page.getByText(token)).toBeHidden()
  await page.getByRole('button', { name: tokens.revoke, exact: true }).click()
  await page.getByRole('button', { name: tokens.revokeNow }).click()
  await expect(page.getByRole('button', { name: tokens.revoke, exact: true })).toBeHidden()
  expect((await asProgram()).status()).toBe(401)
})
