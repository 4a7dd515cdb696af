import * as z from 'zod'
import { roleSchema, viewerSchema } from './role.ts'

/** Of a new password: long rather than odd. Others are never asked for. */
export const passwordLength = { min: 12, max: 128 } as const

export const emailSchema = z
  .email('must be an e-mail address')
  .max(254)
  .transform((text) => text.toLowerCase())
export const newPasswordSchema = z
  .string()
  .min(passwordLength.min, `must have at least ${passwordLength.min} characters`)
  .max(passwordLength.max, `must have at most ${passwordLength.max} characters`)
export const personNameSchema = z.string().trim().min(1).max(120)

export const signInSchema = z.strictObject({
  email: emailSchema.describe('Of somebody who has been invited'),
  password: z.string().min(1).max(passwordLength.max).describe('Theirs'),
})
export type SignIn = z.infer<typeof signInSchema>

/** The password was right, and a code is asked for now: by `POST /api/auth/sign-in/second-factor`. */
export const secondFactorAskedSchema = z.object({ asksFor: z.literal('second-factor').describe('What is missing') })
export type SecondFactorAsked = z.infer<typeof secondFactorAskedSchema>

/** A code of the app, six digits; or one of those that were shown for a lost phone. Spaces are nobody's fault. */
const secondFactorCodeSchema = z
  .string()
  .max(40)
  .transform((text) => text.replaceAll(/\s/g, ''))
  .refine(
    (text) => /^(\d{6}|[A-Za-z0-9]{5}-[A-Za-z0-9]{5})$/.test(text),
    'must be a code of six digits, or one for a lost phone',
  )
export const secondFactorSchema = z.strictObject({
  code: secondFactorCodeSchema.describe('Of the app, or one of those for a lost phone'),
})
export type SecondFactor = z.infer<typeof secondFactorSchema>

/** Asked for before anything of a second factor is changed. */
export const ownPasswordSchema = z.strictObject({
  password: z.string().min(1).max(passwordLength.max).describe('Of whoever asks'),
})
export type OwnPassword = z.infer<typeof ownPasswordSchema>

export const backupCodesSchema = z.object({
  backupCodes: z.array(z.string()).describe('For a lost phone, each once; shown this once'),
})
export type BackupCodes = z.infer<typeof backupCodesSchema>

/** Begun; it holds once a code has shown that the app has it. */
export const begunSecondFactorSchema = backupCodesSchema.extend({
  secret: z.string().describe('To be typed into the app, in base 32'),
  uri: z.string().describe('The same for a camera (`otpauth:`)'),
})
export type BegunSecondFactor = z.infer<typeof begunSecondFactorSchema>

/** What the first administrator says on the page that the terminal's link opens. */
export const welcomeSchema = z.strictObject({
  token: z.string().min(1).max(200).describe('From the link that the terminal shows'),
  name: personNameSchema.describe('As others see it'),
  email: emailSchema.describe('What they sign in with from now on'),
  password: newPasswordSchema.describe('Chosen by them'),
})
export type Welcome = z.infer<typeof welcomeSchema>

/** Signing in with the provider of the company: where to go afterwards, as the address bar may say it. */
export const startSingleSignOnSchema = z.strictObject({
  to: z.string().max(2000).default('/').describe('A path of this installation; anything else is the first screen'),
})
export const singleSignOnStartSchema = z.object({
  url: z.string().describe('Of the provider, for this browser alone: it has a cookie that belongs to it'),
})
export type SingleSignOnStart = z.infer<typeof singleSignOnStartSchema>

/** Why somebody who comes back from the provider is not let in, as `/sign-in?refused=` says it. */
export const singleSignOnRefusals = [
  /** Nobody here has this address, and nobody has invited it. */
  'unknown',
  /** The provider does not say that the address is theirs. */
  'unverified',
  'deactivated',
  /** It was begun in another browser, too long ago, or ended already. */
  'expired',
  /** They, or the provider, said no. */
  'cancelled',
  /** What the provider says does not prove who they are. */
  'unproved',
  'unavailable',
  'too-many',
] as const
export type SingleSignOnRefusal = (typeof singleSignOnRefusals)[number]

/** For how long the link to a new password works. */
export const resetMinutes = 60

export const forgotPasswordSchema = z.strictObject({
  email: emailSchema.describe('What they sign in with'),
  language: z.enum(['en', 'fr']).default('en').describe('Of the message'),
})
export type ForgotPassword = z.infer<typeof forgotPasswordSchema>

export const resetPasswordSchema = z.strictObject({
  token: z.string().min(1).max(200).describe('From the link'),
  password: newPasswordSchema.describe('Chosen by them'),
})
export type ResetPassword = z.infer<typeof resetPasswordSchema>

/** Whoever asks, and what is theirs to know of themselves. */
export const meSchema = viewerSchema.extend({
  email: z.string().nullable().describe('What they sign in with; `null` for whoever is no person of this installation'),
  hasPassword: z.boolean().describe('Whether they sign in with a password of theirs, and can change it'),
  hasSecondFactor: z.boolean().describe('Whether a code is asked for after the password'),
})
export type Me = z.infer<typeof meSchema>

export const changePasswordSchema = z.strictObject({
  current: z.string().min(1).max(passwordLength.max).describe('The one that holds until now'),
  password: newPasswordSchema.describe('Chosen by them'),
})
export type ChangePassword = z.infer<typeof changePasswordSchema>

/** In the demonstration anybody may be anybody. */
export const personaSchema = z.strictObject({ role: roleSchema.describe('Whose part to see') })

/** A browser that is signed in, as its person sees it. */
export const sessionSchema = z.object({
  id: z.string().describe('To end it by'),
  isThis: z.boolean().describe('The browser that asks'),
  address: z.string().nullable().describe('Where it signed in from'),
  userAgent: z.string().nullable().describe('What the browser calls itself'),
  createdAt: z.iso.datetime().describe('When it signed in'),
  seenAt: z.iso.datetime().describe('When it was last used, to the minute'),
  expiresAt: z.iso.datetime().describe('When it has to sign in again'),
})
export type SessionInfo = z.infer<typeof sessionSchema>
export const sessionListSchema = z.object({ sessions: z.array(sessionSchema).describe('The newest first') })
export type SessionList = z.infer<typeof sessionListSchema>

/** For a phone that is shown a QR code: it may press the button and see the count, without being anybody. */
export const guestTicketSchema = z.object({
  path: z.string().describe('What the phone opens'),
  expiresAt: z.iso.datetime().describe('Until when it can'),
})
export type GuestTicket = z.infer<typeof guestTicketSchema>

/**
 * Where to go after signing in: a path of this installation, whatever the address bar was made to say.
 *
 * @returns `/` for everything that would lead elsewhere
 */
export function pathAfterSignIn(to: string | undefined): string {
  if (to === undefined || !to.startsWith('/')) return '/'
  const base = 'http://vigie.invalid'
  const url = URL.parse(to, base)
  // `/.//elsewhere` is a path here, and an address of another host once its dot is gone.
  if (url?.origin !== base || url.pathname.startsWith('//')) return '/'
  return url.pathname + url.search + url.hash
}
