import type { Page } from '@playwright/test'
import { devices, expectAccessible } from './accessible.ts'
import {
  giveMeaning,
  shop,
  newOrder,
  press,
  heading,
  testConnection,
  openWay,
  openMeaning,
} from './company-database.ts'
import { execute } from './database.ts'
import { expect, test } from './fixtures.ts'
import { words } from './wall.ts'

const { databases, capture, sources, firstRun } = words.en

/** Of the SQL that the plan shows. */
const needs = { replication: 'create publication', outbox: 'create table' } as const
const nothingLeft = `do $$ begin
  assert not exists (select from pg_namespace where nspname like 'vigie%'), 'the outbox is still there';
  assert not exists (select from pg_publication), 'a publication is still there';
  assert not exists (select from pg_replication_slots where database = current_database()), 'a slot is still there';
end $$`

for (const way of ['replication', 'outbox'] as const) {
  test(`by ${way} a database is connected on a page: its rows come in, and a row written later arrives while one looks`, async ({
    page,
    house,
  }) => {
    const url = await house.databases.createCompanyDatabase(shop)
    await openMeaning(page, url, way)
    await press(page, databases.meaning.preview)
    await expect(
      page.getByRole('region', { name: databases.preview.title }).getByText('customer 200', { exact: true }),
    ).toBeVisible()
    await press(page, databases.continue)
    await expect(page.getByText(needs[way]).first()).toBeVisible()
    await page.getByLabel(sources.form.name, { exact: true }).fill('Shop database')
    // Slot and outbox are called after the source: what was shown is no longer what would run.
    await press(page, databases.showPlan)
    await press(page, databases.connect)

    await expect(heading(page, 'Shop database')).toBeVisible()
    await expect(page.getByText(capture.phases.following.name)).toBeVisible()
    const snapshot = page.getByRole('region', { name: capture.snapshot })
    await expect(snapshot.getByText(capture.stored.replace('{count}', '200'))).toBeVisible()
    const today = page
      .getByRole('region', { name: sources.first.newest })
      .or(page.getByRole('region', { name: sources.first.arrived }))
    await expect(today.getByText('200 today')).toBeVisible()

    await execute(url, newOrder)
    await expect(today.getByText('201 today')).toBeVisible()
    await expect(page.getByText(capture.noChange)).toHaveCount(0)
  })

  test(`by ${way} a database is copied once more, and disconnected, after it was said what that does`, async ({
    page,
    house,
  }) => {
    const url = await house.databases.createCompanyDatabase(shop)
    await openMeaning(page, url, way)
    await press(page, databases.continue)
    await press(page, databases.connect)
    await expect(page.getByText(capture.phases.following.name)).toBeVisible()
    await execute(url, newOrder)

    await press(page, capture.anew.ask)
    await expect(heading(page, capture.anew.confirmTitle)).toBeFocused()
    await press(page, capture.anew.confirm)
    await expect(page.getByText(capture.anew.asked)).toBeVisible()
    const snapshot = page.getByRole('region', { name: capture.snapshot })
    await expect(snapshot.getByText(/^\d+ in the log$/)).toHaveText(capture.stored.replace('{count}', '201'))
    await expect(page.getByText(capture.phases.following.name)).toBeVisible()

    await press(page, capture.release.ask)
    await expect(page.getByRole('group', { name: capture.release.sql })).toContainText('drop')
    await press(page, capture.release.confirm)
    await expect(page.getByText(capture.release.done)).toBeVisible()
    await expect(page.getByRole('button', { name: sources.pause.resume })).toBeVisible()
    await execute(url, nothingLeft)
  })
}

test('by polling a table is connected on a page: its age says how often it is read, and a row written later arrives', async ({
  page,
  house,
}) => {
  const url = await house.databases.createCompanyDatabase(shop)
  await openWay(page, url)
  await page.getByRole('radio', { name: databases.ways.poll.name }).check()
  await press(page, databases.continue)
  await page.getByRole('checkbox', { name: 'public.order_items' }).uncheck()
  await page.getByRole('checkbox', { name: 'public.orders' }).check()
  await page.getByLabel(databases.tables.cursor.replace('{table}', 'public.orders')).selectOption('order_id')
  await page.getByLabel(databases.tables.interval, { exact: true }).fill('5')
  const unit = sources.form.units.label.replace('{of}', databases.tables.interval)
  await page.getByLabel(unit, { exact: true }).selectOption('seconds')
  await press(page, databases.continue)
  await press(page, databases.continue)
  await expect(page.getByText(databases.plan.nothing)).toBeVisible()
  await press(page, databases.connect)

  await expect(page.getByText(capture.phases.following.name)).toBeVisible()
  await expect(page.getByRole('region', { name: capture.title, exact: true }).locator('[data-age]')).toHaveText(
    / · every 5\ss$/,
  )
  const today = page
    .getByRole('region', { name: sources.first.newest })
    .or(page.getByRole('region', { name: sources.first.arrived }))
  await expect(today.getByText('200 today')).toBeVisible()
  await execute(url, newOrder)
  await expect(today.getByText('201 today')).toBeVisible()
})

