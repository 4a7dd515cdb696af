import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../testing/database.ts'
import { openLog } from '../testing/log-fixture.ts'
import { FoldPresence } from './fold-presence.ts'

const { url } = await testDatabase()
const { pool, close } = await openLog(url)
afterAll(close)

async function standAt({ folded, head }: { folded: number; head: number }): Promise<void> {
  await pool.query('update log_head set position = $1', [head])
  await pool.query(
    `insert into checkpoints (projection, position, updated_at) values ('stock', $1, now())
    on conflict (projection) do update set position = excluded.position`,
    [folded],
  )
}

test('tables are of the present once they hold what was in the log at first, and as long as they are not made anew', async () => {
  await standAt({ folded: 3, head: 10 })
  const presence = new FoldPresence(pool, 'stock')
  expect(await presence.isPresent(), 'at a start in the middle of a rebuild').toBe(false)
  await standAt({ folded: 9, head: 20 })
  expect(await presence.isPresent()).toBe(false)
  await standAt({ folded: 11, head: 20 })
  expect(await presence.isPresent(), 'as far behind as folds are').toBe(true)
  await standAt({ folded: 0, head: 20 })
  expect(await presence.isPresent(), 'begun anew').toBe(false)
  await standAt({ folded: 10, head: 20 })
  expect(await presence.isPresent(), 'not yet as far as it was').toBe(false)
  await standAt({ folded: 11, head: 20 })
  expect(await presence.isPresent()).toBe(true)
})
