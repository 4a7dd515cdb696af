import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type pg from 'pg'
import { application } from './captured-database.ts'

/* Somebody's ERP of some years: the Northwind database, loaded by psql; absent outside the machines that have both. */
const file = fileURLToPath(new URL('../../../shared/data/erp-northwind/northwind.sql', import.meta.url))
const psql = '/usr/bin/psql'

/** Why it cannot be loaded here. */
export const northwindIsMissing = existsSync(file) && existsSync(psql) ? null : 'needs psql and the Northwind database'

/** Tables that are captured, with their keys. */
export const northwindKeys: Readonly<Record<string, readonly string[]>> = {
  'public.categories': ['category_id'],
  'public.customers': ['customer_id'],
  'public.customer_demographics': ['customer_type_id'],
  'public.customer_customer_demo': ['customer_id', 'customer_type_id'],
  'public.orders': ['order_id'],
  'public.order_details': ['order_id', 'product_id'],
  'public.products': ['product_id'],
}

export async function loadNorthwind(url: string): Promise<void> {
  await promisify(execFile)(psql, [url, '--quiet', '--set=ON_ERROR_STOP=1', '--file', file], {
    env: { ...process.env, PGOPTIONS: '-c search_path=public' },
    maxBuffer: 64 * 1024 * 1024,
  })
}

/** An ERP at work: what happens in a day, and what may happen in a year. */
export async function workInNorthwind(url: string, { truncates = true } = {}): Promise<void> {
  await using first = await application(url)
  await using second = await application(url)
  await sellAndReturn(first)
  await changeTheirMinds(first)
  await alterTables(first)
  await first.query(`insert into orders (order_id, customer_id, order_date, freight)
    select -n, 'ALFKI', '2026-11-27', n from generate_series(1, 20000) n`)
  await competeForStock([first, second])
  if (truncates) await first.query('truncate customer_customer_demo, customer_demographics')
}

async function sellAndReturn(client: pg.Client): Promise<void> {
  await client.query(`begin;
    insert into orders (order_id, customer_id, employee_id, order_date, freight) values (12000, 'ALFKI', 1, '2026-11-27', 12.5);
    insert into order_details values (12000, 1, 18, 3, 0), (12000, 2, 19, 1, 0.05);
    update products set units_in_stock = units_in_stock - 3 where product_id = 1;
    update products set units_in_stock = units_in_stock - 1 where product_id = 2;
    commit`)
  await client.query(`begin; delete from order_details where order_id = 12000; delete from orders where order_id = 12000;
    update products set units_in_stock = units_in_stock + 3 where product_id = 1; commit`)
}

async function changeTheirMinds(client: pg.Client): Promise<void> {
  await client.query(
    `begin; insert into orders (order_id) values (12001); update products set unit_price = 0; rollback`,
  )
  await client.query(`begin; insert into orders (order_id, ship_name) values (12002, 'kept');
    savepoint a; update orders set ship_name = 'rolled back' where order_id = 12002; delete from order_details where order_id = 10248;
    rollback to a; update orders set ship_name = 'kept twice' where order_id = 12002; savepoint b;
    insert into orders (order_id, ship_name) values (12003, 'kept, too'); release b; commit`)
  await client.query('update orders set order_id = 13003 where order_id = 12003')
  await client.query(`insert into customer_demographics values ('new', 'of today')`)
  await client.query(`insert into customer_customer_demo values ('ALFKI', 'new')`)
}

async function alterTables(client: pg.Client): Promise<void> {
  await client.query(`begin; update products set discontinued = 1 where product_id = 3;
    alter table products add column barcode text; update products set barcode = 'b' || product_id where product_id <= 5; commit`)
}

/** Each waits for the other's locks. */
async function competeForStock(clients: readonly pg.Client[]): Promise<void> {
  await Promise.all(
    clients.map(async (client, who) => {
      for (let sale = 0; sale < 50; sale++) {
        await client.query('begin')
        await client.query(`insert into orders (order_id, ship_name) values ($1, 'a sale')`, [
          14000 + 1000 * who + sale,
        ])
        await client.query(
          'update products set units_in_stock = units_in_stock - 1, reorder_level = $1 where product_id = 7',
          [sale + 100 * who],
        )
        await client.query(sale % 7 === 0 ? 'rollback' : 'commit')
      }
    }),
  )
}
