import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import type { Role } from '#contract/role-names.ts'
import type { Viewer } from '#contract/role.ts'
import { roleSchema } from '#contract/role.ts'
import type { CreatedToken, CreateToken, Token } from '#contract/tokens.ts'
import { isHeldByAdministrator, personBehind } from '../../db/maker.ts'
import { ProblemError } from '../../runtime/problem-error.ts'

/*
 * A token is `vgt_` and the base64url of 32 random bytes. The database has its SHA-256 only: with 256 random bits there is
 * nothing to guess, so no slow hash is needed, and a look-up is one prepared query.
 */

const prefix = 'vgt_'
const tokenPattern = /^vgt_[\w-]{43}$/
/** A token in use is written to no oftener. */
const usedEveryMs = 60_000

interface Here {
  /** Whether this is a demonstration, whose personas are somebody. */
  demo: boolean
}

interface NewToken extends CreateToken {
  /** A token that makes another does so for the person behind it; `id: null` = the terminal, from which nobody takes a role. */
  createdBy: { id: string | null; name: string }
}

/** @returns the token and itself, which is shown this once. */
export async function createToken(pool: Pool, { name, roles, createdBy }: NewToken): Promise<CreatedToken> {
  const token = prefix + randomBytes(32).toString('base64url')
  const { rows } = await pool.query<TokenRow>(
    `insert into api_tokens (id, name, digest, ending, roles, created_by, created_by_id)
      values ($1, $2, $3, $4, $5, $6, ${personBehind('$7')})
      returning ${tokenColumns}, false as is_resting`,
    [randomUUID(), name, digestOf(token), token.slice(-4), roles, createdBy.name, createdBy.id],
  )
  const [row] = rows
  if (!row) throw new Error('what was inserted is returned')
  return { ...toToken(row), token }
}

/** Valid ones first, the newest first. */
export async function listTokens(pool: Pool, { demo }: Here): Promise<Token[]> {
  const { rows } = await pool.query<TokenRow>(
    `select ${tokenColumns}, not ${isHeld('$1::boolean')} as is_resting
      from api_tokens t order by revoked_at is not null, created_at desc, id`,
    [demo],
  )
  return rows.map(toToken)
}

/**
 * From now on it is worth nothing; revoking it again changes nothing.
 *
 * @throws ProblemError `not-found`
 */
export async function revokeToken(pool: Pool, { id, demo }: Here & { id: string }): Promise<Token> {
  const { rows } = await pool.query<TokenRow>(
    `update api_tokens t set revoked_at = coalesce(revoked_at, now()) where id = $1
      returning ${tokenColumns}, not ${isHeld('$2::boolean')} as is_resting`,
    [id, demo],
  )
  const [row] = rows
  if (!row) throw new ProblemError('not-found', 'there is no such token')
  return toToken(row)
}

/**
 * Notes that a token was used, to the minute.
 *
 * @returns whom it stands for; null when it is none, is revoked, or rests because whoever made it is no administrator here
 */
export async function readTokenViewer(pool: Pool, { token, demo }: Here & { token: string }): Promise<Viewer | null> {
  if (!tokenPattern.test(token)) return null
  const { rows } = await pool.query<Pick<TokenRow, 'id' | 'name' | 'roles'> & { is_noted: boolean }>({
    name: 'read_api_token',
    text: `select t.id, t.name, t.roles, coalesce(t.last_used_at > now() - make_interval(secs => $2), false) as is_noted
      from api_tokens t where t.digest = $1 and t.revoked_at is null and ${isHeld('$3::boolean')}`,
    values: [digestOf(token), usedEveryMs / 1000, demo],
  })
  const [row] = rows
  if (!row) return null
  if (!row.is_noted) await noteUse(pool, row.id)
  return { id: row.id, name: row.name, kind: 'token', roles: knownRoles(row.roles) }
}

async function noteUse(pool: Pool, id: string): Promise<void> {
  await pool.query({
    name: 'note_use_of_token',
    text: 'update api_tokens set last_used_at = now() where id = $1',
    values: [id],
  })
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

interface TokenRow {
  id: string
  name: string
  ending: string
  roles: string[]
  created_by: string
  created_at: Date
  last_used_at: Date | null
  revoked_at: Date | null
  is_resting: boolean
}

const tokenColumns = 'id, name, ending, roles, created_by, created_at, last_used_at, revoked_at'
/** Whether the token `t` may be used: while its maker is no administrator it rests. @param demo a parameter */
function isHeld(demo: string): string {
  return isHeldByAdministrator({ maker: 't.created_by_id', demo })
}

function toToken({ id, name, ending, roles, created_by: createdBy, is_resting: isResting, ...at }: TokenRow): Token {
  return {
    id,
    name,
    ending,
    roles: knownRoles(roles),
    createdBy,
    createdAt: at.created_at.toISOString(),
    lastUsedAt: at.last_used_at?.toISOString() ?? null,
    revokedAt: at.revoked_at?.toISOString() ?? null,
    isResting,
  }
}

/** A role that a later version has, and this one does not, gives nothing. */
function knownRoles(roles: readonly string[]): Role[] {
  return roles.flatMap((role) => roleSchema.safeParse(role).data ?? [])
}
