import { issueWelcome } from '../server/api/sign-in/first-administrator.ts'
import { createPerson } from '../server/api/sign-in/people.ts'
import { createPrisma } from '../server/db/prisma.ts'
import { expectAccessible } from './accessible.ts'
import { openAccountMenu } from './account-menu.ts'
import { execute } from './database.ts'
import { expect, test } from './fixtures.ts'
import { hydrated } from './hydrated.ts'
import { routeAhead } from './route-ahead.ts'
import { signInAs } from './sign-in-as.ts'
import { expectLive, words } from './wall.ts'

const { signIn, states, shell } = words.en

test.describe('nobody is signed in', () => {
  test.use({ signedIn: null })

  test('the first administrator comes by the link of the terminal, once', async ({ page, vigie }) => {
    await execute(vigie.databaseUrl, 'delete from users')
    await page.goto('/')
    await expect(page.getByText(signIn.nobodyYet)).toBeVisible()
    const prisma = createPrisma(vigie.databaseUrl)
    const token = await issueWelcome(prisma)
    await prisma.$disconnect()

    await page.goto(`/welcome?token=${token}`)
    await page.getByLabel(signIn.name).fill('Ada')
    await page.getByLabel(signIn.email).fill('ada@example.com')
    await page.getByLabel(signIn.newPassword).fill('a sentence of my own')
    await expectAccessible(page)
    await page.getByRole('button', { name: signIn.begin }).click()
    await expectLive(page)
    await page.goto(`/welcome?token=${token}`)
    await expect(page.getByText(signIn.linkOver)).toBeVisible()
  })

  test('a wrong password is refused, the right one leads back, and signing out closes every window', async ({
    page,
    context,
    vigie,
    troubles,
  }) => {
    troubles.expect(/401/, /sign-out/)
    const prisma = createPrisma(vigie.databaseUrl)
    const person = { name: 'Ada', email: 'ada@example.com', password: 'a sentence of my own' }
    await createPerson(prisma, { ...person, roles: ['data'] })
    await prisma.$disconnect()
    await routeAhead(page, '**/api/auth/sign-out', (route) => route.abort())
    await page.goto('/events?type=order.placed')
    await expect(page).toHaveURL('/sign-in?to=%2Fevents%3Ftype%3Dorder.placed')
    await expectAccessible(page)
    await page.getByLabel(signIn.email).fill(person.email)
    await page.getByLabel(signIn.password).fill('a sentence of another')
    await page.getByRole('button', { name: signIn.submit }).click()
    await expect(page.getByRole('alert').filter({ hasText: signIn.wrongPassword })).toBeVisible()
    await page.getByLabel(signIn.password).fill(person.password)
    await page.getByRole('button', { name: signIn.submit }).click()
    await expect(page).toHaveURL('/events?type=order.placed')
    await expectLive(page)

    const other = hydrated(await context.newPage())
    await other.goto('/')
    await expectLive(other)
    const menu = await openAccountMenu(page)
    const signOut = menu.getByRole('button', { name: signIn.signOut })
    await signOut.click()
    await expect(menu.getByRole('alert')).toHaveText(signIn.signOutFailed)
    await page.unroute('**/api/auth/sign-out')
    await signOut.click()
    // The page may have heard of it from its own line first, which leads back to where it was.
    await expect(page).toHaveURL(/\/sign-in(?:\?|$)/)
    await expect(other).toHaveURL('/sign-in?to=%2F')
  })

  test.describe('in a French browser', () => {
    test.use({ locale: 'fr-FR' })

    test('the link to a new password is asked for in French', async ({ page, vigie: _ }) => {
      await page.goto('/forgot')
      await page.getByLabel(words.fr.signIn.email).fill('ada@example.com')
      const asked = page.waitForRequest('**/api/auth/forgot-password')
      await page.getByRole('button', { name: words.fr.signIn.send }).click()
      expect((await asked).postDataJSON()).toMatchObject({ language: 'fr' })
      await expect(page.getByText(words.fr.signIn.sentLink)).toBeVisible()
    })
  })
})

test('whoever lacks the role is told so, by a link too, and what they are here', async ({ page, context, vigie }) => {
  await context.addCookies([await signInAs(vigie.databaseUrl, 'support')])
  await page.goto('/stock')
  await expect(page.getByRole('heading', { name: states.forbidden })).toBeVisible()
  await expect(page.getByRole('main').getByText(words.en.access.role.support)).toBeVisible()
  const nav = page.getByRole('navigation', { name: shell.main })
  await expect(nav.getByRole('link', { name: shell.newAccounts })).toBeVisible()
  await expect(nav.getByRole('link', { name: shell.stock })).toHaveCount(0)
  await page.getByRole('link', { name: shell.wall }).click()
  await expectLive(page)
})
