import * as z from 'zod'

/** A provider that is slower than that is taken to be away. */
const timeoutMs = 5000

const discoveredSchema = z.object({
  issuer: z.string(),
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
})

export interface Discovered {
  url: string
  /** How the provider wants to be shown the client's secret. */
  clientAuthentication: 'client_secret_basic' | 'client_secret_post'
}

/**
 * Asks the provider for its settings (OpenID Connect Discovery 1.0, 4), for what Better Auth does not look at: that it answers
 * in time, that it is who it is taken for, and how it takes a secret, which is by Basic where it says nothing.
 *
 * @throws Error that says what is wrong with the provider
 */
export async function discover(issuer: string): Promise<Discovered> {
  const url = `${withoutSlash(issuer)}/.well-known/openid-configuration`
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), headers: { accept: 'application/json' } })
  if (!response.ok) throw new Error(`${url} is answered ${response.status}`)
  const discovered = discoveredSchema.parse(await response.json())
  if (withoutSlash(discovered.issuer) !== withoutSlash(issuer)) {
    throw new Error(`${url} calls itself ${discovered.issuer}: set VIGIE_OIDC_ISSUER to the provider's own name`)
  }
  const methods = discovered.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
  const takesBasic = methods.includes('client_secret_basic')
  return { url, clientAuthentication: takesBasic ? 'client_secret_basic' : 'client_secret_post' }
}

function withoutSlash(issuer: string): string {
  return issuer.replace(/\/$/, '')
}
