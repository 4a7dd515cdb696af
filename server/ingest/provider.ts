import type { KeyObject } from 'node:crypto'
import { randomBytes } from 'node:crypto'
import * as z from 'zod'
import type { DoorName, SourceKindInfo } from '#contract/api.ts'
import { maxBodyBytes } from '#contract/api.ts'
import type { Mode } from '#contract/freshness.ts'
import type { PointerError } from '#contract/problem.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import { toPointer } from '../runtime/pointer.ts'
import { readSent } from './sent-value.ts'
import type { MappedItem } from './webhook-events.ts'

/*
 * A provider is a kind of source: how a system signs what it sends, and what its payloads mean. It is one file in
 * providers/ and its line in provider-registry.ts. The way in is the same for all (intake.ts): `verify` with the bytes as
 * they came, then `read`, then `map`. A door in http/ finds the source and words the answer.
 */

/** A KeyObject is prepared once: with it a signature costs a fifth of what it costs with the bytes. */
export type SigningKey = KeyObject | Uint8Array

export type Headers = Readonly<Record<string, string | string[] | undefined>>

export interface ProviderRequest {
  /** Slug of the source. */
  source: string
  method: string
  /** Path and query as they came. */
  url: string
  /** Names in lower case. */
  headers: Headers
  /** The body without its content encoding: what was signed. */
  rawBody: Buffer
  /** Epoch ms of the reception. */
  now: number
}

/** A parsed body, or one item of it. */
export interface SentValue {
  value: unknown
  /** The same with every digit of its numbers (see exact-numbers.ts); `value` itself where doubles hold them all. */
  exact: unknown
  /** It may hold what cannot be stored, or be nested too deep (see storable.ts). */
  isSuspect: boolean
  /** JSON pointer from the root of the body. */
  pointer: string
}

/** A provider with the settings of one source. */
export interface ProviderDoor {
  /** Of a body as it is sent; more than `maxInflatedBytes` no door reads. */
  maxSentBytes: number
  /** Whether it reads bodies of this media type; what it does not is answered 415. */
  accepts(contentType: string | undefined): boolean
  /** @throws ProblemError when no signature fits any of the keys, or the request is too old. */
  verify(request: ProviderRequest, keys: readonly SigningKey[]): void
  /** @throws ProblemError when the body cannot be parsed. */
  read(request: ProviderRequest): SentValue
  /**
   * What the body says, in the order sent; an empty list when there is nothing to store. A payload it does not know
   * becomes an event of the type `<kind>.<topic>`: unknown business is never refused.
   *
   * @throws ProblemError when not one event could be stored.
   */
  map(request: ProviderRequest, body: SentValue): MappedItem[]
  /** Whether a request that is not JSON only asks if somebody is there: answered 200, unsigned, and stored nowhere. */
  isProbe(request: ProviderRequest): boolean
}

export interface SecretForm {
  generate(): string
  /**
   * @returns what signatures are verified with; a public key stays one, so that nobody signs with it as a secret.
   * @throws ProblemError `invalid-request` that tells the form.
   */
  parse(secret: string): SigningKey
  /**
   * @param named `host:port` of servers that whoever runs Vigie has named.
   * @returns why one of this form is of no use here; absent, or null = it is of use.
   */
  refuse?(secret: string, named: readonly string[]): string | null
  /** What is shown of one that has just been given; absent = all of it. */
  shown?(secret: string): string
}

export interface StoredSource {
  slug: string
  secret: string
  config: unknown
}

/** What every kind of source has. */
export interface SourceKind {
  kind: string
  secret: SecretForm
  /** The provider makes the secret, and shows it to whoever sets it up there. */
  assignsSecret: boolean
  /** How all of this kind come; absent = as whoever makes one says. */
  mode?: Mode
  /** @throws ProblemError `invalid-request` with pointers below `#/config`. */
  parseConfig(config: unknown): object
  /**
   * Asks the other side before something is saved; absent = there is nobody to ask.
   *
   * @param how whether only the secret is new: the config was saved before.
   * @throws ProblemError `invalid-request`.
   */
  check?(source: { secret: string; config: unknown }, how?: { isSaved: boolean }): Promise<void>
  /** @returns what this source may not share with another of its kind; absent = they may share everything. */
  shared?(source: StoredSource, others: readonly StoredSource[]): PointerError | null
  describe(): SourceKindInfo
}

