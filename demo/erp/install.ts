import { readFile } from 'node:fs/promises'
import type pg from 'pg'
import { products, variants } from '../products.ts'
import { nextLorryAt, orderedUnits } from '../lorries.ts'
import { createRandom } from '../random.ts'
import type { Level } from '../stock-levels.ts'
import { initialLevels, shortageOf } from '../stock-levels.ts'
import { buyers } from '../people.ts'
import { businessAccounts, customerIds, places } from '../world.ts'
import { decimal } from './statements.ts'
import type { TillClosing } from './till-closings.ts'
import { closingsByHour } from './till-closings.ts'

/** Every ERP that is made in one moment begins with the same stock. */
const seed = 1182
const soonMs = 12 * 3_600_000

/**
 * Makes the ERP's tables and fills them, all in one transaction: they are there whole or not at all, and those that are
 * there stay as they are.
 *
 * @param at when its stock was counted, epoch ms.
 * @param historyHours of how many hours before it is known what the tills have sold.
 * @returns whether it was made now.
 */
export async function installErp(client: pg.ClientBase, at: number, historyHours = 28 * 24): Promise<boolean> {
  const { rows } = await client.query<{ isThere: boolean }>(
    `select to_regclass('public.stock') is not null as "isThere"`,
  )
  if (rows[0]?.isThere) {
    await runScript(client, 'till-closings.sql')
    return false
  }
  await client.query('begin')
  try {
    await runScript(client, 'schema.sql')
    await runScript(client, 'till-closings.sql')
    await fillStores(client)
    await fillProducts(client)
    await fillCustomers(client, at)
    const random = createRandom(seed)
    const levels = initialLevels(random, at)
    await countStock(client, levels, at)
    await expectDeliveries(client, levels, at)
    await closeTills(client, closingsByHour(random, { until: at, hours: historyHours }))
    await client.query('commit')
    return true
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}

async function runScript(client: pg.ClientBase, name: string): Promise<void> {
  await client.query(await readFile(new URL(name, import.meta.url), 'utf8'))
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

async function countStock(client: pg.ClientBase, levels: readonly Level[], at: number): Promise<void> {
  const rows = levels.map(({ variant, store, onHand }) => {
    const updated_at = new Date(at - (shortageOf(variant, store)?.emptyForMs ?? 0))
    const names = { store_name: store.name, title: variant.title }
    return { store_id: store.id, sku: variant.sku, ...names, on_hand: onHand, updated_at }
  })
  await client.query(
    `insert into stock (store_id, sku, store_name, title, on_hand, reason, updated_at)
     select store_id, sku, store_name, title, on_hand, 'count', updated_at
     from jsonb_to_recordset($1)
       as counted (store_id text, sku text, store_name text, title text, on_hand int, updated_at timestamptz)`,
    [JSON.stringify(rows)],
  )
}

/** Whatever there is comes with the next lorry; what is short, with the one after if that one comes soon. */
async function expectDeliveries(client: pg.ClientBase, levels: readonly Level[], at: number): Promise<void> {
  const rows = levels.map(({ variant, store, onHand }) => ({
    delivery_id: `D-first-${store.id}-${variant.sku}`,
    sku: variant.sku,
    title: variant.title,
    store_id: store.id,
    store_name: store.name,
    quantity: orderedUnits(variant, store, { at, onHand }),
    expected_at: new Date(nextLorryAt(store, shortageOf(variant, store) ? at + soonMs : at)),
  }))
  await client.query(
    `insert into deliveries (delivery_id, sku, title, store_id, store_name, quantity, status, ordered_at, expected_at)
     select delivery_id, sku, title, store_id, store_name, quantity, 'expected', $2, expected_at
     from jsonb_to_recordset($1) as ordered
       (delivery_id text, sku text, title text, store_id text, store_name text, quantity int, expected_at timestamptz)`,
    [JSON.stringify(rows), new Date(at)],
  )
}

async function closeTills(client: pg.ClientBase, hours: Iterable<readonly TillClosing[]>): Promise<void> {
  for (const closings of hours) {
    const rows = closings.map(({ closingId, store, closedAt, centredAt, lines }) => ({
      closing_id: closingId,
      channel: store.kind,
      store_id: store.id,
      store_name: store.name,
      total: decimal(lines.reduce((sum, { variant, quantity }) => sum + quantity * variant.product.priceCents, 0)),
      closed_at: new Date(closedAt),
      centred_at: new Date(centredAt),
    }))
    await client.query(
      `insert into till_closings (closing_id, channel, store_id, store_name, total, closed_at, centred_at)
       select closing_id, channel, store_id, store_name, total, closed_at, centred_at
       from jsonb_to_recordset($1) as closed
         (closing_id text, channel text, store_id text, store_name text, total numeric, closed_at timestamptz, centred_at timestamptz)`,
      [JSON.stringify(rows)],
    )
    await client.query(
      `insert into till_closing_lines (closing_id, line, sku, title, quantity, unit_price)
       select closing_id, line, sku, title, quantity, price
       from unnest($1::text[], $2::int[], $3::text[], $4::int[]) as sold (closing_id, line, sku, quantity)
         join variants using (sku)`,
      columnsOf(closings),
    )
  }
}

function columnsOf(closings: readonly TillClosing[]): unknown[] {
  const lines = closings.flatMap(({ closingId, lines }) =>
    lines.map(({ variant, quantity }, index) => ({ closingId, line: index + 1, sku: variant.sku, quantity })),
  )
  return (['closingId', 'line', 'sku', 'quantity'] as const).map((column) => lines.map((line) => line[column]))
}
