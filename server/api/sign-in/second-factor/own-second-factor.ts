import * as z from 'zod'
import type { BackupCodes, BegunSecondFactor } from '#contract/sign-in.ts'
import type { Auth } from '../auth.ts'
import type { CookieKey } from '../session-cookie.ts'
import { signToken } from '../session-cookie.ts'

/*
 * The second factor of whoever is signed in: Better Auth makes its secret and its codes, looks at them, and gives the session
 * another token when it begins or ceases to hold.
 */

export interface Own {
  auth: Auth
  key: CookieKey
  /** Of the session. */
  token: string
}

/** What can be wrong with what somebody entered, or with when. */
export type Wrong = 'password' | 'code' | 'state' | 'session'
export type Outcome<Value> = { ok: true; value: Value; cookies: string[] } | { ok: false; wrong: Wrong }

const beginningSchema = z.object({ totpURI: z.string(), backupCodes: z.array(z.string()) })

/** @param issuer what the app calls it: whose installation it is. */
export async function beginSecondFactor(
  own: Own,
  { password, issuer }: { password: string; issuer: string },
): Promise<Outcome<BegunSecondFactor>> {
  const body = { password, issuer, method: 'totp' } as const
  const outcome = await outcomeOf(own.auth.api.enableTwoFactor({ body, headers: headersOf(own), asResponse: true }))
  if (!outcome.ok) return outcome
  const { totpURI: uri, backupCodes } = beginningSchema.parse(outcome.value)
  const secret = new URL(uri).searchParams.get('secret') ?? ''
  return { ...outcome, value: { uri, secret, backupCodes } }
}

/** From the first code on, it is asked for. */
export function confirmSecondFactor(own: Own, code: string): Promise<Outcome<unknown>> {
  return outcomeOf(own.auth.api.verifyTOTP({ body: { code }, headers: headersOf(own), asResponse: true }))
}

export function endSecondFactor(own: Own, password: string): Promise<Outcome<unknown>> {
  return outcomeOf(own.auth.api.disableTwoFactor({ body: { password }, headers: headersOf(own), asResponse: true }))
}

/** The former codes for a lost phone are worth nothing from then on. */
export async function renewBackupCodes(own: Own, password: string): Promise<Outcome<BackupCodes>> {
  const asked = { body: { password }, headers: headersOf(own), asResponse: true } as const
  const outcome = await outcomeOf(own.auth.api.generateBackupCodes(asked))
  if (!outcome.ok) return outcome
  return { ...outcome, value: { backupCodes: beginningSchema.shape.backupCodes.parse(memberCodes(outcome.value)) } }
}

const codesSchema = z.object({ backupCodes: z.unknown() })

function memberCodes(answer: unknown): unknown {
  return codesSchema.parse(answer).backupCodes
}

/** The session's cookie alone: whatever else the browser sends is nobody's business here. */
function headersOf({ key, token }: Own): Headers {
  return new Headers({ cookie: `${key.name}=${signToken(token, key.secret)}` })
}

const refusalSchema = z.object({ code: z.string() })

const wrongs: Readonly<Record<string, Wrong>> = {
  INVALID_PASSWORD: 'password',
  INVALID_CODE: 'code',
  INVALID_BACKUP_CODE: 'code',
  BACKUP_CODES_NOT_ENABLED: 'state',
  TOTP_ALREADY_ENABLED: 'state',
  TOTP_NOT_ENABLED: 'state',
  TWO_FACTOR_NOT_ENABLED: 'state',
  INVALID_TWO_FACTOR_COOKIE: 'session',
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: 'session',
  UNAUTHORIZED: 'session',
}

/** @throws Error when Better Auth's answer is none that it is known to give. */
export async function outcomeOf(asked: Promise<Response>): Promise<Outcome<unknown>> {
  const answer = await asked
  const text = await answer.text()
  if (answer.ok) return { ok: true, value: JSON.parse(text), cookies: answer.headers.getSetCookie() }
  const refusal = refusalSchema.safeParse(text === '' ? null : JSON.parse(text))
  // 409 has no code: of two codes for a lost phone at once one goes first, and the other has to begin anew.
  const isOver = answer.status === 409 || (answer.status === 401 && !refusal.success)
  const wrong = isOver ? 'session' : wrongs[refusal.data?.code ?? '']
  if (wrong === undefined) throw new Error(`a second factor was answered ${answer.status}: ${text}`)
  return { ok: false, wrong }
}
