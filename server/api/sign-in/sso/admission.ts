import type { Pool } from 'pg'
import type { Role } from '#contract/role-names.ts'
import type { SingleSignOnRefusal } from '#contract/sign-in.ts'
import { isHeldByAdministrator } from '../../../db/maker.ts'

/*
 * Who is let in of those whom the provider vouches for: whoever is here already, and whoever is invited, by the e-mail address
 * that the provider has verified; others where VIGIE_OIDC_ROLES says what they are. From then on the provider's name for a
 * person (issuer and subject) is what counts, whatever becomes of the address.
 */

export interface Admission {
  pool: Pool
  /** Of whoever comes without an invitation; none = they are refused. */
  roles: readonly Role[]
}

export interface Asserted {
  /** What Better Auth is about to do. */
  action: 'create-user' | 'link-account' | 'sign-in'
  /** Of whoever is here already. */
  id?: string | undefined
  /** In lower case. */
  email: string
  isVerified: boolean
}

/** @returns why not; null = they may come in. */
export async function refusalOf(
  admission: Admission,
  { action, id, email, isVerified }: Asserted,
): Promise<SingleSignOnRefusal | null> {
  if (action !== 'sign-in' && !isVerified) return 'unverified'
  if (action === 'create-user') return (await rolesOnComing(admission, email)).length === 0 ? 'unknown' : null
  const { rows } = await admission.pool.query<{ isDeactivated: boolean }>(
    'select deactivated_at is not null as "isDeactivated" from users where id = $1 and not is_persona',
    [id],
  )
  const [person] = rows
  if (!person) return 'unknown'
  return person.isDeactivated ? 'deactivated' : null
}

/**
 * What somebody will be who is not here yet.
 *
 * @returns nothing for whoever may not come, and while there is no administrator: that is not who comes first by chance
 */
export async function rolesOnComing({ pool, roles }: Admission, email: string): Promise<readonly string[]> {
  const { rows } = await pool.query<{ invited: string[] | null }>(
    `select (select roles from invitations where email = $1 and expires_at > now() and ${inviterHolds}) as invited
      where exists (select from users where not is_persona)`,
    [email],
  )
  const [known] = rows
  return known ? (known.invited ?? roles) : []
}

/** In a demonstration, too, nobody comes by what a persona says. */
const inviterHolds = isHeldByAdministrator({ maker: 'invitations.invited_by_id', demo: 'false' })

/** The invitation has been taken up: its link is worth nothing from now on. */
export async function takeUpInvitation(pool: Pool, email: string): Promise<void> {
  await pool.query('delete from invitations where email = $1', [email])
}
