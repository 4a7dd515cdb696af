import type { Page } from '@playwright/test'
import { inspectionSchema } from '../contract/database.ts'
import { viewSnapshotSchema } from '../contract/view.ts'
import { sourcesRowSchema } from '../contract/views/sources.ts'
import { expect } from './fixtures.ts'
import { eventServerUrl } from './ports.ts'
import { words } from './wall.ts'
import { operatorHeaders } from './operator.ts'

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
  await expect(page.getByText(capture.phases.following.name)).toBeVisible()
}

/** A retailer's own database, with what it sold in five weeks: shelves, products and stores are named as Vigie understands. */
export const retailer = `
  create table stores (store_id int primary key, store_name text not null, latitude numeric(9, 6), longitude numeric(9, 6));
  create table products (product_id int primary key, product_name text not null, unit_price numeric(10, 2));
  create table inventory (
    store_id int references stores, product_id int references products, on_hand int not null,
    primary key (store_id, product_id)
  );
  create table orders (order_id int primary key, order_date timestamptz not null, store_id int not null references stores);
  create table order_items (
    order_id int references orders, line int, product_id int not null references products, quantity int not null,
    primary key (order_id, line)
  );
  insert into stores values (1, 'Rennes Alma', 48.08, -1.67), (2, 'Nantes Atlantis', 47.22, -1.63);
  insert into products values (1182, 'Parka Ouessant', 189);
  insert into inventory values (1, 1182, 6), (2, 1182, 200);
  insert into orders select store * 100 + day, now() - day * interval '1 day', store
    from generate_series(1, 2) store, generate_series(1, 35) day;
  insert into order_items select order_id, 1, 1182, 3 from orders;
`

/** Connects all that seems to mean something, as it seems to, and waits until the database is followed. */
export async function connectAsSuggested(slug: string, url: string): Promise<void> {
  const inspection = inspectionSchema.parse(await askServer('/v1/databases/inspect', { connection: url }))
  if (!inspection.ok) throw new Error(inspection.problem.detail)
  const mappings = inspection.tables.flatMap(({ suggestedMappings }) => suggestedMappings)
  const tables = mappings.flatMap(({ table, lines }) => (lines ? [table, lines.table] : [table]))
  const config = { capture: 'outbox', tables: [...new Set(tables)], mappings }
  await askServer('/v1/sources', { slug, kind: 'postgres', secret: url, config })
  await expect(async () => {
    const { rows } = viewSnapshotSchema.parse(await askServer('/v1/views/sources'))
    expect(sourcesRowSchema.parse(rows[`source:${slug}`]).capture?.phase).toBe('following')
  }).toPass({ intervals: [100] })
}

async function askServer(path: string, body?: object): Promise<unknown> {
  const answer = await fetch(`${eventServerUrl}${path}`, {
    headers: { ...operatorHeaders, 'content-type': 'application/json' },
    ...(body && {
      method: 'POST',
      body: JSON.stringify(body),
    }),
  })
  if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`)
  return answer.json()
}
