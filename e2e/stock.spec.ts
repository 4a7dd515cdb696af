import type { Locator, Page } from '@playwright/test'
import { expectAccessible } from './accessible.ts'
import type { Door, OutsideEvent } from './door.ts'
import { openDoor } from './door.ts'
import { expect, test } from './fixtures.ts'
import { expectSaidWithin } from './promised.ts'
import { routeAhead } from './route-ahead.ts'
import { lostLine } from './troubles.ts'
import { expectGrey, expectLive, watchReloads, words } from './wall.ts'

const { stock } = words.en
const sku = 'BRM-1182-M'

function level(storeId: string, onHand: number, of = sku): OutsideEvent {
  return { type: 'stock.changed', subject: `stock/${of}`, data: { sku: of, storeId, onHand } }
}

const known: OutsideEvent[] = [
  {
    type: 'product.updated',
    data: { sku, title: 'Parka Ouessant, navy, M', priceMinor: 18_900, marginMinor: 5800, currency: 'EUR' },
  },
  { type: 'store.updated', data: { store: 'rennes', name: 'Rennes Alma' } },
  { type: 'store.updated', data: { store: 'nantes', name: 'Nantes Atlantis' } },
  level('rennes', 6),
  level('nantes', 9),
]

function alertsOf(page: Page): Locator {
  return page.getByRole('list', { name: stock.alerts }).getByRole('link')
}

function alertOf(page: Page, place: string): Locator {
  return alertsOf(page).filter({ hasText: place })
}

async function openStock(page: Page, path = '/stock'): Promise<void> {
  await page.goto(path)
  await expectLive(page)
}

let erp: Door
test.beforeEach(async ({ vigie: _ }) => {
  erp = await openDoor('erp')
  await erp.send(known)
})

test('a shelf that falls empty is an alert within 2 s, taken with one press, seen by others, closed by restock', async ({
  wallA,
  wallB,
}) => {
  await openStock(wallA)
  await openStock(wallB)
  await expect(wallA.getByText(stock.noAlert)).toBeVisible()
  const staysLoaded = await watchReloads(wallA)

  const outSince = /Out since \d\d:\d\d/
  await expectSaidWithin({ page: wallA, says: [outSince], withinMs: 2000 }, () => erp.send([level('rennes', 0)]))
  await expect(alertOf(wallA, 'Rennes Alma')).toHaveText(outSince)
  await expect(alertOf(wallB, 'Rennes Alma')).toBeVisible()
  await expect(wallA.getByRole('navigation').getByRole('link', { name: /^Stock/ })).toContainText('1')

  await wallA.getByRole('button', { name: stock.takeThis }).click()
  for (const page of [wallA, wallB]) {
    await expect(page.getByRole('region', { name: 'Alert of Rennes Alma' })).toContainText(`${stock.has} Viewer`)
  }

  await erp.send([level('rennes', 12)])
  await expect(alertsOf(wallA)).toHaveCount(0)
  await expect(wallA.getByText(stock.noAlert)).toBeVisible()
  await expect(wallB.getByText('1 closed today')).toBeVisible()
  await staysLoaded()
})

test('a SKU in its places: what is out stands first, and no place of which nothing is known among the fine', async ({
  page,
}) => {
  await erp.send([level('rennes', 0)])
  await openStock(page, `/stock/${sku}`)
  const subject = page.getByRole('region', { name: 'Parka Ouessant, navy, M' })
  await expect(subject.getByText('€189.00')).toBeVisible()
  await expect(subject.getByText('1 out')).toBeVisible()
  await expect(subject.getByText('1 fine')).toBeVisible()
  const rows = subject.getByRole('table', { name: stock.table.caption }).getByRole('row')
  await expect(rows.nth(1)).toContainText('Rennes Alma')
  await expect(rows.nth(1)).toContainText(stock.table.out)
  await expect(rows.nth(2)).toContainText('Nantes Atlantis')
})

