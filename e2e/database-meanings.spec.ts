import type { Page } from '@playwright/test'
import * as z from 'zod'
import { giveMeaning, shop, newOrder, press, heading, connectRaw } from './company-database.ts'
import { execute } from './database.ts'
import { expect, test } from './fixtures.ts'
import { words } from './wall.ts'

const { databases, capture } = words.en

/** What is in the log of a source. */
async function listEvents(page: Page, source: string): Promise<{ id: string; type: string }[]> {
  const response = await page.request.get(`/v1/events?limit=1000&source=${source}`)
  const { events } = z
    .object({ events: z.array(z.object({ id: z.string(), type: z.string() })) })
    .parse(await response.json())
  return events
}

/** The types of the events of a source, each with how many there are; no two have one id. */
async function countTypes(page: Page, source: string): Promise<Record<string, number>> {
  const events = await listEvents(page, source)
  const told = events.filter(({ type }) => type !== 'source.canary')
  expect(new Set(told.map(({ id }) => id)).size).toBe(told.length)
  return Object.fromEntries([...Map.groupBy(told, ({ type }) => type)].map(([type, { length }]) => [type, length]))
}

test('what rows mean is changed after connecting: from then on, and begun anew for what is there again', async ({
  page,
  house,
}) => {
  const url = await house.databases.createCompanyDatabase(shop)
  const name = new URL(url).pathname.slice(1)
  const slug = name.replaceAll('_', '-')
  await connectRaw(page, url)
  await page.getByRole('link', { name: capture.meanings.change }).click()
  await expect(heading(page, databases.steps.meaning)).toBeVisible()
  await giveMeaning(page, 'public.orders')
  await page.getByLabel(databases.meaning.type).last().fill('shop.ordered')
  await press(page, databases.continue)
  await expect(page.getByText(databases.changing.fromNow)).toBeVisible()
  await expect(page.getByText(databases.plan.nothing)).toBeVisible()
  await press(page, databases.changing.save)

  await expect(page.getByText(/become shop\.ordered/)).toBeVisible()
  await execute(url, newOrder)
  await expect.poll(() => countTypes(page, slug)).toEqual({ 'public.orders.read': 200, 'shop.ordered': 1 })
  await press(page, capture.anew.ask)
  await press(page, capture.anew.confirm)
  await expect.poll(() => countTypes(page, slug)).toEqual({ 'public.orders.read': 200, 'shop.ordered': 202 })
})

test('a table is added after connecting once the SQL that it needs was shown, and another taken out', async ({
  page,
  house,
}) => {
  const url = await house.databases.createCompanyDatabase(shop)
  const slug = new URL(url).pathname.slice(1).replaceAll('_', '-')
  await connectRaw(page, url)
  await page.getByRole('link', { name: capture.meanings.change }).click()
  await press(page, databases.changeStep.replace('{step}', databases.steps.tables))
  await page.getByRole('checkbox', { name: 'public.notes' }).check()
  await page.getByRole('checkbox', { name: 'public.orders' }).uncheck()
  await press(page, databases.continue)
  await press(page, databases.continue)
  const plan = page.getByRole('region', { name: databases.plan.title })
  await expect(plan.getByText(/create trigger .* on "public"\."notes"/).first()).toBeVisible()
  await expect(plan.getByText(/drop trigger .* on "public"\."orders"/).first()).toBeVisible()
  await expect(page.getByText(databases.changing.addedCopiesAll.replace('{tables}', 'public.notes'))).toBeVisible()
  await press(page, databases.changing.save)

  await expect(page.getByText(capture.meanings.raw.replace('{tables}', 'public.notes'))).toBeVisible()
  // What is written before the second copy is taken is in it; what follows it begins with a sign of life.
  await expect
    .poll(async () =>
      (await listEvents(page, slug)).some(({ id, type }) => type === 'source.canary' && id.startsWith('canary:e2/')),
    )
    .toBe(true)
  await execute(url, `insert into notes values ('a word'); ${newOrder}`)
  await expect.poll(async () => (await countTypes(page, slug))['public.notes.created']).toBe(1)
  expect(await countTypes(page, slug)).toEqual({ 'public.orders.read': 200, 'public.notes.created': 1 })
})

test('a change that does not fit the database is refused at its field', async ({ page, house, troubles }) => {
  troubles.expect(/status of 400 .*\/v1\/sources\//)
  const url = await house.databases.createCompanyDatabase(shop)
  await connectRaw(page, url)
  await page.getByRole('link', { name: capture.meanings.change }).click()
  await giveMeaning(page, 'public.orders')
  await page.getByLabel(databases.meaning.subject, { exact: true }).fill('order/{order_number}')
  await press(page, databases.continue)
  await press(page, databases.changing.save)
  const subject = page.getByLabel(databases.meaning.subject, { exact: true })
  await expect(subject).toHaveAttribute('aria-invalid', 'true')
  await expect(subject).toHaveAccessibleDescription(/has no column order_number/)
})

test('a row that does not fit its meaning leads to where that is changed', async ({ page, house }) => {
  const url = await house.databases.createCompanyDatabase(shop)
  await connectRaw(page, url)
  await page.getByRole('link', { name: capture.meanings.change }).click()
  await giveMeaning(page, 'public.orders')
  await page.getByLabel(databases.meaning.as.replace('{name}', 'customer')).selectOption('number')
  await press(page, databases.continue)
  await press(page, databases.changing.save)
  await expect(page.getByText(/become orders\.added/)).toBeVisible()
  await execute(url, newOrder)
  const problem = page.getByRole('alert').filter({ hasText: databases.problems['mapping-failed'].title })
  await problem.getByRole('link', { name: capture.meanings.change }).click()
  await expect(heading(page, databases.changing.title)).toBeVisible()
  await expect(page.getByText(/become orders\.added/)).toBeVisible()
})
