import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import { openDoor, pageViews } from './door.ts'
import { expect, test } from './fixtures.ts'
import { expectSaidWithin } from './promised.ts'
import { expectGrey, expectNumber, openWall, watchReloads, words } from './wall.ts'

const { firstRun, sources } = words.en
const hasTerminalTools = ['bash', 'curl', 'openssl', 'od', 'base64'].every(
  (tool) => spawnSync('which', [tool], { stdio: 'ignore' }).status === 0,
)

test('the first event turns the counter from 0 to 1 in front of you, and the wall is one press away', async ({
  page,
  vigie: _,
}) => {
  const wall = await openWall(page)
  await expect(page.getByRole('heading', { name: firstRun.title })).toBeVisible()
  await expectNumber(wall.received, 0)
  await expectGrey(wall.received, false)
  const staysLoaded = await watchReloads(page)

  const door = await openDoor('shop')
  await expectSaidWithin({ page, says: [firstRun.arrived], withinMs: 2000 }, () => door.send(pageViews(1)))
  await expectNumber(wall.received, 1)
  await expect(page.getByText(firstRun.arrived)).toBeVisible()

  await page.getByRole('button', { name: firstRun.openWall }).click()
  await expect(wall.sources.getByRole('row', { name: 'shop' })).toBeVisible()
  await expectNumber(wall.received, 1)
  await staysLoaded()
})

test('what the page says to paste into a terminal sends the first event', async ({ page, vigie: _ }) => {
  test.skip(!hasTerminalTools, 'this machine has no curl or openssl')
  const wall = await openWall(page)
  await page.getByLabel(firstRun.slug).fill('my-shop')
  await page.getByRole('button', { name: firstRun.create }).click()
  const snippet = page.locator('pre').filter({ hasText: 'curl' })
  await expect(snippet).toBeVisible()

  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', await snippet.innerText()])
  expect(JSON.parse(stdout)).toMatchObject({ results: [{ outcome: 'stored' }] })
  await expectNumber(wall.received, 1)
})

test('who has a site is led to the line of script for its pages', async ({ page, vigie: _ }) => {
  await openWall(page)
  await page.getByRole('link', { name: firstRun.siteOpen }).click()
  await expect(page.getByRole('radio', { name: sources.kinds.tracking.name, exact: true })).toBeChecked()
})

test('a name that is taken or malformed is refused beside the field, with what to do', async ({
  page,
  vigie: _,
  troubles,
}) => {
  troubles.expect(/the server responded with a status of 409/)
  await openDoor('shop')
  await openWall(page)
  const create = page.getByRole('button', { name: firstRun.create })
  await page.getByLabel(firstRun.slug).fill('shop')
  await create.click()
  await expect(page.getByRole('alert').filter({ hasText: firstRun.failed.conflict })).toBeVisible()
  await page.getByLabel(firstRun.slug).fill('My Shop!')
  await create.click()
  await expect(page.getByRole('alert').filter({ hasText: firstRun.failed.slug })).toBeVisible()
})