test('a wrong password, and a host that is none, are called what they are', async ({ page, house }) => {
  const url = new URL(await house.databases.createCompanyDatabase(shop))
  await page.goto('/settings/sources/connect')
  url.password = 'wrong'
  await testConnection(page, url.href)
  const problem = page.getByRole('alert').filter({ hasText: databases.problems['wrong-password'].title })
  await expect(problem).toContainText(databases.problems['wrong-password'].todo)
  await expect(problem).toContainText('password authentication failed')
  url.hostname = 'nowhere.invalid'
  await testConnection(page, url.href)
  // A real name server is asked, which may take its time to answer.
  await expect(page.getByText(databases.problems['host-unknown'].title, { exact: true })).toBeVisible()
  await testConnection(page, 'shop')
  await expect(page.getByText(databases.problems['malformed-connection'].title)).toBeVisible()
})

test('what the user may not do is said, and left to somebody who may', async ({ page, house }) => {
  const url = new URL(await house.databases.createCompanyDatabase(shop))
  const role = `reader_${url.pathname.slice(-8)}`
  await execute(
    url.href,
    `create role ${role} login password 'r'; grant select on all tables in schema public to ${role}`,
  )
  url.username = role
  url.password = 'r'
  await openWay(page, url.href)
  await expect(page.getByRole('radio', { name: databases.ways.replication.name })).toBeDisabled()
  await expect(page.getByText(databases.problems['no-replication-privilege'].title)).toBeVisible()
  await page.getByRole('radio', { name: databases.ways.outbox.name }).check()
  await press(page, databases.continue)
  await page.getByRole('checkbox', { name: 'public.orders' }).check()
  await press(page, databases.continue)
  await press(page, databases.continue)
  const script = page.getByRole('region', { name: databases.plan.forOthers })
  await expect(script.getByRole('group', { name: databases.plan.script })).toContainText('create trigger')
  await expect(script.getByRole('button', { name: databases.checkAgain })).toBeEnabled()
})

test('going back keeps what was chosen, and another connection is tried before it is believed', async ({
  page,
  house,
}) => {
  const url = await house.databases.createCompanyDatabase(shop)
  await openMeaning(page, url, 'poll')
  await press(page, databases.changeStep.replace('{step}', databases.steps.tables))
  await expect(page.getByRole('checkbox', { name: 'public.orders' })).toBeChecked()
  await expect(heading(page, databases.steps.tables)).toBeFocused()
  await press(page, databases.changeStep.replace('{step}', databases.steps.connection))
  await page.getByLabel(databases.connection.string, { exact: true }).fill(`${url}?`)
  await expect(page.getByRole('button', { name: databases.change })).toHaveCount(0)
})

test('a connection is hidden until somebody asks to see it, and may be entered field by field', async ({
  page,
  vigie: _,
}) => {
  await page.goto('/settings/sources/connect')
  const line = page.getByLabel(databases.connection.string, { exact: true })
  await line.fill('postgresql://vigie:p%40ss@db.example:5433/shop')
  await expect(line).toHaveAttribute('type', 'password')
  await press(page, databases.show.replace('{what}', databases.connection.string))
  await expect(line).toHaveAttribute('type', 'text')
  await press(page, databases.connection.fields)
  await expect(page.getByLabel(databases.connection.host, { exact: true })).toHaveValue('db.example')
  await expect(page.getByLabel(databases.connection.password, { exact: true })).toHaveValue('p@ss')
  await page.getByLabel(databases.connection.host, { exact: true }).fill('other.example')
  await press(page, databases.connection.line)
  await press(page, databases.show.replace('{what}', databases.connection.string))
  await expect(line).toHaveValue('postgresql://vigie:p%40ss@other.example:5433/shop')
})

