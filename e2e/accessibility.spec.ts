import { expectAccessible } from './accessible.ts'
import { openDoor, pageViews } from './door.ts'
import { expect, test } from './fixtures.ts'
import { lostLine } from './troubles.ts'
import { expectGrey, expectLive, expectNumber, wallOf } from './wall.ts'

const everywhere = ['desktop', 'tablet', 'phone'] as const

test('axe finds nothing on the first run', async ({ page, vigie: _ }) => {
  await page.goto('/')
  await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible()
  await expectAccessible(page, everywhere)
})

test.describe('with events', () => {
  test.beforeEach(async ({ vigie: _ }) => {
    const door = await openDoor('shop')
    await door.send([
      ...pageViews(20),
      { type: 'order.placed', data: { totalMinor: 8490, currency: 'EUR', store: 'Nantes' } },
    ])
  })

  test('axe finds nothing on the wall', async ({ page }) => {
    await page.goto('/')
    const wall = wallOf(page)
    await expectNumber(wall.received, 21)
    await wall.sendButton.click()
    await expectNumber(wall.received, 22)
    await expectAccessible(page, everywhere)
  })

  test('axe finds nothing on the wall while the line is lost', async ({ page, vigie, troubles }) => {
    troubles.expect(...lostLine)
    await page.goto('/')
    const wall = wallOf(page)
    await expectNumber(wall.received, 21)
    await expectLive(page)
    vigie.network.cut()
    await expectGrey(wall.received, true)
    await expectAccessible(page, everywhere)
  })

  test('axe finds nothing in TV mode', async ({ page }) => {
    await page.goto('/tv')
    await expectNumber(wallOf(page).received, 21)
    await expectAccessible(page, everywhere)
  })

  test('axe finds nothing on the page for phones', async ({ page }) => {
    await page.goto('/try')
    await expectNumber(wallOf(page).received, 21)
    await expectAccessible(page, everywhere)
  })
})
