import { guestTicketSchema } from '../contract/sign-in.ts'
import { openDoor, pageViews } from './door.ts'
import { expect, test } from './fixtures.ts'
import { hydrated } from './hydrated.ts'
import { operatorHeaders } from './operator.ts'
import { eventServerUrl } from './ports.ts'
import { expectNumber, openWall, words } from './wall.ts'

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })

test.beforeEach(async ({ vigie: _ }) => {
  const door = await openDoor('shop')
  await door.send(pageViews(3))
})

test('a phone of nobody comes by the code on the wall; one thumb, and the wall counts it', async ({
  page,
  context,
  browser,
}) => {
  const wallScreen = hydrated(await browser.newPage())
  const wall = await openWall(wallScreen)
  await expectNumber(wall.received, 3)
  await expect(wall.connection).toHaveText(words.en.connection.live)

  const answer = await fetch(`${eventServerUrl}/v1/guest-ticket`, { headers: operatorHeaders })
  await context.clearCookies()
  await page.goto(guestTicketSchema.parse(await answer.json()).path)
  await expect(page).toHaveURL('/try')
  await expectNumber(page.getByRole('group', { name: words.en.try.countToday }), 3)
  const button = page.getByRole('button', { name: words.en.try.huge, exact: true })
  await expect(button).toBeEnabled()
  const size = await button.boundingBox()
  expect(size?.height).toBeGreaterThanOrEqual(44)
  await button.tap()

  await expectNumber(wall.received, 4)
  await expectNumber(page.getByRole('group', { name: words.en.try.countToday }), 4)
  await expect(page.getByRole('status').filter({ hasText: 'Your last event' })).toBeVisible()
  await expect(page.getByRole('button', { name: words.en.try.again, exact: true })).toBeFocused()
  await wallScreen.close()
})

for (const path of ['/', '/try']) {
  test(`${path} fits a phone: nothing runs over its edge, nothing tappable is under 44 px`, async ({ page }) => {
    const { received } = await openWall(page, path)
    await expectNumber(received, 3)
    const { scrollWidth, clientWidth } = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement
      return { scrollWidth, clientWidth }
    })
    expect(scrollWidth).toBeLessThanOrEqual(clientWidth)
    const small = await page.evaluate(() =>
      [...document.querySelectorAll('nav a, nav button, main button[type=button]:not([aria-expanded])')]
        .filter((element) => element.checkVisibility())
        .map((element) => ({ name: element.textContent, height: element.getBoundingClientRect().height }))
        .filter(({ height }) => height < 44),
    )
    expect(small).toEqual([])
  })
}