test('an alert is snoozed, talked about, woken and given back', async ({ page }) => {
  await erp.send([level('rennes', 0)])
  await openStock(page, `/stock/${sku}`)
  const alert = page.getByRole('region', { name: 'Alert of Rennes Alma' })
  await alert.getByRole('button', { name: stock.comment }).click()
  await page.keyboard.type('The lorry is late.')
  await alert.getByRole('button', { name: stock.send }).click()
  await expect(alert.getByRole('list', { name: stock.comments })).toContainText('The lorry is late.')
  await expect(alert.getByRole('button', { name: '1 comment' })).toBeVisible()

  await alert.getByRole('button', { name: stock.takeThis }).click()
  await expect(alert.getByRole('button', { name: stock.giveBack })).toBeVisible()
  await alert.getByRole('button', { name: stock.snooze }).click()
  await page.getByRole('button', { name: stock.snoozes.hour }).click()
  const quiet = page.getByRole('list', { name: stock.snoozed })
  await expect(quiet).toContainText('Rennes Alma')
  for (const shown of [quiet, alert]) await expect(shown).toContainText(/until \d\d:\d\d.*Viewer/)
  await page.setViewportSize({ width: 1024, height: 900 })
  const [inList, beside] = [quiet, alert].map((shown) => shown.getByText(/^Out since/).boundingBox())
  expect((await inList)?.height).toBe((await beside)?.height)
  // The button that opened the choice is gone: the focus is on what undoes it.
  await expect(alert.getByRole('button', { name: stock.wake })).toBeFocused()
  await alert.getByRole('button', { name: stock.wake }).click()
  await expect(alertOf(page, 'Rennes Alma')).toBeVisible()
  await expect(alert).toContainText(`${stock.has} Viewer`)
  await alert.getByRole('button', { name: stock.giveBack }).click()
  await expect(alert.getByRole('button', { name: stock.takeThis })).toBeVisible()
})

test('keys pressed while the choice of a snooze is open go no further', async ({ page }) => {
  await erp.send([level('rennes', 0), level('nantes', 0)])
  await openStock(page, `/stock/${sku}`)
  const snooze = page.getByRole('button', { name: stock.snooze, exact: true })
  const choice = page.getByRole('button', { name: stock.snoozes.hour })
  const shown = page.getByRole('region', { name: /^Alert of/ })
  const taken: string[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/acknowledge')) taken.push(request.url())
  })
  const of = (await shown.getAttribute('aria-label')) ?? ''
  await snooze.click()
  await page.keyboard.press('a')
  await page.keyboard.press('Tab')
  await expect(choice).toBeFocused()
  for (const key of ['a', 'ArrowDown', 'ArrowUp', 'j']) await page.keyboard.press(key)
  await expect(choice).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(choice).toBeHidden()
  await expect(snooze).toBeFocused()
  await expect(shown).toHaveAttribute('aria-label', of)
  await expect(page).toHaveURL(`/stock/${sku}`)
  expect(taken).toEqual([])
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL('/stock')
})

test('what is half written about an alert is there again after another one, and once sent the field is empty', async ({
  page,
}) => {
  await erp.send([level('rennes', 0), level('nantes', 0)])
  await openStock(page)
  await alertOf(page, 'Rennes Alma').click()
  const alert = page.getByRole('region', { name: 'Alert of Rennes Alma' })
  const field = alert.getByRole('textbox', { name: stock.say })
  await alert.getByRole('button', { name: stock.comment }).click()
  await page.keyboard.type('The lorry is late.')
  await alertOf(page, 'Nantes Atlantis').click()
  const other = page.getByRole('region', { name: 'Alert of Nantes Atlantis' })
  await other.getByRole('button', { name: stock.comment }).click()
  await expect(other.getByRole('textbox', { name: stock.say })).toHaveValue('')

  await alertOf(page, 'Rennes Alma').focus()
  await page.keyboard.press('Enter')
  await expect(field).toHaveValue('The lorry is late.')
  // Nobody has asked to write: the keys still go from alert to alert.
  await expect(alertOf(page, 'Rennes Alma')).toBeFocused()
  await alert.getByRole('button', { name: stock.send }).click()
  await expect(alert.getByRole('list', { name: stock.comments })).toContainText('The lorry is late.')
  await expect(field).toHaveValue('')
  await expect(field).toBeFocused()
})

