import { violationsOf } from './accessible.ts'
import { openAccountMenu } from './account-menu.ts'
import { openDoor } from './door.ts'
import { expect, test } from './fixtures.ts'
import { untilFound } from './found-customers.ts'
import { hindranceAhead } from './route-ahead.ts'
import { signInAs } from './sign-in-as.ts'
import { lostLine } from './troubles.ts'
import { expectLive, words } from './wall.ts'

const { search } = words.en.customers
const { palette, signIn } = words.en

test('somebody is found by the beginning of a name and opened with the keyboard, and is listed the next time', async ({
  vigie: _,
  page,
}) => {
  const site = await openDoor('site')
  const data = { customerId: 'c-71', name: 'Solenn Exemple', email: 'solenn@bacs.example', phone: '+33 6 39 98 07 71' }
  await site.send([{ type: 'customer.created', data }])
  await untilFound('sol exe', 1)
  await page.goto('/customers')
  const field = page.getByRole('searchbox', { name: search.label })
  await expect(field).toBeFocused()
  await expect(page.getByText(search.noneOpened)).toBeVisible()
  await field.fill('sol exe')
  await expect(page.getByRole('list', { name: search.results }).getByRole('link')).toHaveCount(1)
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('link', { name: /Solenn Exemple/ })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(field).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Solenn Exemple' })).toBeVisible()
  await page.goBack()
  await expect(field).toHaveValue('sol exe')
  await page.getByRole('list', { name: search.results }).getByRole('link').click()
  await expect(page.getByRole('heading', { name: 'Solenn Exemple' })).toBeVisible()
  await page.goto('/customers')
  await expect(field).toHaveValue('')
  await expect(page.getByRole('region', { name: search.recent }).getByRole('link')).toHaveCount(1)
  await page.getByRole('button', { name: search.forget }).click()
  await expect(page.getByText(search.noneOpened)).toBeVisible()
})

test('nobody found and no server are said in words, and no rule of accessibility is broken', async ({
  vigie: _,
  page,
  troubles,
}) => {
  troubles.expect(...lostLine)
  const answers = await hindranceAhead(page, '**/v1/customers?*')
  await page.goto('/customers')
  await page.getByRole('searchbox').fill('xyzzy')
  await expect(page.getByText(search.nobody)).toBeVisible()
  expect(await violationsOf(page)).toEqual([])
  answers.cut()
  await page.getByRole('searchbox').fill('xyzz')
  await expect(page.getByText(search.offline)).toBeVisible()
  answers.letThrough()
  await page.getByRole('button', { name: search.again }).click()
  await expect(page.getByText(search.nobody)).toBeVisible()
})

test('Enter before the answer opens whom the words mean, and nobody who was found for older ones', async ({
  vigie: _,
  page,
}) => {
  const site = await openDoor('site')
  await site.send([
    { type: 'customer.created', data: { customerId: 'c-71', name: 'Solenn Exemple', email: 'solenn@bacs.example' } },
    { type: 'customer.created', data: { customerId: 'c-72', name: 'Gwenn Exemple', email: 'gwenn@bacs.example' } },
  ])
  await untilFound('exemple', 2)
  const answers = await hindranceAhead(page, '**/v1/customers?*')
  await page.goto('/customers')
  const field = page.getByRole('searchbox', { name: search.label })
  const found = page.getByRole('list', { name: search.results }).getByRole('link')
  await field.fill('exemple')
  await expect(found).toHaveCount(2)
  await field.fill('gwenn')
  await expect(found).toHaveCount(1)
  answers.hold()
  await field.fill('solenn@bacs.example')
  await page.keyboard.press('Enter')
  answers.letThrough()
  await expect(page.getByRole('heading', { name: 'Solenn Exemple' })).toBeVisible()
})

test('whom somebody has opened or looked for is not shown without the permission, nor to whoever signs in next', async ({
  vigie,
  page,
  context,
  troubles,
}) => {
  troubles.expect(/401/)
  await page.goto('/customers')
  await page.evaluate(() => {
    const opened = [{ id: '00000000-0000-0000-0000-000000000000', title: 'Solenn Exemple', detail: '' }]
    localStorage.setItem('vigie-customers-opened', JSON.stringify(opened))
  })
  await page.reload()
  await expect(page.getByRole('region', { name: search.recent }).getByRole('link')).toHaveCount(1)
  const kept = () =>
    page.evaluate(() => Object.keys(sessionStorage).filter((name) => name.startsWith('vigie-customer-search')))
  await page.getByRole('searchbox').fill('xyzzy')
  await expect(page.getByText(search.nobody)).toBeVisible()
  expect(await kept()).toHaveLength(1)

  await context.addCookies([await signInAs(vigie.databaseUrl, 'supply')])
  await page.goto('/stock')
  await expectLive(page)
  await page.keyboard.press('Control+k')
  const dialog = page.getByRole('dialog', { name: palette.open })
  await expect(dialog.getByRole('option').first()).toBeVisible()
  await expect(dialog.getByRole('group', { name: palette.groups.opened })).toHaveCount(0)
  await page.keyboard.press('Escape')

  await (await openAccountMenu(page)).getByRole('button', { name: signIn.signOut }).click()
  await expect(page).toHaveURL(/\/sign-in(?:\?|$)/)
  await context.addCookies([await signInAs(vigie.databaseUrl, 'support')])
  await page.goto('/customers')
  await expect(page.getByText(search.noneOpened)).toBeVisible()
  expect(await kept()).toEqual([])
})
