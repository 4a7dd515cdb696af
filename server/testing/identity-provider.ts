import { once } from 'node:events'
import type { Server } from 'node:http'
import { createServer } from 'node:http'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import Provider from 'oidc-provider'
import type { Configuration } from 'oidc-provider'

/** What the provider says of somebody; the name of its account is what they sign in with there. */
export interface ProviderPerson {
  email?: string
  email_verified?: boolean | undefined
  name?: string
}

export const providerClient = { clientId: 'vigie', clientSecret: 'the secret that the provider gave' } as const

/** A real provider of OpenID Connect on loopback, with its own pages: whoever enters an account's name there is that account. */
export class IdentityProvider {
  readonly people = new Map<string, ProviderPerson>()
  readonly issuer: string
  #server: Server | null

  private constructor({ server, port, redirectUri }: { server: Server; port: number; redirectUri: string }) {
    this.issuer = `http://127.0.0.1:${port}`
    this.#server = server
    this.#serve(server, redirectUri)
    this.#redirectUri = redirectUri
  }

  readonly #redirectUri: string

  static async open(redirectUri: string): Promise<IdentityProvider> {
    const server = createServer()
    const port = await listen(server, 0)
    return new IdentityProvider({ server, port, redirectUri })
  }

  /** It is away from then on. */
  async close(): Promise<void> {
    const server = this.#server
    this.#server = null
    server?.closeAllConnections()
    if (server?.listening) await new Promise((resolve) => server.close(resolve))
  }

  /** It is back, at the same address. */
  async reopen(): Promise<void> {
    const server = createServer()
    this.#serve(server, this.#redirectUri)
    await listen(server, Number(new URL(this.issuer).port))
    this.#server = server
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #serve(server: Server, redirectUri: string): void {
    const provider = new Provider(this.issuer, configuration(this.people, redirectUri))
    const handle = provider.callback()
    server.on('request', (request, response) => void handle(request, response))
  }
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return address.port
}

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

function configuration(people: ReadonlyMap<string, ProviderPerson>, redirectUri: string): Configuration {
  return {
    clients: [
      { client_id: providerClient.clientId, client_secret: providerClient.clientSecret, redirect_uris: [redirectUri] },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    findAccount: (_ctx, sub) => ({
      accountId: sub,
      claims: () => Promise.resolve({ sub, ...people.get(sub) }),
    }),
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
    cookies: { keys: [randomBytes(24).toString('base64url')] },
    features: { devInteractions: { enabled: true } },
    ttl: { AccessToken: 600, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
  }
}