for (const path of ['/stock', `/stock/${sku}`]) {
  test(`on ${path} the alert that is talked about stays when another gets worse, or it closes`, async ({ page }) => {
    await erp.send([level('rennes', 0)])
    await openStock(page, path)
    const alert = page.getByRole('region', { name: 'Alert of Rennes Alma' })
    await alert.getByRole('button', { name: stock.comment }).click()
    await page.keyboard.type('The lorry ')
    const timestamp = new Date(Date.now() - 60_000).toISOString()
    await erp.send([{ ...level('brest', 0), timestamp }])
    await expect(alertsOf(page).first()).toContainText('brest')
    await expect(page.getByRole('table', { name: stock.table.caption })).toContainText('brest')
    await page.keyboard.type('is late.')
    await expect(alert.getByRole('textbox', { name: stock.say })).toHaveValue('The lorry is late.')
    await expect(alertOf(page, 'Rennes Alma')).toHaveAttribute('aria-current', 'true')

    await erp.send([level('rennes', 12)])
    await expect(alert.getByRole('alert')).toHaveText(stock.closedMeanwhile)
    await expect(alertsOf(page)).toHaveCount(1)
    await page.keyboard.type(' Or a jackal.')
    await expect(alert.getByRole('textbox', { name: stock.say })).toHaveValue('The lorry is late. Or a jackal.')
    await expect(alert.getByRole('button', { name: stock.send })).toBeDisabled()
    await alert.getByRole('button', { name: stock.discard }).click()
    const next = page.getByRole('region', { name: 'Alert of brest' })
    await expect(next.getByRole('button', { name: stock.takeThis })).toBeVisible()
    await expect(alert).toHaveCount(0)
  })
}

test('of a field that goes while somebody types the next letters take nothing', async ({ page }) => {
  await erp.send([level('rennes', 0), level('nantes', 0)])
  await openStock(page)
  await alertOf(page, 'Rennes Alma').click()
  const alert = page.getByRole('region', { name: 'Alert of Rennes Alma' })
  await alert.getByRole('button', { name: stock.comment }).click()
  await expect(page.getByRole('textbox', { name: stock.say })).toBeFocused()
  const taken: string[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/acknowledge')) taken.push(request.url())
  })
  await erp.send([level('rennes', 12)])
  await expect(page.getByRole('region', { name: 'Alert of Nantes Atlantis' })).toBeVisible()
  await page.keyboard.type('a jackal')
  await alertOf(page, 'Nantes Atlantis').click()
  expect(taken).toEqual([])
  await page.keyboard.press('a')
  await expect(page.getByRole('button', { name: stock.giveBack })).toBeVisible()
})

test('taken in the list, an alert leaves the focus on its line', async ({ page }) => {
  await erp.send([level('rennes', 0)])
  await openStock(page)
  await page.getByRole('button', { name: 'Take it: Parka Ouessant, navy, M, Rennes Alma' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: stock.giveBack })).toBeVisible()
  await expect(alertOf(page, 'Rennes Alma')).toBeFocused()
})

test('the keys go from alert to alert, open one, take the one that is looked at and close it', async ({ page }) => {
  await erp.send([level('rennes', 0), level('nantes', 0), level('brest', 0)])
  await openStock(page)
  await expect(alertsOf(page)).toHaveCount(3)
  await page.keyboard.press('j')
  await expect(alertsOf(page).nth(1)).toBeFocused()
  await page.keyboard.press('k')
  await expect(alertsOf(page).nth(0)).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/stock\/BRM-1182-M\?alert=/)
  // The address may be there before what it opens.
  await expect(page.getByRole('button', { name: stock.takeThis })).toBeVisible()
  await page.keyboard.press('a')
  const giveBack = page.getByRole('button', { name: stock.giveBack })
  await expect(giveBack).toBeVisible()

  await page.keyboard.press('j')
  await expect(alertsOf(page).nth(1)).toHaveAttribute('aria-current', 'true')
  await alertsOf(page).nth(2).click()
  await expect(alertsOf(page).nth(2)).toHaveAttribute('aria-current', 'true')
  await page.keyboard.press('a')
  await expect(giveBack).toBeVisible()
  await page.goBack()
  await expect(alertsOf(page).nth(1)).toHaveAttribute('aria-current', 'true')
  await expect(giveBack).toHaveCount(0)
  await page.keyboard.press('a')
  await expect(giveBack).toBeVisible()

  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(/\/stock$/)
  await expect(alertsOf(page).nth(1)).toBeFocused()
})

test('a key that could not take an alert says why', async ({ page, troubles }) => {
  troubles.expect(...lostLine)
  await erp.send([level('rennes', 0)])
  await routeAhead(page, '**/v1/alerts/*/acknowledge', (route) => route.abort())
  await openStock(page)
  await expect(alertsOf(page)).toHaveCount(1)
  await page.keyboard.press('a')
  await expect(page.getByRole('alert').filter({ hasText: stock.failed.offline })).toBeVisible()
})

