import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { openDoor, pageViews } from './door.ts'
import { expect, test } from './fixtures.ts'
import { lostLine } from './troubles.ts'
import { expectGrey, expectNumber, wallOf } from './wall.ts'

const schemes = ['light', 'dark'] as const
const devices = {
  desktop: { width: 1440, height: 900 },
  tablet: { width: 1024, height: 768 },
  phone: { width: 390, height: 844 },
} as const

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

async function violations(page: Page): Promise<string[]> {
  // The title comes with the rest of the page's head, after what is shown first.
  await expect(page).toHaveTitle(/\S/)
  const { violations: found } = await new AxeBuilder({ page }).withTags(rules).analyze()
  return found.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
  )
}

/** In both themes, at every width; without motion, so that no colour is caught half-way. */
async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    for (const [device, size] of Object.entries(devices)) {
      await test.step(`${device}, ${colorScheme}`, async () => {
        await page.setViewportSize(size)
        expect(await violations(page)).toEqual([])
      })
    }
  }
}

test('axe finds nothing on the first run', async ({ page, vigie: _ }) => {
  await page.goto('/')
  await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible()
  await expectAccessible(page)
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
    await expectAccessible(page)
  })

  test('axe finds nothing on the wall while the line is lost', async ({ page, vigie, troubles }) => {
    troubles.expect(...lostLine)
    await page.goto('/')
    const wall = wallOf(page)
    await expectNumber(wall.received, 21)
    vigie.network.cut()
    await expectGrey(wall.received, true)
    await expectAccessible(page)
  })

  test('axe finds nothing in TV mode', async ({ page }) => {
    await page.goto('/tv')
    await expectNumber(wallOf(page).received, 21)
    await expectAccessible(page)
  })

  test('axe finds nothing on the page for phones', async ({ page }) => {
    await page.goto('/try')
    await expectNumber(wallOf(page).received, 21)
    await expectAccessible(page)
  })
})
