import { violationsOf } from './accessible.ts'
import { openDoor } from './door.ts'
import { expect, test } from './fixtures.ts'
import { untilFound } from './found-customers.ts'
import { hindranceAhead } from './route-ahead.ts'
import { openWall, words } from './wall.ts'

const { palette, shell } = words.en

test('from the wall to a screen, a customer and the dark by the keyboard, and on a phone by the thumb', async ({
  page,
  vigie: _,
}) => {
  const site = await openDoor('site')
  const data = { customerId: 'c-71', name: 'Solenn Exemple', email: 'solenn@bacs.example', phone: '+33 6 39 98 07 71' }
  await site.send([{ type: 'customer.created', data }])
  await untilFound('sol exe', 1)
  const wall = await openWall(page)
  await expect(wall.connection).toHaveText(words.en.connection.live)
  const dialog = page.getByRole('dialog', { name: palette.open })
  const field = dialog.getByRole('combobox')
  const chosen = dialog.getByRole('option', { selected: true })

  await page.keyboard.press('Control+k')
  await field.fill('dark')
  await expect(chosen).toHaveText(new RegExp(`^${shell.theme.dark}`))
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')

  for (const [typed, address] of [
    ['alert rul', '/settings/stock'],
    ['ledger', '/stock/transfers'],
    ['new acc', '/customers/new'],
  ] as const) {
    await page.keyboard.press('Control+k')
    await field.fill(typed)
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(address)
  }

  await page.setViewportSize({ width: 390, height: 844 })
  await page.getByRole('button', { name: palette.search }).click()
  await field.fill('sol exe')
  await expect(chosen).toContainText('solenn@bacs.example')
  await chosen.click()
  await expect(page.getByRole('heading', { name: 'Solenn Exemple' })).toBeVisible()

  await page.setViewportSize({ width: 1440, height: 900 })
  await page.keyboard.press('Control+k')
  await expect(dialog.getByRole('group', { name: palette.groups.opened }).getByRole('option')).toHaveCount(1)
  expect(await violationsOf(page)).toEqual([])
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
})

test('Enter before the answer chooses neither an older customer nor what the words might be besides', async ({
  page,
  vigie: _,
}) => {
  const site = await openDoor('site')
  await site.send([
    { type: 'customer.created', data: { customerId: 'c-71', name: 'Solenn Exemple', email: 'solenn7@bacs.example' } },
    { type: 'customer.created', data: { customerId: 'c-72', name: 'Gwenn Exemple', email: 'gwenn@bacs.example' } },
  ])
  await untilFound('exemple', 2)
  const answers = await hindranceAhead(page, '**/v1/customers?*')
  const wall = await openWall(page)
  await expect(wall.connection).toHaveText(words.en.connection.live)
  const dialog = page.getByRole('dialog', { name: palette.open })
  const field = dialog.getByRole('combobox')
  const customers = dialog.getByRole('group', { name: palette.groups.customers }).getByRole('option')
  await page.keyboard.press('Control+k')
  await field.fill('exemple')
  await expect(customers).toHaveCount(2)
  await field.fill('gwenn')
  await expect(customers).toHaveCount(1)
  answers.hold()
  // Screens and products are searched for as well.
  await field.fill('solenn7@bacs.example')
  await expect(dialog.getByRole('option', { selected: true })).toHaveCount(0)
  await page.keyboard.press('Enter')
  answers.letThrough()
  await expect(page.getByRole('heading', { name: 'Solenn Exemple' })).toBeVisible()
  await expect(dialog).toBeHidden()
})

test('a palette that cannot be fetched stays closed, leaves the screen as it is, and opens once it can be', async ({
  page,
  vigie: _,
  troubles,
}) => {
  troubles.expect(/_next\/static/)
  const attempts = new Map<string, number>()
  const files = await hindranceAhead(page, '**/_next/static/**', (url) => {
    attempts.set(url, (attempts.get(url) ?? 0) + 1)
  })
  const wall = await openWall(page)
  await expect(wall.connection).toHaveText(words.en.connection.live)
  files.cut()
  await page.keyboard.press('Control+k')
  // What loads a part tries once more by itself before it says that it cannot.
  await expect.poll(() => Math.max(0, ...attempts.values())).toBeGreaterThan(1)
  await expect(page.getByRole('dialog', { name: palette.open })).toBeHidden()
  await expect(wall.connection).toHaveText(words.en.connection.live)
  files.letThrough()
  await expect(async () => {
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('dialog', { name: palette.open })).toBeVisible({ timeout: 500 })
  }).toPass()
})
