import type { Locator, Page } from '@playwright/test'
import { expectAccessible } from './accessible.ts'
import type { Door } from './door.ts'
import { openDoor, pageViews } from './door.ts'
import { expect, test } from './fixtures.ts'
import { lostLine } from './troubles.ts'
import { expectLive, words } from './wall.ts'

const { eventLog, quarantine } = words.en

function lines(page: Page): Locator {
  return page.getByRole('list', { name: eventLog.list }).getByRole('button')
}

function line(page: Page, text: string): Locator {
  return lines(page).filter({ hasText: text })
}

async function openLog(page: Page, path = '/events'): Promise<void> {
  await page.goto(path)
  await expectLive(page)
}

let door: Door
test.beforeEach(async ({ vigie: _ }) => {
  door = await openDoor('shop')
  await door.send([
    ...pageViews(3),
    { type: 'order.placed', subject: 'order/1', data: { totalMinor: 8490, currency: 'EUR', store: 'Nantes' } },
  ])
})

test('an event that comes through the door stands on top of the log without a reload', async ({ page }) => {
  await openLog(page)
  await expect(lines(page)).toHaveCount(4)
  await door.send([{ type: 'stock.changed', subject: 'stock/BRM-1182', data: { sku: 'BRM-1182', onHand: 4 } }])
  await expect(lines(page)).toHaveCount(5)
  await expect(lines(page).first()).toContainText('stock.changed')
  await expect(lines(page).first()).toContainText('stock/BRM-1182')
})

test('a filter stands in the address, holds for what comes, and is cleared', async ({ page }) => {
  await openLog(page)
  await page.getByLabel(eventLog.type).fill('order.')
  await expect(lines(page)).toHaveCount(1)
  await expect(page).toHaveURL(/type=order\./)
  await door.send([{ type: 'order.cancelled', subject: 'order/1' }, ...pageViews(2)])
  await expect(line(page, 'order.cancelled')).toBeVisible()
  await expect(lines(page)).toHaveCount(2)
  await page.reload()
  await expect(lines(page)).toHaveCount(2)
  await page.getByLabel(eventLog.source).selectOption('try-it')
  await expect(page.getByRole('heading', { name: eventLog.noMatch })).toBeVisible()
  await page.getByRole('button', { name: eventLog.clear }).first().click()
  await expect(lines(page)).toHaveCount(7)
})

test('paused, nothing moves, and what came since is counted', async ({ page }) => {
  await openLog(page)
  await expect(lines(page)).toHaveCount(4)
  await page.keyboard.press('p')
  const resume = page.getByRole('button', { name: eventLog.resume })
  await expect(resume).toBeVisible()
  await door.send(pageViews(12))
  await expect(page.getByText('12 came since')).toBeVisible()
  await expect(lines(page)).toHaveCount(4)
  await resume.click()
  await expect(lines(page)).toHaveCount(16)
})

test('what is older than the newest hundred is read back to the beginning', async ({ page }) => {
  await door.send(pageViews(120))
  await openLog(page)
  await expect(lines(page)).toHaveCount(100)
  await page.getByRole('button', { name: eventLog.loadOlder }).click()
  await expect(lines(page)).toHaveCount(124)
  await expect(page.getByText(eventLog.noneOlder)).toBeVisible()
})

test('an opened event shows its stage times, what it touched, itself, and the request as it was sent', async ({
  page,
}) => {
  await openLog(page)
  // The screen's own time is taken of what comes once the list is joined.
  await door.send(pageViews(1))
  await expect(lines(page)).toHaveCount(5)
  const opened = page.getByRole('region', { name: /^Event \d+$/ })
  let number = 76
  // A list that had an event before the projection had it shows no time of the screen; another event then comes in order.
  await expect(async () => {
    number += 1
    const [id, subject] = [`order-${number}`, `order/${number}`]
    await door.send([{ id, type: 'order.placed', subject, data: { totalMinor: 4990 } }])
    await line(page, subject).click()
    await expect(opened.getByText(words.en.journey.projection)).toBeVisible()
    await expect(opened.getByText(words.en.journey.screen)).toBeVisible({ timeout: 5000 })
  }).toPass()
  await expect(opened.getByText(eventLog.touch.applied).first()).toBeVisible()
  await expect(opened.getByRole('group', { name: eventLog.event })).toContainText('"totalMinor": 4990')
  await expect(opened.getByRole('group', { name: eventLog.body })).toContainText(`"id":"order-${number}"`)
  await expect(opened.getByText('POST /v1/webhooks/shop')).toBeVisible()
  await expect(opened.getByText('webhook-signature')).toBeVisible()
})