test('while the line is lost the alerts are grey and say when they were last true', async ({
  page,
  vigie,
  troubles,
}) => {
  troubles.expect(...lostLine)
  await erp.send([level('rennes', 0)])
  await openStock(page)
  const take = page.getByRole('button', { name: stock.takeThis })
  await expect(take).toBeVisible()
  await expectLive(page)
  const count = page
    .getByRole('navigation')
    .getByRole('link', { name: /^Stock/ })
    .locator('[data-grey]')
  await expectGrey(count, false)
  vigie.network.cut()
  await expect(page.getByText(/^offline, last known/).first()).toBeVisible()
  await expectGrey(count, true)
  await take.click()
  const note = page.getByRole('alert').filter({ hasText: /./ })
  await expect(note).toBeVisible()
  const line = await take.boundingBox()
  expect((await page.getByRole('button', { name: stock.comment }).boundingBox())?.y).toBe(line?.y)
  vigie.network.restore()
  await expect(page.getByText(/^offline, last known/)).toHaveCount(0)
  await expect(note).toHaveCount(0)
})

test('the page of a SKU of which nobody has spoken says so, and comes alive when somebody does', async ({ page }) => {
  await openStock(page, '/stock/nobody')
  await expect(page.getByRole('heading', { name: 'Nothing is known of nobody' })).toBeVisible()
  await erp.send([level('rennes', 4, 'nobody')])
  await expect(page.getByRole('heading', { name: 'nobody', exact: true })).toBeVisible()
})

test('a product is opened by words of its name, where stock is and from anywhere; a word with a digit is no product', async ({
  page,
}) => {
  await erp.send([{ type: 'product.updated', data: { sku: 'BRM-1182-L', title: 'Parka Ouessant, navy, L' } }])
  await openStock(page, '/stock/nobody')
  const field = page.getByRole('textbox', { name: stock.openProduct })
  const found = page.getByRole('list', { name: stock.productsFound }).getByRole('link')
  await field.fill('parka oues')
  await field.press('Enter')
  await expect(found).toHaveText([/^Parka Ouessant, navy, L/, /^Parka Ouessant, navy, M/])
  await field.fill('Parka Ouessant, navy, m')
  await field.press('Enter')
  await expect(page).toHaveURL(`/stock/${sku}`)
  await expect(found).toHaveCount(0)

  await page.keyboard.press('Control+k')
  const dialog = page.getByRole('dialog', { name: words.en.palette.open })
  await dialog.getByRole('combobox').fill('item7')
  await expect(dialog.getByText(words.en.palette.nothing)).toBeVisible()
  await dialog.getByRole('combobox').fill('oues l')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL('/stock/BRM-1182-L')
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })

  test('one thumb takes an alert: list, sheet, button; nothing tappable is under 44 px', async ({ page }) => {
    await erp.send([level('rennes', 0)])
    await openStock(page)
    const take = page.getByRole('button', { name: stock.takeThis })
    await expect(alertOf(page, 'Rennes Alma')).toBeVisible()
    await expect(take).toBeHidden()
    await alertOf(page, 'Rennes Alma').tap()
    await expect(take).toBeVisible()
    const { scrollWidth, clientWidth, small, thumb } = await page.evaluate(() => ({
      scrollWidth: document.documentElement.scrollWidth,
      clientWidth: document.documentElement.clientWidth,
      small: [...document.querySelectorAll('main button:not([aria-expanded]), main section a')]
        .filter((element) => element.checkVisibility())
        .map((element) => ({
          name: element.textContent,
          height: (element.closest('li') ?? element).getBoundingClientRect().height,
        }))
        .filter(({ height }) => height < 44),
      thumb: innerHeight / 2,
    }))
    expect(scrollWidth).toBeLessThanOrEqual(clientWidth)
    expect(small).toEqual([])
    expect((await take.boundingBox())?.y).toBeGreaterThan(thumb)
    await take.tap()
    await expect(page.getByRole('button', { name: stock.giveBack })).toBeVisible()
    await expect(page.getByRole('listitem').filter({ hasText: 'Rennes Alma' }).last()).toContainText('Viewer')
  })
})

test('axe finds nothing on a SKU that is out, and nothing while there is no stock at all', async ({ page }) => {
  await openStock(page)
  await expect(page.getByText(stock.noAlert)).toBeVisible()
  await expectAccessible(page, ['desktop'])
  await erp.send([level('rennes', 0)])
  await openStock(page, `/stock/${sku}`)
  await expect(page.getByRole('button', { name: stock.takeThis })).toBeVisible()
  await expectAccessible(page, ['phone', 'tablet', 'desktop'])
})