/** A kind whose sources send. */
export interface Provider extends SourceKind {
  /** The door in http/ that takes its requests. */
  door: DoorName
  /** The key alone says which source sends. A public one stands in every page that is tracked. */
  key: 'none' | 'secret' | 'public'
  open(config: unknown): ProviderDoor
}

/** A kind whose sources are asked: a database. */
export interface DatabaseKind extends SourceKind {
  door: 'database'
  key: 'none'
}

/** A kind whose sources are read at intervals: an address. */
export interface FeedKind extends SourceKind {
  door: 'feed'
  key: 'none'
  mode: Mode
}

interface Definition<Config extends z.ZodObject> {
  kind: string
  /** Absent = `webhooks`. */
  door?: DoorName
  secret: SecretForm
  /** Absent = false. */
  assignsSecret?: boolean
  /** Absent = `none`: the address names the source. */
  key?: Provider['key']
  config: Config
  /** Absent = `maxBodyBytes`. */
  maxSentBytes?: number
  /** Absent = JSON. */
  accepts?(contentType: string | undefined): boolean
  /** Absent = the whole body as JSON. */
  read?(request: ProviderRequest): SentValue
  verify(request: ProviderRequest, keys: readonly SigningKey[], config: z.infer<Config>): void
  map(request: ProviderRequest, body: SentValue, config: z.infer<Config>): MappedItem[]
  isProbe?(request: ProviderRequest): boolean
}

export function defineProvider<Config extends z.ZodObject>(definition: Definition<Config>): Provider {
  const { kind, secret, verify, map, isProbe, read, accepts = isJson } = definition
  const { door = 'webhooks', assignsSecret = false, key = 'none', maxSentBytes = maxBodyBytes } = definition
  const parseConfig = configParser(kind, definition.config)
  return {
    kind,
    door,
    secret,
    assignsSecret,
    key,
    parseConfig,
    describe: () => ({
      kind,
      door,
      assignsSecret,
      hasPublicKey: key === 'public',
      config: z.toJSONSchema(definition.config, { io: 'input' }),
    }),
    open(stored) {
      const config = parseConfig(stored)
      return {
        maxSentBytes,
        accepts,
        read: (request) => read?.(request) ?? readSent(request.rawBody),
        verify: (request, keys) => verify(request, keys, config),
        map: (request, body) => map(request, body, config),
        isProbe: (request) => isProbe?.(request) ?? false,
      }
    },
  }
}

/** @returns a function that throws ProblemError `invalid-request` with pointers below `#/config`. */
export function configParser<Config extends z.ZodType>(
  kind: string,
  schema: Config,
): (input: unknown) => z.infer<Config> {
  return (input) => {
    const parsed = schema.safeParse(input)
    if (parsed.success) return parsed.data
    const errors = parsed.error.issues.map(({ path, message }) => ({
      pointer: toPointer(path, '#/config'),
      detail: message,
    }))
    const detail = errors.map((error) => `${error.pointer}: ${error.detail}`).join('; ')
    throw new ProblemError('invalid-request', `a source of the kind ${kind} needs another config: ${detail}`, {
      errors,
    })
  }
}

function isJson(contentType: string | undefined): boolean {
  return mediaTypeOf(contentType) === 'application/json'
}

/** In lower case, without parameters. */
export function mediaTypeOf(contentType: string | undefined): string | undefined {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase()
}

/** For kinds without settings. */
export const noConfig = z.strictObject({})

/** A secret that is used as it is written: `minLength` to 256 printable ASCII characters, no space at either end. */
export function plainSecret({ prefix = '', minLength = 8 } = {}): SecretForm {
  return {
    generate: () => prefix + randomBytes(32).toString('hex'),
    parse(secret) {
      const isPlain = /^[\u0021-\u007e](?:[\u0020-\u007e]*[\u0021-\u007e])?$/.test(secret)
      if (!isPlain || secret.length < minLength || secret.length > 256 || !secret.startsWith(prefix)) {
        const form = prefix === '' ? '' : `${prefix} and `
        throw new ProblemError(
          'invalid-request',
          `the secret must be ${form}${minLength} to 256 printable ASCII characters, without spaces around them`,
        )
      }
      return Buffer.from(secret, 'ascii')
    },
  }
}
