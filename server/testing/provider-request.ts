import type { NewEvent } from '#contract/event.ts'
import { providerOf, providers } from '../ingest/provider-registry.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import type { Sender } from './sender.ts'

export interface ProviderCall {
  kind: string
  secret: string
  headers: Record<string, string>
  body: string | Buffer
  config?: object
  /** Epoch ms. */
  now?: number
  /** A secret that is being replaced, valid as well. */
  previous?: string
  /** Absent = that of the webhook door; a kind whose path says something has its own. */
  url?: string
}

export const callTime = Date.parse('2026-11-23T12:00:00.000Z')

/** What the door does with a request, without the door. */
export function call({ kind, secret, previous, headers, body, config = {}, now = callTime, ...rest }: ProviderCall) {
  const { url = senders.get(kind)?.url ?? '/v1/webhooks/shop' } = rest
  const provider = providerOf(kind)
  const door = provider.open(config)
  const rawBody = Buffer.from(body)
  const request = { source: 'shop', method: 'POST', url, headers, rawBody, now }
  const secrets = previous === undefined ? [secret] : [secret, previous]
  door.verify(
    request,
    secrets.map((each) => provider.secret.parse(each)),
  )
  return door.map(request, door.read(request))
}

export function eventsOf(request: ProviderCall): NewEvent[] {
  return call(request).flatMap((item) => (item.ok ? [item.event] : []))
}

/** @returns the code of the problem, or how many events it took. */
export function verdictOf(request: ProviderCall): string {
  try {
    return `${call(request).length} taken`
  } catch (error) {
    if (error instanceof ProblemError) return error.code
    throw error
  }
}

async function senderOf(kind: string): Promise<[string, Sender]> {
  // Each of these files exports a Sender under this name; the compiler checks them one by one.
  const { sender } = (await import(`./senders/${kind}.ts`)) as { sender: Sender }
  return [kind, sender]
}

/** How each kind of the registry sends. */
export const senders: ReadonlyMap<string, Sender> = new Map(
  await Promise.all(providers.map(({ kind }) => senderOf(kind))),
)

export function requireSender(kind: string): Sender {
  const sender = senders.get(kind)
  if (!sender) throw new Error(`no kind is named ${kind}`)
  return sender
}

/** A request of this kind, signed with its test secret and sent at `callTime`. */
export function signedCall(kind: string, body: unknown, headers: Record<string, string> = {}): ProviderCall {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const { secret, config = {}, sign } = requireSender(kind)
  return { kind, secret, config, body: text, headers: { ...sign(secret, text, callTime / 1000), ...headers } }
}
