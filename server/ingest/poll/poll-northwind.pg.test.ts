import { expect, test } from 'vitest'
import { pollConfigSchema } from '#contract/database.ts'
import { CapturedDatabase, application } from '../../testing/captured-database.ts'
import { emptyDatabase, testDatabase } from '../../testing/database.ts'
import { loadNorthwind, northwindIsMissing, workInNorthwind } from '../../testing/northwind.ts'
import { readTables } from '../../testing/replay-changes.ts'
import { capturePoll } from './capture-poll.ts'

const own = await testDatabase()
const erp = await emptyDatabase()
const keys = { 'public.orders': ['order_id'], 'public.products': ['product_id'] }

/** As ERPs have it that tell when a row was changed, and no more. */
const addCursors = `
  create function stamp() returns trigger language plpgsql as
    $$begin new.changed_at := clock_timestamp(); return new; end$$;
  alter table orders add column changed_at timestamptz not null default clock_timestamp();
  alter table products add column changed_at timestamptz not null default clock_timestamp();
  create trigger stamp before insert or update on orders for each row execute function stamp();
  create trigger stamp before insert or update on products for each row execute function stamp()`

test.skipIf(northwindIsMissing)('of an ERP at work the last state of each row is in the log', async () => {
  await loadNorthwind(erp.url)
  await using db = await application(erp.url)
  await db.query(addCursors)
  const reads = Object.entries(keys).map(([table, key]) => ({ table, key, cursor: 'changed_at' }))
  const config = { ...pollConfigSchema.parse({ capture: 'poll', reads }), intervalSeconds: 0.2 }
  const captured = new CapturedDatabase({ capture: capturePoll, config, url: erp.url, ownUrl: own.url })
  captured.start()
  await captured.whenCaughtUp()
  await workInNorthwind(erp.url)
  await captured.whenCaughtUp()
  const { changes } = captured.log
  // Rows that are gone by now may have been seen; of those that are there the last one told is what they are.
  const told = new Map(changes.map(({ table, key, after }) => [`public.${table} ${JSON.stringify(key)}`, after]))
  for (const [table, rows] of await readTables(erp.url, keys)) {
    for (const [place, row] of rows) {
      const last = told.get(`${table} ${place}`)
      expect(JSON.stringify(last, (_column, value: unknown) => value ?? undefined)).toBe(row)
    }
  }
  expect(changes.length).toBeGreaterThan(20_000)
  await captured.close()
})
