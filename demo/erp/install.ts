import { readFile } from 'node:fs/promises'
import type pg from 'pg'
import { products, variants } from '../products.ts'
import { createRandom } from '../random.ts'
import { initialLevels } from '../stock-levels.ts'
import { buyers } from '../people.ts'
import { businessAccounts, customerIds, places } from '../world.ts'
import { decimal } from './statements.ts'

/** Every ERP begins with the same stock. */
const seed = 1182

/**
 * Makes the ERP's tables and fills them, all in one transaction: they are there whole or not at all, and those that are
 * there stay as they are.
 *
 * @param at when its stock was counted, epoch ms.
 * @returns whether it was made now.
 */
export async function installErp(client: pg.ClientBase, at: number): Promise<boolean> {
  const { rows } = await client.query<{ isThere: boolean }>(
    `select to_regclass('public.stock') is not null as "isThere"`,
  )
  if (rows[0]?.isThere) return false
  await client.query('begin')
  try {
    await client.query(await readFile(new URL('schema.sql', import.meta.url), 'utf8'))
    await fillStores(client)
    await fillProducts(client)
    await fillCustomers(client, at)
    await countStock(client, at)
    await client.query('commit')
    return true
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}

async function fillStores(client: pg.ClientBase): Promise<void> {
  const columns = [
    places.map(({ id }) => id),
    places.map(({ name }) => name),
    places.map(({ kind }) => kind),
    places.map(({ latitude }) => latitude),
    places.map(({ longitude }) => longitude),
  ]
  await client.query(
    `insert into stores (store_id, name, kind, latitude, longitude)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::numeric[], $5::numeric[])`,
    columns,
  )
}

async function fillProducts(client: pg.ClientBase): Promise<void> {
  await client.query(
    `insert into products (model, title, category, path)
     select model, title, category, path
     from jsonb_to_recordset($1) as product (model text, title text, category text, path text)`,
    [JSON.stringify(products)],
  )
  const rows = variants.map(({ sku, title, product: { model, category, path, priceCents, marginCents } }) => {
    const [price, margin] = [decimal(priceCents), decimal(marginCents)]
    return { sku, model, title, category, path, price, margin }
  })
  await client.query(
    `insert into variants (sku, model, title, category, path, price, margin)
     select sku, model, title, category, path, price, margin
     from jsonb_to_recordset($1)
       as variant (sku text, model text, title text, category text, path text, price numeric, margin numeric)`,
    [JSON.stringify(rows)],
  )
}

async function fillCustomers(client: pg.ClientBase, at: number): Promise<void> {
  await client.query(
    `insert into customers (customer_id, channel, created_at, updated_at)
     select customer_id, channel, $3, $3 from (
       select unnest($1::text[]), 'web' union all select unnest($2::text[]), 'pro'
     ) as known (customer_id, channel)`,
    [customerIds, [...businessAccounts, ...buyers.map(({ customerId }) => customerId)], new Date(at)],
  )
}

async function countStock(client: pg.ClientBase, at: number): Promise<void> {
  const levels = initialLevels(createRandom(seed))
  const rows = levels.map(({ variant, store, onHand }) => {
    return { store_id: store.id, store_name: store.name, sku: variant.sku, title: variant.title, on_hand: onHand }
  })
  await client.query(
    `insert into stock (store_id, sku, store_name, title, on_hand, reason, updated_at)
     select store_id, sku, store_name, title, on_hand, 'count', $2
     from jsonb_to_recordset($1)
       as counted (store_id text, sku text, store_name text, title text, on_hand int)`,
    [JSON.stringify(rows), new Date(at)],
  )
}
