import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../testing/database.ts'
import { openLog } from '../../testing/log-fixture.ts'
import { removeExpired } from './remove-expired.ts'

const { url } = await testDatabase()
const { pool, close } = await openLog(url)
afterAll(close)

test('what signing in leaves behind goes a day after its time, and nothing before', async () => {
  await pool.query(`insert into users (id, name, email, roles) values ('ada', 'Ada', 'ada@shop.example', '{admin}')`)
  for (const [id, hours] of [
    ['over', -25],
    ['just-over', -1],
    ['valid', 1],
  ] as const) {
    const at = `now() + make_interval(hours => ${hours})`
    await pool.query(`insert into attempts (key, count, since) values ('${id}', 1, ${at})`)
    await pool.query(`insert into sessions (id, token, user_id, expires_at) values ('${id}', '${id}', 'ada', ${at})`)
    await pool.query(`insert into verifications (id, identifier, value, expires_at) values ('${id}', 'x', 'x', ${at})`)
  }
  await removeExpired(pool)
  const { rows } = await pool.query<{ id: string }>(
    'select key as id from attempts union all select id from sessions union all select id from verifications order by id',
  )
  expect(rows.map(({ id }) => id)).toEqual(['just-over', 'just-over', 'just-over', 'valid', 'valid', 'valid'])
})
