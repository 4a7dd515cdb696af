import { verifyPassword } from 'better-auth/crypto'
import type { Pool } from 'pg'

/*
 * Signing in takes a moment, in which the password may be changed. The change ends everything that is open, but not what is only
 * about to be: so a sign-in looks again at what it has been checked against, once it has opened something.
 */

/** What the password of somebody with this address is checked against; null where there is none. */
export async function readPasswordHash(pool: Pool, email: string): Promise<string | null> {
  return readHash(pool, { email, lock: '' })
}

/** The same, after a change that is being made. */
export async function readSettledHash(pool: Pool, email: string): Promise<string | null> {
  return readHash(pool, { email, lock: 'for share' })
}

type Whose = { email: string } | { userId: string }

/** @returns null for whoever is nobody, or has no password. */
export async function readHash(pool: Pool, whose: Whose & { lock: '' | 'for share' }): Promise<string | null> {
  const [person, value] =
    'email' in whose ? ['(select id from users where email = $1)', whose.email] : ['$1', whose.userId]
  const { rows } = await pool.query<{ password: string | null }>(
    `select password from accounts where user_id = ${person} and provider_id = 'credential' ${whose.lock}`,
    [value],
  )
  return rows[0]?.password ?? null
}

interface Entered {
  email: string
  password: string
  /** Of when the sign-in began. */
  hash: string | null
}

/** Whether a password that was right is right still; where it was not changed meanwhile that is not reckoned again. */
export async function isStillRight(pool: Pool, { email, password, hash }: Entered): Promise<boolean> {
  const now = await readSettledHash(pool, email)
  return now !== null && (now === hash || (await verifyPassword({ hash: now, password })))
}
