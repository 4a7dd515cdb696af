import { hashPassword, verifyPassword } from 'better-auth/crypto'
import type { Pool } from 'pg'
import type { ChangePassword, Me } from '#contract/sign-in.ts'
import { transaction } from '../../db/transaction.ts'
import { readHash } from './password-hash.ts'
import { endOtherSessions, endSecondSteps } from './sessions.ts'

interface Changed extends ChangePassword {
  userId: string
  /** Of the session that goes on; all others end. */
  token: string
}

type Outcome = { ok: true } | { ok: false; reason: 'wrong-password' | 'no-password' }

/** Gives somebody who knows their password another, and ends every other session that was opened with the old one. */
export async function changePassword(pool: Pool, { userId, token, current, password }: Changed): Promise<Outcome> {
  const hash = await readHash(pool, { userId, lock: '' })
  if (hash === null) return { ok: false, reason: 'no-password' }
  if (!(await verifyPassword({ hash, password: current }))) return { ok: false, reason: 'wrong-password' }
  const next = await hashPassword(password)
  return transaction(pool, { durable: true }, async (tx) => {
    // Of two changes at once, or a reset meanwhile, the later one finds that its password holds no more.
    const { rowCount } = await tx.query(
      `update accounts set password = $3, updated_at = now()
        where user_id = $1 and provider_id = 'credential' and password = $2`,
      [userId, hash, next],
    )
    if (rowCount === 0) return { ok: false, reason: 'wrong-password' }
    await endOtherSessions(tx, { userId, token })
    await endSecondSteps(tx, userId)
    // A link that was asked for with the old password would undo it.
    await tx.query(`delete from verifications where identifier = 'reset:' || $1`, [userId])
    return { ok: true }
  })
}

type SignsIn = Pick<Me, 'hasPassword' | 'hasSecondFactor'> & { email: string }

/** @returns what somebody signs in with; null for whoever is no person of this installation. */
export async function readSignIn(pool: Pool, userId: string): Promise<SignsIn | null> {
  const { rows } = await pool.query<SignsIn>({
    name: 'read-sign-in',
    text: `select u.email, u.two_factor_enabled as "hasSecondFactor", exists (
          select from accounts a where a.user_id = u.id and a.provider_id = 'credential' and a.password is not null
        ) as "hasPassword"
      from users u where u.id = $1 and not u.is_persona`,
    values: [userId],
  })
  return rows[0] ?? null
}
