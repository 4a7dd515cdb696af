import { expect, test } from 'vitest'
import pg from 'pg'
import type { TableMapping } from '#contract/database.ts'
import { databaseConfigSchema, previewSchema } from '#contract/database.ts'
import { emptyDatabase } from '../../testing/database.ts'
import { hasSample, loadSample } from '../../testing/sample-databases.ts'
import type { SampleDatabase } from '../../testing/sample-databases.ts'
import { member } from '../sent-value.ts'
import { openConnection } from './connection.ts'
import { readForeignKeys } from './foreign-keys.ts'
import { readTables } from './inspect-tables.ts'
import { withDatabase } from './inspect.ts'
import { previewMappings } from './preview.ts'
import { suggestMappings } from './suggest-mapping.ts'

async function filled(sql: string): Promise<string> {
  const { url } = await emptyDatabase()
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(sql)
  await client.end()
  return url
}

function suggestionsOf(url: string): Promise<TableMapping[]> {
  return withDatabase(openConnection(url, 'test'), async (client) => {
    const tables = await readTables(client, [])
    const foreignKeys = await readForeignKeys(client)
    return tables.flatMap((table) => suggestMappings(table, { tables, foreignKeys }))
  })
}

async function tryOut(url: string, mappings: TableMapping[]) {
  const named = [...mappings.map(({ table }) => table), ...mappings.flatMap(({ lines }) => lines?.table ?? [])]
  // An outbox has every row as it was, whatever the replica identity of its table is.
  const config = databaseConfigSchema.parse({ capture: 'outbox', tables: [...new Set(named)], mappings })
  return withDatabase(openConnection(url, 'test'), async (client) =>
    // As it is after a way over the wire.
    previewSchema.parse(JSON.parse(JSON.stringify(await previewMappings({ client, config, now: Date.now() })))),
  )
}

async function sample(name: SampleDatabase) {
  const { url } = await emptyDatabase()
  await loadSample(name, url)
  const mappings = await suggestionsOf(url)
  const preview = await tryOut(url, mappings)
  return { mappings, preview }
}

const kinds = (mappings: readonly TableMapping[]) => mappings.map(({ table, type }) => [table, type])

test.skipIf(!hasSample('customer-orders'))(
  'tables of a shop with stores are understood, and every row fits',
  async () => {
    const { mappings, preview } = await sample('customer-orders')
    expect(kinds(mappings)).toEqual([
      ['public.customers', 'customer.created'],
      ['public.customers', 'customer.updated'],
      ['public.inventory', 'stock.changed'],
      ['public.orders', 'order.placed'],
      ['public.orders', 'order.cancelled'],
      ['public.products', 'product.updated'],
      ['public.stores', 'store.updated'],
    ])
    expect(preview.errors).toEqual([])
    const events = preview.rows.flatMap(({ event }) => event ?? [])
    expect(events.filter(({ data }) => member(data, 'mappingError') !== undefined)).toEqual([])
    expect(events.filter(({ type }) => type === 'order.placed')).toHaveLength(5)
    expect(events.find(({ subject }) => subject === 'order/1950')).toMatchObject({
      occurredAt: expect.stringMatching(/^2022-04-/),
      data: {
        orderId: '1950',
        lines: expect.arrayContaining([
          { sku: expect.any(String), quantity: expect.any(Number), unitPriceMinor: expect.any(Number) },
        ]),
      },
    })
    expect(events.find(({ type }) => type === 'stock.changed')?.subject).toMatch(/^stock\/\d+@\d+$/)
    expect(events.find(({ type }) => type === 'product.updated')?.data).toMatchObject({
      priceMinor: expect.any(Number),
    })
    expect(mappings.find(({ type }) => type === 'store.updated')?.data).toMatchObject({
      latitude: { column: 'latitude', as: 'number' },
      longitude: { column: 'longitude', as: 'number' },
    })
  },
)

test.skipIf(!hasSample('northwind'))(
  'tables of a shop with one warehouse are understood, and every row fits',
  async () => {
    const { mappings, preview } = await sample('northwind')
    expect(kinds(mappings)).toEqual([
      ['public.customers', 'customer.created'],
      ['public.customers', 'customer.updated'],
      ['public.orders', 'order.placed'],
      ['public.products', 'product.updated'],
      ['public.products', 'stock.changed'],
    ])
    expect(preview.errors).toEqual([])
    const events = preview.rows.flatMap(({ event }) => event ?? [])
    expect(events.filter(({ data }) => member(data, 'mappingError') !== undefined)).toEqual([])
    expect(events.map(({ type }) => type)).toEqual(
      preview.rows.map(({ mapping }) => mappings.find(({ name }) => name === mapping)?.type),
    )
  },
)

test('French and German names are understood', async () => {
  const url = await filled(`
    create table "Commandes" ("IdCommande" bigint primary key, "Montant_TTC" numeric(12, 2), "Devise" char(3), "Date_Commande" timestamptz, "Annulé_le" timestamptz);
    create table lignes_commande (id int primary key, commande_id bigint references "Commandes", ref_produit text, quantite int, prix_unitaire numeric(9, 2));
    create table tbl_lagerbestand (artikel_nr text, filiale_id int, bestand numeric(9, 3), primary key (artikel_nr, filiale_id));
    create table kunden (kunden_id int primary key, name text, telefon text)`)
  const mappings = await suggestionsOf(url)
  expect(kinds(mappings)).toEqual([
    ['public.Commandes', 'order.placed'],
    ['public.Commandes', 'order.cancelled'],
    ['public.kunden', 'customer.created'],
    ['public.kunden', 'customer.updated'],
    ['public.tbl_lagerbestand', 'stock.changed'],
  ])
  expect(mappings[0]).toMatchObject({
    name: 'commandes-placed',
    subject: 'order/{IdCommande}',
    occurredAt: 'Date_Commande',
    data: { totalMinor: { column: 'Montant_TTC', as: 'minor-units' }, currency: { column: 'Devise' } },
    lines: { table: 'public.lignes_commande', match: { commande_id: 'IdCommande' } },
  })
  expect(mappings[1]?.when).toEqual([
    { column: 'Annulé_le', is: 'changed' },
    { column: 'Annulé_le', is: 'not-null' },
  ])
})

test('what is not sure is not suggested', async () => {
  const url = await filled(`
    create table orders (id int primary key, waiter text);
    create table articles (id int primary key, title text, body text);
    create table clients (id int primary key, redirect_uri text);
    create table inventory (id int primary key, product_id int, quantity int);
    create table purchase_orders (id int primary key, total numeric(9, 2));
    create table products (a int, b int, price numeric(9, 2), primary key (a, b))`)
  expect(await suggestionsOf(url)).toEqual([])
})
