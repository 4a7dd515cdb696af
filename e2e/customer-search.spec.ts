import { violationsOf } from './accessible.ts'
import { openDoor } from './door.ts'
import { expect, test } from './fixtures.ts'
import { lostLine } from './troubles.ts'
import { words } from './wall.ts'

const { search } = words.en.customers

test('somebody is found by the beginning of a name and opened with the keyboard, and is listed the next time', async ({
  vigie: _,
  page,
}) => {
  const site = await openDoor('site')
  const data = { customerId: 'c-71', name: 'Solenn Exemple', email: 'solenn@bacs.example', phone: '+33 6 39 98 07 71' }
  await site.send([{ type: 'customer.created', data }])
  await page.goto('/customers')
  const field = page.getByRole('searchbox', { name: search.label })
  await expect(field).toBeFocused()
  await expect(page.getByText(search.noneOpened)).toBeVisible()
  // Who is who is known some moments after the event is stored.
  await expect(async () => {
    await field.fill('')
    await field.fill('sol exe')
    await expect(page.getByRole('list', { name: search.results }).getByRole('link')).toHaveCount(1, { timeout: 2000 })
  }).toPass()
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('link', { name: /Solenn Exemple/ })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(field).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Solenn Exemple' })).toBeVisible()
  await page.goto('/customers')
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
  await page.goto('/customers')
  await page.getByRole('searchbox').fill('xyzzy')
  await expect(page.getByText(search.nobody)).toBeVisible()
  expect(await violationsOf(page)).toEqual([])
  await page.route('**/v1/customers?*', (route) => route.abort())
  await page.getByRole('searchbox').fill('xyzz')
  await expect(page.getByText(search.offline)).toBeVisible()
  await page.unroute('**/v1/customers?*')
  await page.getByRole('button', { name: search.again }).click()
  await expect(page.getByText(search.nobody)).toBeVisible()
})
