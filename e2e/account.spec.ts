import { createPerson } from '../server/api/sign-in/people.ts'
import { createPrisma } from '../server/db/prisma.ts'
import { expectAccessible } from './accessible.ts'
import { openAccountMenu } from './account-menu.ts'
import { expect, test } from './fixtures.ts'
import { hydrated } from './hydrated.ts'
import { expectLive, words } from './wall.ts'

const { account, signIn, shell, access } = words.en

test.use({ signedIn: null })

test('whoever looks finds themselves in a menu, changes their password, and sees the other browser leave', async ({
  page,
  browser,
  vigie,
  troubles,
}) => {
  troubles.expect(/400/)
  const ada = { name: 'Ada King', email: 'ada@example.com', password: 'a sentence of my own' }
  const prisma = createPrisma(vigie.databaseUrl)
  await createPerson(prisma, { ...ada, roles: ['data'] })
  await prisma.$disconnect()
  const userAgent = 'Mozilla/5.0 (X11; Linux x86_64; rv:152.0) Firefox/152.0'
  const elsewhere = hydrated(await browser.newPage({ userAgent }))
  for (const window of [page, elsewhere]) {
    await window.goto('/sign-in')
    await window.getByLabel(signIn.email).fill(ada.email)
    await window.getByLabel(signIn.password).fill(ada.password)
    await window.getByRole('button', { name: signIn.submit }).click()
    await expectLive(window)
  }

  await page.goto('/')
  await expectLive(page)
  const opener = page.getByRole('banner').getByRole('button', { name: shell.accountMenu })
  await opener.focus()
  await page.keyboard.press('Enter')
  const menu = page.getByRole('dialog', { name: shell.accountMenu })
  await expect(menu).toBeFocused()
  await expect(menu).toContainText(`${ada.name}${ada.email}${access.role.data}`)
  await page.keyboard.press('Escape')
  await expect(menu).toBeHidden()
  await expect(opener).toBeFocused()
  await (await openAccountMenu(page)).getByRole('link', { name: shell.account }).click()
  await expect(page).toHaveURL('/account')
  await expect(menu).toBeHidden()
  await expect(page.getByRole('listitem').filter({ hasText: account.this })).toBeVisible()
  await expect(page.getByRole('listitem').filter({ hasText: 'Firefox on Linux' })).toBeVisible()
  await expectAccessible(page, ['desktop', 'phone'])

  await page.getByLabel(account.current).fill('a sentence of another')
  await page.getByLabel(signIn.newPassword).fill('another sentence of mine')
  await page.getByRole('button', { name: signIn.choose }).click()
  await expect(page.getByText(account.currentWrong)).toBeVisible()
  await page.getByLabel(account.current).fill(ada.password)
  await page.getByRole('button', { name: signIn.choose }).click()
  await expect(page.getByText(account.changed)).toBeVisible()
  await expect(elsewhere).toHaveURL(/\/sign-in/)
  await expect(page.getByRole('listitem').filter({ hasText: 'Firefox on Linux' })).toHaveCount(0)
  await elsewhere.close()
})
