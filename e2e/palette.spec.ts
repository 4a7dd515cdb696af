import { violationsOf } from './accessible.ts'
import { openDoor } from './door.ts'
import { expect, test } from './fixtures.ts'
import { openWall, words } from './wall.ts'

const { palette, shell } = words.en

test('from the wall to a screen, a customer and the dark by the keyboard, and on a phone by the thumb', async ({
  page,
  vigie: _,
}) => {
  const site = await openDoor('site')
  const data = { customerId: 'c-71', name: 'Solenn Exemple', email: 'solenn@bacs.example', phone: '+33 6 39 98 07 71' }
  await site.send([{ type: 'customer.created', data }])
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

  await page.keyboard.press('Control+k')
  await field.fill('new acc')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL('/customers/new')

  await page.setViewportSize({ width: 390, height: 844 })
  await page.getByRole('button', { name: palette.search }).click()
  // Who is who is known some moments after the event is stored.
  await expect(async () => {
    await field.fill('')
    await field.fill('sol exe')
    await expect(chosen).toContainText('solenn@bacs.example', { timeout: 2000 })
  }).toPass()
  await chosen.click()
  await expect(page.getByRole('heading', { name: 'Solenn Exemple' })).toBeVisible()

  await page.setViewportSize({ width: 1440, height: 900 })
  await page.keyboard.press('Control+k')
  await expect(dialog.getByRole('group', { name: palette.groups.opened }).getByRole('option')).toHaveCount(1)
  expect(await violationsOf(page)).toEqual([])
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
})