test('the keys go from event to event, open one and close it, and the address says which', async ({ page }) => {
  await openLog(page)
  // The list may be there before it listens.
  await expect(async () => {
    await page.keyboard.press('j')
    await expect(lines(page).nth(0)).toBeFocused({ timeout: 5000 })
  }).toPass()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(lines(page).nth(1)).toHaveAttribute('aria-current', 'true')
  await expect(page).toHaveURL(/open=3/)
  await page.keyboard.press('j')
  await expect(page).toHaveURL(/open=2/)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('region', { name: /^Event \d+$/ })).toHaveCount(0)
  await expect(lines(page).nth(2)).toBeFocused()

  await page.keyboard.press('Enter')
  await expect(lines(page).nth(2)).toHaveAttribute('aria-current', 'true')
  // Faster than the address can follow.
  for (const key of ['k', 'k', 'Escape']) await page.keyboard.press(key)
  await expect(page.getByRole('region', { name: /^Event \d+$/ })).toHaveCount(0)
  await expect(lines(page).nth(0)).toBeFocused()
})

test('a broken event is seen in quarantine, mended, replayed, and stands in the log', async ({ page }) => {
  await door.send([{ type: 'page.viewed' }, { id: 'odd', type: 'order placed', data: { totalMinor: 1 } }])
  await openLog(page)
  await page.getByRole('link', { name: eventLog.quarantine }).click()
  await page.getByRole('button', { name: quarantine.reason.invalidEvent }).click()
  const opened = page.getByRole('region', { name: /^Refused request/ })
  await expect(opened.getByText('#/1/type')).toBeVisible()
  const body = opened.getByRole('textbox', { name: quarantine.body })
  await opened.getByRole('button', { name: 'line 1' }).click()
  await expect(body).toBeFocused()
  await page.keyboard.type('"order.mended"')
  await opened.getByRole('button', { name: quarantine.replayMended }).click()
  await expect(opened.getByText(quarantine.wasReplayed)).toBeVisible()
  await opened.getByRole('link', { name: /^Open event/ }).click()
  await expect(line(page, 'order.mended')).toHaveAttribute('aria-current', 'true')
})

test('a mended request that cannot be replayed is still there, mended, when it can', async ({
  page,
  vigie,
  troubles,
}) => {
  troubles.expect(...lostLine)
  await door.send([{ type: 'page.viewed' }, { id: 'odd', type: 'order placed', data: { totalMinor: 1 } }])
  await page.goto('/events/quarantine')
  await expectLive(page)
  await page.getByRole('button', { name: quarantine.reason.invalidEvent }).click()
  const opened = page.getByRole('region', { name: /^Refused request/ })
  await opened.getByRole('button', { name: 'line 1' }).click()
  await expect(opened.getByRole('textbox', { name: quarantine.body })).toBeFocused()
  await page.keyboard.type('"order.mended"')
  const refreshes: string[] = []
  page.on('request', (request) => {
    if ('rsc' in request.headers()) refreshes.push(request.url())
  })
  vigie.network.cut()
  const replay = opened.getByRole('button', { name: quarantine.replayMended })
  await replay.click()
  await expect(opened.getByRole('status')).toHaveText(/event server/)
  expect(refreshes).toEqual([])

  vigie.network.restore()
  await replay.click()
  await expect(opened.getByText(quarantine.wasReplayed)).toBeVisible()
})

test('everything open is replayed at once, and what cannot be mended is discarded', async ({ page }) => {
  await door.send([{ type: 'page.viewed' }, { id: 'odd', type: 'order placed' }])
  await page.goto('/events/quarantine')
  await page.getByRole('button', { name: 'Replay 1 request' }).click()
  await expect(page.getByText('0 replayed, 1 still open, 0 events stored')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Replay 1 request' })).toBeFocused()
  const broken = page.getByRole('button', { name: quarantine.reason.invalidEvent })
  const opened = page.getByRole('region', { name: /^Refused request/ })
  await broken.click()
  await expect(opened).toBeVisible()
  await page.goBack()
  await expect(opened).toHaveCount(0)
  await expect(page).toHaveURL('/events/quarantine')
  await broken.click()
  await page.getByRole('button', { name: quarantine.discard }).click()
  await expect(page.getByRole('heading', { name: quarantine.nothing })).toBeVisible()
  await expect(opened.getByRole('status')).toBeFocused()
})

test('while the line is lost the lines are grey and say when they were last true', async ({
  page,
  vigie,
  troubles,
}) => {
  troubles.expect(...lostLine)
  await openLog(page)
  await expect(lines(page)).toHaveCount(4)
  await expectLive(page)
  vigie.network.cut()
  await expect(page.locator('[data-age=offline], [data-age=stale]').first()).toBeVisible()
})

test('axe finds nothing in the log, in one event and in the quarantine', async ({ page }) => {
  await door.send([{ type: 'page.viewed' }, { id: 'odd', type: 'order placed' }])
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await openLog(page)
  await expect(lines(page)).toHaveCount(5)
  const everywhere = ['phone', 'tablet', 'desktop'] as const
  await expectAccessible(page, everywhere)
  await lines(page).first().click()
  await expect(page.getByText(eventLog.touch.applied).first()).toBeVisible()
  await expectAccessible(page, everywhere)
  await page.goto('/events/quarantine')
  await page.getByRole('button', { name: quarantine.reason.invalidEvent }).click()
  await expect(page.getByRole('textbox', { name: quarantine.body })).toBeVisible()
  await expectAccessible(page, everywhere)
})
