import type { Pool } from 'pg'
import { ProblemError } from '../../runtime/problem-error.ts'

export interface AttemptLimit {
  /** What is tried by whom, such as `sign-in:address:192.0.2.7`. */
  key: string
  max: number
  /** From the first attempt on. */
  windowSeconds: number
}

/**
 * Counts an attempt at something that guessing would get through. It stands in the database: limits hold for all servers
 * together, and after a restart.
 *
 * @throws ProblemError `too-many-requests` when there have been too many
 */
export async function countAttempt(pool: Pool, { key, max, windowSeconds }: AttemptLimit): Promise<void> {
  const { rows } = await pool.query<{ count: number; leftSeconds: number }>({
    name: 'count-attempt',
    text: `insert into attempts as known (key, count, since) values ($1, 1, now())
      on conflict (key) do update set
        count = case when known.since < now() - make_interval(secs => $2) then 1 else known.count + 1 end,
        since = case when known.since < now() - make_interval(secs => $2) then now() else known.since end
      returning count, ceil(extract(epoch from since + make_interval(secs => $2) - now()))::int as "leftSeconds"`,
    values: [key, windowSeconds],
  })
  const [row] = rows
  if (!row || row.count <= max) return
  throw new ProblemError('too-many-requests', `too many attempts; try again in ${row.leftSeconds} s`, {
    type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
    retryAfterSeconds: Math.max(1, row.leftSeconds),
    members: { 'violated-policies': ['attempts'] },
  })
}

/** It succeeded: what failed before no longer counts. */
export async function forgetAttempts(pool: Pool, key: string): Promise<void> {
  await pool.query({ name: 'forget-attempts', text: 'delete from attempts where key = $1', values: [key] })
}
