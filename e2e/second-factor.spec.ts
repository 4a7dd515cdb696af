import { createPerson } from '../server/api/sign-in/people.ts'
import { createPrisma } from '../server/db/prisma.ts'
import { oneTimeCode } from '../server/testing/one-time-code.ts'
import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import { expectLive, words } from './wall.ts'

const { signIn, account } = words.en
const { secondFactor } = account

test.use({ signedIn: null })

test('a second factor is set up by what the screen shows, and asked for at the next sign-in', async ({
  page,
  context,
  vigie,
  troubles,
}) => {
  // A code that does not fit; and sockets of a session that has got another token.
  troubles.expect(/400/)
  const prisma = createPrisma(vigie.databaseUrl)
  const person = { name: 'Ada', email: 'ada@example.com', password: 'a sentence of my own' }
  await createPerson(prisma, { ...person, roles: ['data'] })
  await prisma.$disconnect()
  const enterPassword = async (): Promise<void> => {
    await page.getByLabel(signIn.email).fill(person.email)
    await page.getByLabel(signIn.password).fill(person.password)
    await page.getByRole('button', { name: signIn.submit }).click()
  }
  await page.goto('/sign-in?to=/account')
  await enterPassword()
  // The page has come by itself, and what is pressed before its scripts is lost.
  await expectLive(page)

  const section = page.getByRole('region', { name: secondFactor.title })
  await section.getByLabel(signIn.password).fill(person.password)
  await section.getByRole('button', { name: secondFactor.setUp }).click()
  await expect(section.getByRole('img', { name: secondFactor.picture })).toBeVisible()
  const secret = (
    await section.getByRole('group', { name: secondFactor.secret }).locator('pre').innerText()
  ).replaceAll(' ', '')
  await expectAccessible(page)
  await section.getByLabel(signIn.code).fill(oneTimeCode(secret))
  await section.getByRole('button', { name: secondFactor.turnOn }).click()
  await expect(section.getByRole('status')).toHaveText(secondFactor.isOn)
  await expect(section.getByRole('group', { name: secondFactor.codes })).toContainText('-')
  await section.getByRole('button', { name: secondFactor.kept }).click()
  await expect(section.getByRole('button', { name: secondFactor.turnOff })).toBeVisible()

  // A page that is open while its session goes leads to signing in by itself.
  await page.goto('about:blank')
  await context.clearCookies()
  await page.goto('/sign-in')
  await enterPassword()
  await page.getByLabel(signIn.code).fill('000000')
  await page.getByRole('button', { name: signIn.submit }).click()
  await expect(page.getByRole('alert').filter({ hasText: signIn.codeWrong })).toBeVisible()
  await page.getByLabel(signIn.code).fill(oneTimeCode(secret, 1))
  await page.getByRole('button', { name: signIn.submit }).click()
  await expectLive(page)
})
