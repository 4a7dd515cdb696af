import type { Page } from '@playwright/test'
import { expectSaysCopied } from './copied.ts'
import { openDoor, pageViews } from './door.ts'
import { expect, test } from './fixtures.ts'
import { expectNumber, openWall, words } from './wall.ts'

interface Focused {
  name: string
  /** The ring that says where one is. */
  outlined: boolean
}

function focused(page: Page): Promise<Focused | null> {
  return page.evaluate(() => {
    const element = document.activeElement
    if (element === null || element === document.body) return null
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
    const outlined = (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) || boxShadow !== 'none'
    return { name: (element.getAttribute('aria-label') ?? element.textContent ?? '').trim(), outlined }
  })
}

/** Presses Tab until the focus leaves the page or comes round. */
async function walk(page: Page): Promise<Focused[]> {
  const stops: Focused[] = []
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab')
    const stop = await focused(page)
    if (stop === null) break
    stops.push(stop)
  }
  return stops
}

test.beforeEach(async ({ vigie: _ }) => {
  const door = await openDoor('shop')
  await door.send(pageViews(3))
})

test('a walk with Tab: the skip link first, everything named, everything shows where it is, the button is reached', async ({
  page,
}) => {
  await openWall(page)
  const stops = await walk(page)
  expect(stops[0]?.name).toBe(words.en.shell.skip)
  expect(stops.filter(({ name }) => name === '')).toEqual([])
  expect(stops.filter(({ outlined }) => !outlined)).toEqual([])
  expect(stops.map(({ name }) => name)).toContain(words.en.try.send)
})

test('an event is sent without a mouse', async ({ page }) => {
  const wall = await openWall(page)
  await expect(wall.connection).toHaveText(words.en.connection.live)
  await wall.sendButton.focus()
  await page.keyboard.press('Enter')
  await expectNumber(wall.received, 4)
  await expect(wall.sendButton).toBeFocused()
})

test('over plain http a copy leaves the focus on its button, which says so for a moment only', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'isSecureContext', { value: false })
  })
  await page.goto('/stock')
  const button = page.getByRole('group', { name: words.en.stock.example }).getByRole('button')
  await button.focus()
  await expectSaysCopied(button, () => page.keyboard.press('Enter'))
  await expect(button).toBeFocused()
  await expect(button).toHaveText(words.en.copy.copy)
})

test('the age mark opens on focus, is read with its number, and closes with Escape', async ({ page }) => {
  const wall = await openWall(page)
  await expect(wall.connection).toHaveText(words.en.connection.live)
  const mark = page.getByRole('region', { name: words.en.wall.receivedToday }).getByRole('button').first()
  await page.keyboard.press('Tab')
  await mark.focus()
  await expect(mark).toHaveAttribute('aria-expanded', 'true')
  await expect(mark).toHaveAccessibleDescription(new RegExp(words.en.journey.network))
  await page.keyboard.press('Escape')
  await expect(mark).toHaveAttribute('aria-expanded', 'false')
})
