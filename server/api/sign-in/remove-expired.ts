import type { Pool } from 'pg'

/** Attempts that no limit looks at, and sessions and links that nobody can use any more: all a day after their time. */
export async function removeExpired(pool: Pool): Promise<void> {
  await pool.query(`delete from attempts where since < now() - interval '1 day'`)
  await pool.query(`delete from sessions where expires_at < now() - interval '1 day'`)
  await pool.query(`delete from verifications where expires_at < now() - interval '1 day'`)
}
