import { violationsOf } from './accessible.ts'
import type { OutsideEvent } from './door.ts'
import { openDoor } from './door.ts'
import { expect, test } from './fixtures.ts'
import { hydrated } from './hydrated.ts'
import { routeAhead } from './route-ahead.ts'
import { wallOf, words } from './wall.ts'

const { shell, wall } = words.en
const { transfers, ledger } = words.en.stock

const dayMs = 86_400_000
const places = [
  { store: 'rennes', name: 'Rennes Alma', latitude: 48.08, longitude: -1.67 },
  { store: 'cesson', name: 'Cesson Viasilva', latitude: 48.13, longitude: -1.62 },
  { store: 'betton', name: 'Betton, Grand Clos', latitude: 48.18, longitude: -1.64 },
  { store: 'warehouse', name: 'Web warehouse', latitude: 48.1, longitude: -1.7 },
] as const

/** Five weeks in which a parka sold every day everywhere, until the shops have none and the warehouse has plenty. */
function fiveWeeks(now: number): OutsideEvent[] {
  const past = (type: string, data: Record<string, unknown>, days: number): OutsideEvent => ({
    type,
    data,
    timestamp: new Date(now - days * dayMs - 60_000).toISOString(),
    backfill: true,
  })
  const product = { sku: 'parka', title: 'Parka', priceMinor: 18_900, marginMinor: 5800, currency: 'EUR' }
  const orders = Array.from({ length: 35 }, (_, day) =>
    places.map(({ store }) =>
      past('order.placed', { orderId: `${store}-${day}`, storeId: store, lines: [{ sku: 'parka', quantity: 3 }] }, day),
    ),
  ).flat()
  return [
    past('product.updated', product, 36),
    ...places.map((place) => past('store.updated', place, 36)),
    ...places.map(({ store }) => past('stock.changed', { sku: 'parka', storeId: store, onHand: 300, version: 1 }, 36)),
    ...orders,
  ]
}

test('proposed transfers are accepted where the SKU is looked at, are on their way there, and stand in the ledger', async ({
  page,
  browser,
  vigie: _,
  troubles,
}) => {
  const door = await openDoor('erp')
  await door.send(fiveWeeks(Date.now()))
  await door.send([
    { type: 'stock.changed', data: { sku: 'parka', storeId: 'warehouse', onHand: 200, version: 2 } },
    { type: 'stock.changed', data: { sku: 'parka', storeId: 'rennes', onHand: 0, version: 2 } },
    { type: 'stock.changed', data: { sku: 'parka', storeId: 'cesson', onHand: 0, version: 2 } },
    { type: 'stock.changed', data: { sku: 'parka', storeId: 'betton', onHand: 0, version: 2 } },
  ])
  const late = new Date(Date.now() - 2 * dayMs).toISOString()
  const delivery = { deliveryId: 'd1', sku: 'parka', storeId: 'warehouse', quantity: 1200, expectedAt: late }
  await door.send([{ type: 'delivery.expected', data: delivery }])
  // Somebody else is faster with the second.
  troubles.expect(/^console: Failed to load resource: .*409/)
  const asked: string[] = []
  await routeAhead(page, '**/v1/transfers/*/accept', async (route) => {
    if (asked.push(route.request().url()) === 1) await route.continue()
    else await route.fulfill({ status: 409, json: { detail: 'Somebody has decided already.' } })
  })
  await page.goto('/stock/parka')
  const accept = page.getByRole('button', { name: /^Accept \d+ units? from Web warehouse to/ })
  await expect(accept).toHaveCount(3)
  expect(await violationsOf(page)).toEqual([])

  const french = hydrated(await browser.newPage({ locale: 'fr-FR' }))
  await french.goto('/stock/parka')
  const table = french.getByRole('table', { name: words.fr.stock.table.caption })
  await expect(table).toContainText('en retard')
  expect(
    await table.evaluate((table) => table.scrollWidth - (table.parentElement?.clientWidth ?? 0)),
  ).toBeLessThanOrEqual(0)
  await french.close()

  const onTheirWay = page.getByRole('list', { name: transfers.onTheirWay }).getByRole('listitem')
  await page.getByRole('button', { name: 'Accept 3', exact: true }).click()
  await expect(onTheirWay).toHaveCount(1)
  const refusal = page.getByRole('alert').filter({ hasText: transfers.conflict })
  await expect(refusal).toBeVisible()
  await expect(page.getByRole('heading', { name: transfers.title })).toBeFocused()
  await page.unroute('**/v1/transfers/*/accept')

  const [, second = ''] = asked
  await expect(await page.request.post(second, { data: {} })).toBeOK()
  await expect(onTheirWay).toHaveCount(2)
  await expect(refusal).toHaveCount(0)
  await accept.click()
  await expect(onTheirWay).toHaveCount(3)
  await expect(page.getByText(transfers.none)).toBeVisible()

  await page.setViewportSize({ width: 390, height: 844 })
  await page.getByRole('button', { name: 'Places (4) and 3 transfers', exact: true }).click()
  const moves = await page.getByRole('list', { name: transfers.onTheirWay }).boundingBox()
  const shops = page.getByRole('table', { name: words.en.stock.table.caption })
  expect(moves?.y).toBeLessThan((await shops.boundingBox())?.y ?? 0)
  await expect(shops.getByRole('row', { name: /Rennes Alma.*\d+ coming/ })).toBeVisible()
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.getByRole('link', { name: ledger.link }).click()
  const rows = page.getByRole('row', { name: /Parka/ })
  await expect(rows).toHaveCount(3)
  await expect(rows).toContainText(['accepted by Viewer', 'accepted by Viewer', 'accepted by Viewer'])
  expect(await violationsOf(page)).toEqual([])

  // Three were proposed and three accepted: the wall counts them, and says whose they are.
  const own = wallOf(page).sources.getByRole('row', { name: wall.own }).getByRole('cell')
  await page.getByRole('link', { name: shell.wall, exact: true }).click()
  await expect(own.nth(0)).toHaveText(wall.how.own)
  await expect.poll(async () => Number(await own.nth(1).textContent())).toBeGreaterThanOrEqual(6)
})
