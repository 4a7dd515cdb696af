import { randomBytes, randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import type { Role } from '#contract/role-names.ts'
import type { Viewer } from '#contract/role.ts'
import { allRoles } from '#contract/role-names.ts'
import type { SessionInfo } from '#contract/sign-in.ts'
import { sessionDays } from './session-cookie.ts'

interface Asked {
  token: string
  /** Whether roles of the demonstration are somebody here. */
  demo: boolean
}

/** A session in use is written to no oftener. */
const seenEveryMs = 60_000

/** Whoever signed in with this session; null when it has ended. Notes that it was used, to the minute. */
export async function readPerson(pool: Pool, { token, demo }: Asked): Promise<Viewer | null> {
  const { rows } = await pool.query<{ id: string; name: string; roles: string[]; is_noted: boolean }>({
    name: 'read-person',
    text: `select u.id, u.name, u.roles, s.updated_at > now() - make_interval(secs => $3) as is_noted
      from sessions s join users u on u.id = s.user_id
      where s.token = $1 and s.expires_at > now() and u.deactivated_at is null
        and (not u.is_persona or $2)`,
    values: [token, demo, seenEveryMs / 1000],
  })
  const [row] = rows
  if (!row) return null
  if (!row.is_noted) await noteUse(pool, token)
  return { id: row.id, name: row.name, kind: 'person', roles: row.roles.filter(isRole) }
}

async function noteUse(pool: Pool, token: string): Promise<void> {
  await pool.query({
    name: 'note-use-of-session',
    text: 'update sessions set updated_at = now() where token = $1',
    values: [token],
  })
}

/** A role that a later version has, and this one does not, gives nothing. */
function isRole(text: string): text is Role {
  return allRoles.some((role) => role === text)
}

interface Opened {
  userId: string
  address?: string
  userAgent?: string | undefined
}

/** Signs somebody in who has been proved otherwise. @returns the token that the cookie carries, signed. */
export async function openSession(pool: Pool, { userId, address, userAgent }: Opened): Promise<string> {
  const token = randomBytes(24).toString('base64url')
  await pool.query(
    `insert into sessions (id, token, user_id, expires_at, ip_address, user_agent)
      values ($1, $2, $3, now() + make_interval(days => $4), $5, $6)`,
    [randomUUID(), token, userId, sessionDays, address, userAgent?.slice(0, 400)],
  )
  return token
}

type Times = 'createdAt' | 'seenAt' | 'expiresAt'

/** A person's sessions that have not ended, the newest first. */
export async function listSessions(
  pool: Pool,
  { userId, token }: { userId: string; token: string | null },
): Promise<SessionInfo[]> {
  const { rows } = await pool.query<Omit<SessionInfo, Times> & Record<Times, Date>>(
    `select id, token is not distinct from $2 as "isThis", ip_address as address, user_agent as "userAgent",
        created_at as "createdAt", updated_at as "seenAt", expires_at as "expiresAt"
      from sessions where user_id = $1 and expires_at > now() order by created_at desc, id limit 100`,
    [userId, token],
  )
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    seenAt: row.seenAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  }))
}

/** @returns false when this person has no such session. */
export async function endSession(pool: Pool, { userId, id }: { userId: string; id: string }): Promise<boolean> {
  const { rowCount } = await pool.query('delete from sessions where user_id = $1 and id = $2', [userId, id])
  return rowCount !== 0
}

/** @param token of the session that goes on. @returns how many have ended. */
export async function endOtherSessions(
  pool: Pick<Pool, 'query'>,
  { userId, token }: { userId: string; token: string | null },
): Promise<number> {
  const { rowCount } = await pool.query('delete from sessions where user_id = $1 and token is distinct from $2', [
    userId,
    token,
  ])
  return rowCount ?? 0
}

/** Ends what waits for a code after a password that holds no more. */
export async function endSecondSteps(db: Pick<Pool, 'query'>, userId: string): Promise<void> {
  await db.query(`delete from verifications where value = $1 and identifier like '2fa-%'`, [userId])
}

/** Ends what a sign-in has opened: its session, or what waits for a code. */
export async function endSignIn(pool: Pool, { email, token }: { email: string; token: string | null }): Promise<void> {
  await pool.query(
    `with gone as (delete from sessions where token = $2)
      delete from verifications where value = (select id from users where email = $1) and identifier like '2fa-%'`,
    [email, token],
  )
}

/** @returns whose it was; null when there was none. */
export async function endSessionOf(pool: Pool, token: string): Promise<{ id: string; name: string } | null> {
  const { rows } = await pool.query<{ id: string; name: string }>(
    'delete from sessions s using users u where s.token = $1 and u.id = s.user_id returning u.id, u.name',
    [token],
  )
  return rows[0] ?? null
}

/** @returns whether it is somebody who may not sign in any more; the session that a right password made is gone then. */
export async function endDeactivated(pool: Pool, email: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    `with person as (select id from users where email = $1 and deactivated_at is not null),
        gone as (delete from sessions using person where user_id = person.id)
      select from person`,
    [email],
  )
  return rowCount !== 0
}
