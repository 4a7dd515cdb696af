import type { BetterAuthOptions } from 'better-auth'
import { prismaAdapter } from 'better-auth/adapters/prisma'
import { betterAuth } from 'better-auth/minimal'
import { twoFactor } from 'better-auth/plugins/two-factor'
import { passwordLength } from '#contract/sign-in.ts'
import type { Prisma } from '../../db/prisma.ts'
import { cookiePrefix, secondFactorMinutes, sessionDays } from './session-cookie.ts'

export interface AuthOptions {
  prisma: Prisma
  /** Better Auth's own, from `signInSecret`. */
  secret: string
  isSecure: boolean
}

/** What every way to sign in has in common: the tables, the session and its cookie. */
export function commonOptions({ prisma, secret, isSecure }: AuthOptions) {
  return {
    database: prismaAdapter(prisma, { provider: 'postgresql', transaction: true }),
    secret,
    // Of no consequence here: our routes check origins (guard.ts) and make links.
    baseURL: isSecure ? 'https://vigie.invalid' : 'http://vigie.invalid',
    user: { additionalFields: { roles: { type: 'string[]', input: false, required: false } } },
    session: { expiresIn: sessionDays * 86_400, disableSessionRefresh: true },
    advanced: {
      cookiePrefix,
      useSecureCookies: isSecure,
      ipAddress: { ipAddressHeaders: ['x-forwarded-for'] },
    },
    logger: { disabled: true },
  } satisfies BetterAuthOptions
}

/**
 * Better Auth, for passwords and sessions. Its own routes are not served: ours call it, so that each has its line in the
 * table of access, its limits and our answers. Nobody signs up: people come by invitation, or by the terminal's link.
 */
export function createAuth(options: AuthOptions) {
  return betterAuth({
    ...commonOptions(options),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordLength.min,
      maxPasswordLength: passwordLength.max,
      revokeSessionsOnPasswordReset: true,
    },
    // Failures are counted as those of passwords are (attempts.ts), so there is one way to be shut out.
    plugins: [twoFactor({ accountLockout: { enabled: false }, twoFactorCookieMaxAge: secondFactorMinutes * 60 })],
  })
}

export type Auth = ReturnType<typeof createAuth>
