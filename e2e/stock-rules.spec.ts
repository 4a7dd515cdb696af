import type { Page } from '@playwright/test'
import { expectAccessible } from './accessible.ts'
import type { OutsideEvent } from './door.ts'
import { openDoor } from './door.ts'
import { expect, test } from './fixtures.ts'
import { lostLine } from './troubles.ts'
import { expectLive, words } from './wall.ts'

const { stockRules: rules, stock } = words.en
const hourMs = 3_600_000

/** Two weeks in which a shelf of forty sold one an hour from the tenth day on, was empty, and was filled again. */
function twoWeeks(now: number): OutsideEvent[] {
  const start = now - 14 * 24 * hourMs
  const past = (hour: number, type: string, data: Record<string, unknown>): OutsideEvent => ({
    type,
    data,
    timestamp: new Date(start + hour * hourMs).toISOString(),
    backfill: true,
  })
  const shelf = { sku: 'parka', storeId: 'rennes' }
  const sold = Array.from({ length: 40 }, (_, index) => [
    past(240 + index, 'order.placed', {
      orderId: `o${index}`,
      storeId: 'rennes',
      lines: [{ sku: 'parka', quantity: 1 }],
    }),
    past(240 + index, 'stock.changed', { ...shelf, onHand: 39 - index }),
  ]).flat()
  return [
    past(0, 'product.updated', { sku: 'parka', title: 'Parka', category: 'Coats' }),
    past(0, 'store.updated', { store: 'rennes', name: 'Rennes Alma' }),
    past(1, 'stock.changed', { ...shelf, onHand: 40 }),
    ...sold,
    past(300, 'stock.changed', { ...shelf, onHand: 200 }),
  ]
}

async function openRules(page: Page): Promise<void> {
  await page.goto('/settings/stock')
  await expectLive(page)
}

function cell(page: Page, row: string, column: number) {
  return page.getByRole('row', { name: row }).getByRole('cell').nth(column)
}

async function sayRisk(page: Page, opensAt: string, closesBelow: string): Promise<void> {
  await page.getByLabel(rules.form.opensAt).fill(opensAt)
  await page.getByLabel(rules.form.closesBelow).fill(closesBelow)
}

test('a rule is tried on what really happened before it can be saved, and is seen by others when it is', async ({
  wallA,
  wallB,
}) => {
  const door = await openDoor('erp')
  await door.send(twoWeeks(Date.now()))
  await openRules(wallB)
  await openRules(wallA)
  await expect(wallA.getByText(rules.none)).toBeVisible()
  const save = wallA.getByRole('button', { name: rules.save })
  const scope = wallA.getByLabel(rules.form.scope, { exact: true })
  // The first category there is at that moment is chosen: the fold may just be on its way.
  await expect(async () => {
    await scope.selectOption({ label: rules.form.scopes.all })
    await scope.selectOption({ label: rules.form.scopes.category })
    await expect(wallA.getByLabel(rules.form.what.category, { exact: true })).toHaveValue('Coats', { timeout: 500 })
  }).toPass()
  await sayRisk(wallA, '40', '20')
  await expect(save).toHaveCount(0)

  await wallA.getByRole('button', { name: rules.try, exact: true }).click()
  await expect(cell(wallA, rules.trial.warnings, 1)).toHaveText('1')
  await expect(cell(wallA, rules.trial.ranOut, 1)).toHaveText('1')
  await expect(cell(wallA, rules.trial.early, 1)).toHaveText(/^\d+(\.\d)? [hd]$/)
  await expect(cell(wallA, rules.trial.outs, 0)).toHaveText('1')
  await expect(cell(wallA, rules.trial.unwarned, 1)).toHaveText('0')

  // What has been entered since was not tried.
  await sayRisk(wallA, '50', '20')
  await expect(save).toHaveCount(0)
  await wallA.getByRole('button', { name: rules.try, exact: true }).click()
  await save.click()
  for (const page of [wallA, wallB]) {
    const rule = page.getByRole('listitem').filter({ hasText: 'Category Coats' })
    await expect(rule).toContainText('Warns at 50%, all clear below 20%')
    await expect(rule).toContainText('by Viewer')
  }
  await expect(wallA.getByRole('heading', { name: rules.newTitle })).toBeFocused()

  await wallB.getByRole('button', { name: rules.remove, exact: true }).click()
  await wallB.getByRole('button', { name: rules.removeNow }).click()
  for (const page of [wallA, wallB]) await expect(page.getByText(rules.none)).toBeVisible()
})

test('what cannot be is said at its field; what nothing is known of can be saved all the same', async ({
  page,
  vigie: _,
}) => {
  await openRules(page)
  await page.getByRole('button', { name: rules.try, exact: true }).click()
  await expect(page.getByRole('alert').filter({ hasText: rules.wrong.nothing })).toBeVisible()
  await sayRisk(page, '20', '40')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert').filter({ hasText: rules.wrong.order })).toBeVisible()
  await sayRisk(page, '40', '20')
  await page.keyboard.press('Enter')
  await expect(page.getByText(rules.trial.none)).toBeVisible()
  await page.getByRole('button', { name: rules.save }).press('Enter')
  const change = page.getByRole('button', { name: 'Change: All shelves' })
  await change.click()
  await expect(page.getByLabel(rules.form.opensAt)).toHaveValue('40')
})

test('while the line is lost a try says so, and the way leads back to the alerts', async ({
  page,
  vigie,
  troubles,
}) => {
  troubles.expect(...lostLine)
  const door = await openDoor('erp')
  await door.send(twoWeeks(Date.now()))
  await page.goto('/stock')
  await page.getByRole('link', { name: stock.rules }).click()
  await expect(page.getByRole('heading', { name: rules.title })).toBeVisible()
  await expectLive(page)
  vigie.network.cut()
  await expect(page.getByText(/^offline, last known/).first()).toBeVisible()
  await sayRisk(page, '40', '20')
  await page.getByRole('button', { name: rules.try, exact: true }).click()
  await expect(page.getByRole('main').getByRole('alert').filter({ hasText: /./ })).toBeVisible()
  vigie.network.restore()
  await expect(page.getByText(/^offline, last known/)).toHaveCount(0)
  await page.getByRole('link', { name: rules.back, exact: true }).last().click()
  await expect(page).toHaveURL(/\/stock$/)
})

test('axe finds nothing, nothing overflows, and nothing tappable is too small for a thumb', async ({ page }) => {
  const door = await openDoor('erp')
  await door.send(twoWeeks(Date.now()))
  await openRules(page)
  await sayRisk(page, '40', '20')
  await page.getByRole('button', { name: rules.try, exact: true }).click()
  await page.getByRole('button', { name: rules.save }).click()
  await page.getByRole('button', { name: 'Change: All shelves' }).click()
  await page.getByRole('button', { name: rules.try, exact: true }).click()
  await expect(page.getByRole('table')).toBeVisible()
  await expectAccessible(page, ['desktop', 'phone'])
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('main button:not([aria-haspopup]):not([popovertarget]), main a, main input')]
      .filter((element) => element.checkVisibility())
      .map((element) => ({ name: element.textContent, height: element.getBoundingClientRect().height }))
      .filter(({ height }) => height < 44),
  )
  expect(small.filter(({ name }) => !/live/.test(name))).toEqual([])
})
