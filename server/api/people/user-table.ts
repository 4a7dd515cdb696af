import type { Pool, PoolClient } from 'pg'
import type { User } from '#contract/people.ts'
import type { Role } from '#contract/role-names.ts'
import { roleSchema } from '#contract/role.ts'
import { personBehind } from '../../db/maker.ts'
import { transaction } from '../../db/transaction.ts'
import { ProblemError } from '../../runtime/problem-error.ts'

interface UserRow {
  id: string
  name: string
  email: string
  roles: string[]
  sessions: number
  last_sign_in_at: Date | null
  created_at: Date
  deactivated_at: Date | null
  two_factor_enabled: boolean
}

const selectUsers = `select u.id, u.name, u.email, u.roles, u.created_at, u.deactivated_at, u.two_factor_enabled,
    count(s.id)::int as sessions, max(s.created_at) as last_sign_in_at
  from users u left join sessions s on s.user_id = u.id and s.expires_at > now()
  where not u.is_persona`

/** By name. Personas of the demonstration are nobody. */
export async function listUsers(pool: Pool): Promise<User[]> {
  const { rows } = await pool.query<UserRow>(`${selectUsers} group by u.id order by lower(u.name), u.id`)
  return rows.map(toUser)
}

/** Whether it is this person who asks, or a token of theirs. */
export async function isBehind(pool: Pool, { actor, person }: { actor: string; person: string }): Promise<boolean> {
  const { rows } = await pool.query<{ isBehind: boolean | null }>(`select ${personBehind('$1')} = $2 as "isBehind"`, [
    actor,
    person,
  ])
  return rows[0]?.isBehind === true
}

/** What is done to somebody. */
export type UserChange =
  | { type: 'roles'; roles: readonly Role[] }
  | { type: 'deactivate' }
  | { type: 'activate' }
  | { type: 'end-sessions' }
  | { type: 'reset-second-factor' }

/**
 * Changes somebody in one transaction. All active administrators are locked first: of two that take each other's role at
 * the same time the second is refused, so one is always left.
 *
 * @throws ProblemError `not-found`; `conflict` when nobody would be left who may do this
 */
export async function changeUser(pool: Pool, { id, change }: { id: string; change: UserChange }): Promise<User> {
  return transaction(pool, { durable: true }, async (tx) => {
    if (takesAdmin(change)) await requireAnotherAdministrator(tx, id)
    await apply(tx, { id, change })
    const { rows } = await tx.query<UserRow>(`${selectUsers} and u.id = $1 group by u.id`, [id])
    const [row] = rows
    if (!row) throw new ProblemError('not-found', 'there is nobody with this id')
    return toUser(row)
  })
}

function takesAdmin(change: UserChange): boolean {
  return change.type === 'deactivate' || (change.type === 'roles' && !change.roles.includes('admin'))
}

async function requireAnotherAdministrator(tx: PoolClient, id: string): Promise<void> {
  const { rows } = await tx.query<{ id: string }>(
    `select id from users where 'admin' = any(roles) and deactivated_at is null and not is_persona order by id for update`,
  )
  if (rows.some((row) => row.id === id) && rows.length === 1) {
    throw new ProblemError('conflict', 'this is the last administrator; make somebody else one first')
  }
}

async function apply(tx: PoolClient, { id, change }: { id: string; change: UserChange }): Promise<void> {
  switch (change.type) {
    case 'roles':
      await tx.query('update users set roles = $2, updated_at = now() where id = $1', [id, change.roles])
      return
    case 'activate':
      await tx.query('update users set deactivated_at = null where id = $1', [id])
      return
    case 'deactivate':
      await tx.query('update users set deactivated_at = coalesce(deactivated_at, now()) where id = $1', [id])
      await tx.query('delete from sessions where user_id = $1', [id])
      return
    case 'end-sessions':
      await tx.query('delete from sessions where user_id = $1', [id])
      return
    case 'reset-second-factor':
      await tx.query('update users set two_factor_enabled = false, updated_at = now() where id = $1', [id])
      await tx.query('delete from two_factors where user_id = $1', [id])
  }
}

function toUser({
  last_sign_in_at: lastSignIn,
  created_at: created,
  deactivated_at: deactivated,
  two_factor_enabled: hasSecondFactor,
  ...row
}: UserRow): User {
  return {
    ...row,
    roles: row.roles.flatMap((role) => roleSchema.safeParse(role).data ?? []),
    lastSignInAt: lastSignIn?.toISOString() ?? null,
    createdAt: created.toISOString(),
    deactivatedAt: deactivated?.toISOString() ?? null,
    hasSecondFactor,
  }
}
