import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import type { AcceptInvitation, Invitation, Invite, OpenedInvitation } from '#contract/people.ts'
import { invitationDays } from '#contract/people.ts'
import { roleSchema } from '#contract/role.ts'
import { isHeldByAdministrator, personBehind } from '../../db/maker.ts'
import type { Prisma } from '../../db/prisma.ts'
import { ProblemError } from '../../runtime/problem-error.ts'
import { createPerson } from '../sign-in/people.ts'
import type { Actor } from '../viewer.ts'

/* An invitation's token is 24 random bytes, kept as SHA-256; the row goes when it is taken up, so it works once. */

interface InvitationRow {
  id: string
  email: string
  roles: string[]
  invited_by: string
  created_at: Date
  expires_at: Date
}

const columns = 'id, email, roles, invited_by, created_at, expires_at'

/** Whoever is removed would otherwise come back by an invitation that they made before. @param demo an expression */
function canBeTakenUp(demo: string): string {
  return `expires_at > now() and ${isHeldByAdministrator({ maker: 'invitations.invited_by_id', demo })}`
}

/**
 * An older invitation of the same address is worth nothing from now on.
 *
 * @throws ProblemError `conflict` when somebody has this address already
 */
export async function invite(
  pool: Pool,
  { email, roles, invitedBy }: Pick<Invite, 'email' | 'roles'> & { invitedBy: Actor },
): Promise<{ invitation: Invitation; token: string }> {
  const token = randomBytes(24).toString('base64url')
  const { rows } = await pool.query<InvitationRow>(
    `insert into invitations (id, email, roles, digest, invited_by, expires_at, invited_by_id)
      select $1, $2, $3, $4, $5, now() + make_interval(days => $6), ${personBehind('$7')}
      where not exists (select from users where email = $2)
      on conflict (email) do update set id = excluded.id, roles = excluded.roles, digest = excluded.digest,
        invited_by = excluded.invited_by, created_at = now(), expires_at = excluded.expires_at,
        invited_by_id = excluded.invited_by_id
      returning ${columns}`,
    [randomUUID(), email, roles, digestOf(token), invitedBy.name, invitationDays, invitedBy.id],
  )
  const [row] = rows
  if (!row) throw new ProblemError('conflict', 'somebody with this e-mail address is here already')
  return { invitation: toInvitation(row), token }
}

/** Those that can still be taken up, the newest first; in a demonstration those of its personas as well, whom nobody follows. */
export async function listInvitations(pool: Pool, { demo }: { demo: boolean }): Promise<Invitation[]> {
  const { rows } = await pool.query<InvitationRow>(
    `select ${columns} from invitations where ${canBeTakenUp('$1::boolean')} order by created_at desc, id`,
    [demo],
  )
  return rows.map(toInvitation)
}

/** @returns who was invited; null when there is no such invitation. */
export async function withdrawInvitation(pool: Pool, id: string): Promise<string | null> {
  const { rows } = await pool.query<{ email: string }>('delete from invitations where id = $1 returning email', [id])
  return rows[0]?.email ?? null
}

/**
 * @throws ProblemError `forbidden` when the link was used, withdrawn, is too old or was never one, and when whoever made it is not an
 *   active administrator.
 */
export async function openInvitation(pool: Pool, token: string): Promise<OpenedInvitation> {
  const { rows } = await pool.query<InvitationRow>(
    `select ${columns} from invitations where digest = $1 and ${canBeTakenUp('false')}`,
    [digestOf(token)],
  )
  const [row] = rows
  if (!row) throw worthless()
  const { email, roles, invitedBy } = toInvitation(row)
  return { email, roles, invitedBy }
}

/**
 * Makes the person that the invitation is for, once.
 *
 * @returns the id. @throws ProblemError `forbidden` as `openInvitation`
 */
export async function acceptInvitation(
  { prisma }: { prisma: Prisma },
  { token, name, password }: AcceptInvitation,
): Promise<string> {
  return prisma.$transaction(async (tx) => {
    // Of two at once the second waits here, and finds it gone.
    const [taken] = await tx.$queryRawUnsafe<Pick<InvitationRow, 'email' | 'roles'>[]>(
      `delete from invitations where digest = $1 and ${canBeTakenUp('false')} returning email, roles`,
      digestOf(token),
    )
    if (!taken) throw worthless()
    return createPerson(tx, { name, email: taken.email, password, roles: knownRoles(taken.roles) })
  })
}

function worthless(): ProblemError {
  return new ProblemError('forbidden', 'this link has been used, was replaced or is too old: ask for a new invitation')
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

function knownRoles(roles: readonly string[]) {
  return roles.flatMap((role) => roleSchema.safeParse(role).data ?? [])
}

function toInvitation({
  invited_by: invitedBy,
  created_at: created,
  expires_at: expires,
  ...row
}: InvitationRow): Invitation {
  return {
    ...row,
    roles: knownRoles(row.roles),
    invitedBy,
    createdAt: created.toISOString(),
    expiresAt: expires.toISOString(),
  }
}