test('a mapping is said in a sentence, and its JSON is the same', async ({ page, house }) => {
  await openMeaning(page, await house.databases.createCompanyDatabase(shop), 'outbox')
  const meanings = databases.meaning
  await giveMeaning(page, 'public.orders')
  await page.getByLabel(meanings.type).last().fill('order.placed')
  await page.getByLabel(meanings.subject, { exact: true }).fill('order/{order_id}')
  await expect(page.getByText(/become order\.placed, about order\/\{order_id\}/).last()).toBeVisible()
  await press(page, meanings.asJson)
  const json = page.getByLabel(meanings.json)
  await json.fill((await json.inputValue()).replace('"order.placed"', '"order.updated"'))
  await expect(page.getByText(/become order\.updated/).last()).toBeVisible()
  await json.fill('{')
  await expect(json).toHaveAttribute('aria-invalid', 'true')
  await press(page, meanings.inWords)
  await expect(page.getByLabel(meanings.type).last()).toHaveValue('order.updated')
})

test('every way to it leads to the page', async ({ page, vigie: _ }) => {
  await page.goto('/')
  await page.getByRole('link', { name: firstRun.databaseOpen }).click()
  await expect(heading(page, databases.title)).toBeVisible()
  await page.goto('/settings/sources/new')
  await page.getByRole('link', { name: sources.form.database }).click()
  await expect(heading(page, databases.title)).toBeVisible()
  await page.goto('/settings/sources')
  await page.getByRole('link', { name: sources.connectDatabase }).click()
  await expect(heading(page, databases.title)).toBeVisible()
})

/** Nothing for axe to find in either theme, nothing over the edge of a phone, nothing too small for a thumb. */
async function expectFine(page: Page, step: string): Promise<void> {
  await expectAccessible(page, ['desktop', 'phone'])
  const found = await page.evaluate(() => ({
    small: [
      ...document.querySelectorAll(
        'main button:not(pre + button), main input:not([type=radio], [type=checkbox]), main select',
      ),
    ]
      .filter((element) => element.checkVisibility() && element.querySelector('[data-age]') === null)
      .map((element) => ({
        name: element.getAttribute('aria-label') ?? element.textContent,
        height: element.getBoundingClientRect().height,
      }))
      .filter(({ height }) => height < 44),
  }))
  expect({ step, ...found }).toEqual({ step, small: [] })
  await page.setViewportSize(devices.desktop)
}

test('axe finds nothing while one connects, and it fits a phone', async ({ page, house }) => {
  await page.goto('/settings/sources/connect')
  await testConnection(page, 'shop')
  await expect(page.getByRole('alert').first()).toBeVisible()
  await expectFine(page, 'connection')
  await press(page, databases.connection.fields)
  await expectFine(page, 'fields')
  await openWay(page, await house.databases.createCompanyDatabase(shop))
  await expectFine(page, 'way')
})

test('axe finds nothing while one chooses tables and says what they mean, and it fits a phone', async ({
  page,
  house,
}) => {
  await openWay(page, await house.databases.createCompanyDatabase(shop))
  await page.getByRole('radio', { name: databases.ways.poll.name }).check()
  await press(page, databases.continue)
  await page.getByRole('checkbox', { name: 'public.orders' }).check()
  await page.getByRole('checkbox', { name: 'public.notes' }).check()
  await press(page, databases.continue)
  await expectFine(page, 'tables')
  await page.getByRole('checkbox', { name: 'public.notes' }).uncheck()
  await page.getByRole('checkbox', { name: 'public.order_items' }).uncheck()
  await press(page, databases.continue)
  await giveMeaning(page, 'public.orders')
  await press(page, databases.meaning.addCondition)
  await expectFine(page, 'meaning')
})

test('axe finds nothing on the plan and on the source, and they fit a phone', async ({ page, house }) => {
  await openMeaning(page, await house.databases.createCompanyDatabase(shop), 'outbox')
  await press(page, databases.continue)
  await expect(page.getByRole('button', { name: databases.connect, exact: true })).toBeEnabled()
  await expectFine(page, 'plan')
  await press(page, databases.connect)
  await expect(page.getByText(capture.phases.following.name)).toBeVisible()
  await press(page, capture.anew.ask)
  await expectFine(page, 'source')
})

test('a database is tried and its tables are chosen with the keyboard alone', async ({ page, house }) => {
  const url = await house.databases.createCompanyDatabase(shop)
  await page.goto('/settings/sources/connect')
  await page.getByLabel(databases.connection.string, { exact: true }).focus()
  await page.keyboard.insertText(url)
  await page.keyboard.press('Enter')
  await expect(heading(page, databases.steps.way)).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('radio', { checked: true })).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await expect(heading(page, databases.steps.tables)).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.type('orders')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  const orders = page.getByRole('checkbox', { name: 'public.orders' })
  await expect(orders).toBeFocused()
  if (!(await orders.isChecked())) await page.keyboard.press('Space')
  await expect(orders).toBeChecked()
})
