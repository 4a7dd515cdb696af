import { setTimeout as after } from 'node:timers/promises'
import { ProblemError } from '../../../runtime/problem-error.ts'
import { discover } from './discovery.ts'
import type { ProviderAuth, ProviderAuthOptions } from './provider-auth.ts'
import { createProviderAuth } from './provider-auth.ts'

/** For what the provider is asked when somebody comes back from it. */
const answerMs = 15_000

/**
 * The provider, asked for its settings when somebody first signs in with it, and again until it has answered: an event server
 * starts, and passwords work, while it is away.
 */
export class SignInProvider {
  readonly #options: Omit<ProviderAuthOptions, 'discovered'>
  #auth: Promise<ProviderAuth> | null = null

  constructor(options: Omit<ProviderAuthOptions, 'discovered'>) {
    this.#options = options
  }

  get label(): string {
    return this.#options.provider.label
  }

  get issuer(): string {
    return this.#options.provider.issuer
  }

  /** @throws ProblemError `unavailable` when the provider does not answer, or not as it should. */
  async ask<Value>(question: (auth: ProviderAuth) => Promise<Value>): Promise<Value> {
    const asking = this.#create().then(question)
    const late = new AbortController()
    const answer = await Promise.race([
      asking.then((value) => ({ value })),
      after(answerMs, null, { signal: late.signal, ref: false }),
    ]).finally(() => late.abort())
    if (answer === null) throw this.#away()
    return answer.value
  }

  /** Asked anew, whatever it has answered before. */
  async isAway(): Promise<boolean> {
    return discover(this.issuer).then(
      () => false,
      () => true,
    )
  }

  async #create(): Promise<ProviderAuth> {
    this.#auth ??= this.#discover()
    try {
      return await this.#auth
    } catch (cause) {
      this.#auth = null
      const { logger, provider } = this.#options
      logger.error({ err: cause, issuer: provider.issuer }, 'the provider of single sign-on cannot be used')
      throw this.#away()
    }
  }

  async #discover(): Promise<ProviderAuth> {
    const discovered = await discover(this.issuer)
    return createProviderAuth({ ...this.#options, discovered })
  }

  #away(): ProblemError {
    return new ProblemError('unavailable', `${this.label} does not answer; try again, or sign in with a password`, {
      retryAfterSeconds: 10,
    })
  }
}
