import { violationsOf } from './accessible.ts'
import type { OutsideEvent } from './door.ts'
import { openDoor } from './door.ts'
import { expect, test } from './fixtures.ts'
import { words } from './wall.ts'

const { transfers, ledger } = words.en.stock

const dayMs = 86_400_000
const places = [
  { store: 'rennes', name: 'Rennes Alma', latitude: 48.08, longitude: -1.67 },
  { store: 'warehouse', name: 'Web warehouse', latitude: 48.1, longitude: -1.7 },
] as const

/** Five weeks in which a parka sold every day in both places, until the shop has none and the warehouse has plenty. */
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

test('a proposed transfer is accepted where the SKU is looked at, is on its way there, and stands in the ledger', async ({
  page,
  vigie: _,
}) => {
  const door = await openDoor('erp')
  await door.send(fiveWeeks(Date.now()))
  await door.send([
    { type: 'stock.changed', data: { sku: 'parka', storeId: 'warehouse', onHand: 200, version: 2 } },
    { type: 'stock.changed', data: { sku: 'parka', storeId: 'rennes', onHand: 0, version: 2 } },
  ])
  await page.goto('/stock/parka')
  const accept = page.getByRole('button', { name: /^Accept \d+ units? from Web warehouse to Rennes Alma$/ })
  await expect(accept).toBeVisible({ timeout: 20_000 })
  expect(await violationsOf(page)).toEqual([])
  await accept.click()
  await expect(page.getByRole('list', { name: transfers.onTheirWay })).toContainText('Rennes Alma')
  await expect(page.getByText(transfers.none)).toBeVisible()
  await page.getByRole('link', { name: ledger.link }).click()
  await expect(page.getByRole('row', { name: /Parka/ })).toContainText('accepted by Viewer')
  expect(await violationsOf(page)).toEqual([])
})
