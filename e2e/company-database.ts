import type { Page } from '@playwright/test'
import { expect } from './fixtures.ts'
import { words } from './wall.ts'

/* Somebody's own database, and how a person connects it on the page. */

const { databases, capture } = words.en

/** Whether the table has a meaning by suggestion or not. */
export async function giveMeaning(page: Page, table: string): Promise<void> {
  const { give, another, of } = databases.meaning
  const labels = [give, another].map((what) => of.replace('{what}', what).replace('{of}', table))
  await page
    .getByRole('button', { name: new RegExp(`^(?:${labels.join('|').replaceAll('.', String.raw`\.`)})$`) })
    .click()
}

/** A shop's own database, with rows that were there before. */
export const shop = `
  create table orders (
    order_id int primary key generated always as identity,
    customer text not null,
    total numeric(10, 2) not null,
    placed_at timestamptz not null default now()
  );
  create table order_items (
    order_id int not null references orders,
    line int not null,
    sku text not null,
    primary key (order_id, line)
  );
  create table notes (words text);
  insert into orders (customer, total) select 'customer ' || n, n from generate_series(1, 200) n;
  insert into order_items select n, 1, 'BRM-1182' from generate_series(1, 200) n;
`
export const newOrder = "insert into orders (customer, total) values ('Lucie', 84.90)"

export const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click()
export const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true })

export async function testConnection(page: Page, url: string): Promise<void> {
  await page.getByLabel(databases.connection.string, { exact: true }).fill(url)
  await press(page, databases.connection.test)
}

export async function openWay(page: Page, url: string): Promise<void> {
  await page.goto('/settings/sources/connect')
  await testConnection(page, url)
  await expect(page.getByRole('radio', { name: databases.ways.replication.name })).toBeVisible()
}

/** As far as the step in which rows are given a meaning. */
export async function openMeaning(page: Page, url: string, way: 'replication' | 'outbox' | 'poll'): Promise<void> {
  await openWay(page, url)
  await page.getByRole('radio', { name: databases.ways[way].name }).check()
  await press(page, databases.continue)
  await page.getByRole('checkbox', { name: 'public.orders' }).check()
  await press(page, databases.continue)
  await expect(page.getByRole('heading', { name: 'public.orders' })).toBeVisible()
}

/** Connects the orders by an outbox, as they are. */
export async function connectRaw(page: Page, url: string): Promise<void> {
  await openWay(page, url)
  await page.getByRole('radio', { name: databases.ways.outbox.name }).check()
  await press(page, databases.continue)
  await page.getByRole('checkbox', { name: 'public.order_items' }).uncheck()
  await page.getByRole('checkbox', { name: 'public.orders' }).check()
  await press(page, databases.continue)
  await expect(page.getByRole('heading', { name: 'public.orders' })).toBeVisible()
  const suggested = page.getByRole('button', { name: new RegExp(`^${databases.meaning.remove}: `) })
  while ((await suggested.count()) > 0) await suggested.first().click()
  await press(page, databases.continue)
  await press(page, databases.connect)
  await expect(page.getByText(capture.phases.following.name)).toBeVisible({ timeout: 30_000 })
}
