import { connectAsSuggested, retailer } from './company-database.ts'
import { execute } from './database.ts'
import { expect, test } from './fixtures.ts'
import { expectSaidWithin } from './promised.ts'
import { expectLive, watchReloads, words } from './wall.ts'

const { stock } = words.en

test('a shelf that the company’s own database says is empty is taken, filled from elsewhere and closed, on one open page', async ({
  page,
  house,
}) => {
  const erp = await house.databases.createCompanyDatabase(retailer)
  await connectAsSuggested('erp', erp)
  const setOnHand = (onHand: number) =>
    execute(erp, `update inventory set on_hand = ${onHand} where store_id = 1 and product_id = 1182`)
  await page.goto('/stock')
  await expectLive(page)
  await expect(page.getByText(stock.noAlert)).toBeVisible()
  const staysLoaded = await watchReloads(page)

  const outSince = /Out since \d\d:\d\d/
  await expectSaidWithin({ page, says: [outSince], withinMs: 2000 }, () => setOnHand(0))
  const alerts = page.getByRole('list', { name: stock.alerts }).getByRole('link')
  await expect(alerts.filter({ hasText: 'Rennes Alma' })).toHaveText(outSince)

  await page.getByRole('button', { name: stock.takeThis }).click()
  await expect(page.getByRole('region', { name: 'Alert of Rennes Alma' })).toContainText(`${stock.has} Viewer`)

  const accept = page.getByRole('button', { name: /^Accept \d+ units? from Nantes Atlantis to Rennes Alma$/ })
  await expect(accept).toBeVisible()
  await accept.click()
  const onTheirWay = page.getByRole('list', { name: stock.transfers.onTheirWay })
  await expect(onTheirWay).toContainText('Rennes Alma')

  await setOnHand(60)
  await expect(alerts).toHaveCount(0)
  await expect(onTheirWay).toHaveCount(0)
  await expect(page.getByText('1 closed today')).toBeVisible()
  await staysLoaded()
})
