import { AsyncLocalStorage } from 'node:async_hooks'
import { betterAuth } from 'better-auth/minimal'
import { genericOAuth } from 'better-auth/plugins/generic-oauth'
import { emailSchema } from '#contract/sign-in.ts'
import type { Logger } from '../../../runtime/logger.ts'
import type { AuthOptions } from '../auth.ts'
import { commonOptions } from '../auth.ts'
import type { Admission } from './admission.ts'
import { refusalOf, rolesOnComing, takeUpInvitation } from './admission.ts'
import type { Discovered } from './discovery.ts'
import type { SingleSignOn } from './single-sign-on.ts'

/** Whom the provider names in a request that comes back from it, for the audit of a refusal. */
export const asserted = new AsyncLocalStorage<{ email: string | null }>()

/** Where the provider sends people back to, under the public origin. */
export const callbackPath = '/api/auth/callback/sso'

export interface ProviderAuthOptions extends AuthOptions, Pick<Admission, 'pool'> {
  provider: SingleSignOn
  discovered: Discovered
  logger: Logger
}

/**
 * Better Auth, for a provider of OpenID Connect: state, PKCE, nonce and the ID token's signature are its work, who is let in is
 * ours. An account is the provider's issuer and subject: another provider's subjects are nobody here.
 */
export function createProviderAuth({ provider, discovered, pool, logger, ...options }: ProviderAuthOptions) {
  const common = commonOptions(options)
  const admission = { pool, roles: provider.roles }
  return betterAuth({
    ...common,
    plugins: [openIdConnect(provider, discovered)],
    user: {
      ...common.user,
      validateUserInfo: async ({ user, source: { action } }) => {
        const { id, email = '', emailVerified: isVerified = false } = user
        const error = await refusalOf(admission, { action, id, email: email.toLowerCase(), isVerified })
        return error === null ? undefined : { error }
      },
    },
    databaseHooks: {
      user: {
        create: {
          before: async (user) => {
            const name = user.name.trim().slice(0, 120) || user.email
            return { data: { ...user, name, image: null, roles: [...(await rolesOnComing(admission, user.email))] } }
          },
          after: ({ email }) => takeUpInvitation(pool, email),
        },
      },
      account: {
        create: {
          // Nothing is asked of the provider in somebody's name: its tokens are not kept.
          before: (account) =>
            Promise.resolve({ data: { ...account, accessToken: null, refreshToken: null, idToken: null } }),
        },
      },
    },
    account: { updateAccountOnSignIn: false },
    // What it adds to its words may carry codes and tokens.
    logger: { level: 'warn', log: (_level, detail) => logger.warn({ detail }, 'single sign-on') },
  })
}

export type ProviderAuth = ReturnType<typeof createProviderAuth>

function openIdConnect(
  { issuer, clientId, clientSecret, publicUrl }: SingleSignOn,
  { url, clientAuthentication }: Discovered,
) {
  return genericOAuth({
    config: [
      {
        providerId: issuer,
        discoveryUrl: url,
        clientId,
        clientSecret,
        tokenEndpointAuth: { method: clientAuthentication },
        redirectURI: publicUrl + callbackPath,
        scopes: ['openid', 'email', 'profile'],
        pkce: true,
        requireIdTokenVerification: true,
        mapProfileToUser: (profile) => {
          const seen = asserted.getStore()
          if (seen) seen.email = typeof profile['email'] === 'string' ? profile['email'].toLowerCase() : null
          // Others never have an account here. In lower case the Kelvin sign is a k: one address would become another's.
          return emailSchema.safeParse(profile['email']).success ? {} : { emailVerified: false }
        },
      },
    ],
  })
}
