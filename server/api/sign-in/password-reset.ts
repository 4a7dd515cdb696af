import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { hashPassword } from 'better-auth/crypto'
import type { Pool } from 'pg'
import type { ForgotPassword, ResetPassword } from '#contract/sign-in.ts'
import { resetMinutes } from '#contract/sign-in.ts'
import type { Mail } from '../../actions/notifications/notification.ts'
import { transaction } from '../../db/transaction.ts'
import { ProblemError } from '../../runtime/problem-error.ts'
import { endSecondSteps } from './sessions.ts'

/* The token is 24 random bytes, kept as SHA-256 in base64url; the row goes when it is used, or when another is asked for. */

export interface IssuedReset {
  token: string
  name: string
  email: string
}

/** @returns null where nobody signs in with this address and a password. */
export async function issueReset(pool: Pool, email: string): Promise<IssuedReset | null> {
  const token = randomBytes(24).toString('base64url')
  const { rows } = await pool.query<{ name: string }>(
    `with person as (
        select id, name from users where email = $1 and deactivated_at is null and not is_persona
          and exists (select from accounts where user_id = users.id and provider_id = 'credential')),
      gone as (
        delete from verifications v using person where v.identifier = 'reset:' || person.id),
      issued as (
        insert into verifications (id, identifier, value, expires_at)
        select $2, 'reset:' || id, $3, now() + make_interval(mins => $4) from person)
      select name from person`,
    [email, randomUUID(), digestOf(token), resetMinutes],
  )
  const [person] = rows
  return person ? { token, name: person.name, email } : null
}

export interface Whose {
  id: string
  name: string
}

/**
 * Gives somebody another password, once, and ends every session that was opened with the old one.
 *
 * @throws ProblemError `forbidden` when the link was used, is too old, or was never one.
 */
export async function resetPassword(pool: Pool, { token, password }: ResetPassword): Promise<Whose> {
  const hash = await hashPassword(password)
  return transaction(pool, { durable: true }, async (tx) => {
    const { rows } = await tx.query<Whose>(
      `with used as (
          delete from verifications where value = $1 and identifier like 'reset:%' and expires_at > now() returning identifier)
        select users.id, users.name from used join users on 'reset:' || users.id = used.identifier
        where users.deactivated_at is null`,
      [digestOf(token)],
    )
    const [whose] = rows
    if (!whose)
      throw new ProblemError('forbidden', 'this link has been used, was replaced or is too old: ask for another')
    await tx.query(
      `update accounts set password = $2, updated_at = now() where user_id = $1 and provider_id = 'credential'`,
      [whose.id, hash],
    )
    await tx.query('delete from sessions where user_id = $1', [whose.id])
    await endSecondSteps(tx, whose.id)
    // Two that were asked for at once: the other would undo this.
    await tx.query(`delete from verifications where identifier = 'reset:' || $1`, [whose.id])
    return whose
  })
}

interface Told {
  to: IssuedReset
  /** Absolute. */
  link: string
  company: string
  language: ForgotPassword['language']
}

/** What somebody reads who has forgotten a password. */
export function resetMail({ to, link, company, language }: Told): Mail {
  const { subject, lines } = words[language](company)
  return {
    to: { name: to.name, address: to.email },
    subject,
    text: `${lines[0]}\n\n${link}\n\n${lines[1]}\n`,
    messageId: `<reset-${randomUUID()}@vigie>`,
  }
}

const words = {
  en: (company: string) => ({
    subject: `A new password for ${company}`,
    lines: [
      'Somebody, you as we hope, asks for a new password. Open this link to choose one:',
      `It works once, for ${resetMinutes} minutes. If it was not you, leave it: nothing changes.`,
    ],
  }),
  fr: (company: string) => ({
    subject: `Un nouveau mot de passe pour ${company}`,
    lines: [
      'Quelqu’un, vous nous l’espérons, demande un nouveau mot de passe. Ouvrez ce lien pour en choisir un\u00a0:',
      `Il fonctionne une fois, pendant ${resetMinutes} minutes. Si ce n’était pas vous, laissez-le\u00a0: rien ne change.`,
    ],
  }),
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
