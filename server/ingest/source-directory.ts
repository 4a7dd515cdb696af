import { createSecretKey, KeyObject } from 'node:crypto'
import type { DoorName } from '#contract/api.ts'
import type { Prisma } from '../db/prisma.ts'
import type { Source as SourceRow } from '../db/generated/client.ts'
import { pause } from '../runtime/backoff.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import type { SecretBox } from './secrets.ts'
import type { ProviderDoor } from './provider.ts'
import { providerOf, providers } from './provider-registry.ts'

/** A source as a door needs it, secrets opened. */
export interface DoorSource {
  slug: string
  /** The door that takes its requests. */
  doorName: DoorName
  /** Epoch ms. */
  createdAt: number
  enabled: boolean
  /** Requests that its door takes in a minute. */
  ratePerMinute: number
  /** Its key stands in pages that anybody can read. */
  isKeyPublic: boolean
  /** The kind's way to verify and to map, with this source's settings. */
  door: ProviderDoor
  /** The current key and, until it expires, the previous one. */
  keys(now: number): readonly KeyObject[]
}

interface DirectoryOptions {
  prisma: Prisma
  box: SecretBox
  clock: Clock
  logger: Logger
}

const reloadIntervalMs = 5000
/** An unknown slug may be a source made a moment ago by another process, but a flood of them must not reach the database. */
const minReloadGapMs = 500

/** Sources that send, in memory, so that a door asks no database. Other processes' changes are seen within 5 s, new ones at once. */
export class SourceDirectory {
  readonly #options: DirectoryOptions
  #sources: ReadonlyMap<string, DoorSource> = new Map()
  /** By the digest of a key that alone says who sends. */
  #byKey: ReadonlyMap<string, KeyedSource> = new Map()
  #loading: Promise<void> | null = null
  #next: Promise<void> | null = null
  #loadingSoon: Promise<void> | null = null
  #loadedAt = Number.NEGATIVE_INFINITY
  readonly #stopping = new AbortController()
  #timer: NodeJS.Timeout | null = null

  constructor(options: DirectoryOptions) {
    this.#options = options
  }

  async start(): Promise<void> {
    await this.reload()
    this.#timer = setInterval(() => {
      this.reload().catch((error: Error) =>
        this.#options.logger.warn({ err: error }, 'reading the sources failed; the known ones stay'),
      )
    }, reloadIntervalMs)
    this.#timer.unref()
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#stopping.abort()
  }

  /**
   * An unknown name is looked for in a reading that begins after this call; all who ask meanwhile share it.
   *
   * @param onlyKnown answers from memory, without a new reading.
   */
  async find(slug: string, { onlyKnown = false } = {}): Promise<DoorSource | undefined> {
    if (!onlyKnown && !this.#sources.has(slug)) await this.#readSoon()
    return this.#sources.get(slug)
  }

  /** @returns the source whose current, or previous and not yet expired, key this is; sought as `find` does. */
  async findByKey(key: string, now: number, { onlyKnown = false } = {}): Promise<DoorSource | undefined> {
    const digest = this.#options.box.digest(key)
    if (!onlyKnown && !this.#byKey.has(digest)) await this.#readSoon()
    const found = this.#byKey.get(digest)
    return found && now < found.expiresAt ? found.source : undefined
  }

  #readSoon(): Promise<void> {
    return (this.#loadingSoon ??= this.#loadSoon())
  }

  /** Resolves once what was written before this call is known here. */
  reload(): Promise<void> {
    // A load that is under way may have read before the write.
    const after = this.#loading ?? Promise.resolve()
    this.#next ??= after
      .catch(() => undefined)
      .then(() => {
        this.#loading = this.#next
        this.#next = null
        return this.#load()
      })
    return this.#next
  }

  /** @throws ProblemError `unavailable` when the database cannot be asked. */
  async #loadSoon(): Promise<void> {
    try {
      const restMs = minReloadGapMs - (this.#options.clock.monotonic() - this.#loadedAt)
      if (restMs > 0) await pause(restMs, this.#stopping.signal)
    } finally {
      this.#loadingSoon = null
    }
    try {
      await this.reload()
    } catch (error) {
      this.#options.logger.warn({ err: error }, 'reading the sources failed; an unknown one is asked to come again')
      throw new ProblemError('unavailable', 'the sources cannot be read now; send it again', { retryAfterSeconds: 1 })
    }
  }

  async #load(): Promise<void> {
    const rows = await this.#options.prisma.source.findMany({
      where: { kind: { in: providers.map(({ kind }) => kind) } },
    })
    const opened = rows.flatMap((row) => this.#open(row))
    this.#sources = new Map(opened.map(({ source }) => [source.slug, source]))
    // A current key wins over somebody's previous one.
    this.#byKey = new Map(opened.flatMap(({ byKey }) => byKey).toSorted(([, a], [, b]) => a.expiresAt - b.expiresAt))
    this.#loadedAt = this.#options.clock.monotonic()
  }

  /** A secret that does not open shuts its own door only. */
  #open(row: SourceRow): OpenedSource[] {
    try {
      return [openSource(row, this.#options.box)]
    } catch (error) {
      this.#options.logger.error({ err: error, source: row.slug }, 'this source cannot be used')
      return []
    }
  }
}

interface KeyedSource {
  source: DoorSource
  /** Epoch ms. */
  expiresAt: number
}

interface OpenedSource {
  source: DoorSource
  byKey: [string, KeyedSource][]
}

function openSource(row: SourceRow, box: SecretBox): OpenedSource {
  const { slug, enabled, ratePerMinute, secretSealed, previousSecretSealed, previousSecretExpiresAt } = row
  const provider = providerOf(row.kind)
  const secret = box.open(secretSealed, slug)
  const previousSecret =
    previousSecretSealed && box.opens(previousSecretSealed, slug) ? box.open(previousSecretSealed, slug) : null
  const key = (text: string) => {
    const parsed = provider.secret.parse(text)
    return parsed instanceof KeyObject ? parsed : createSecretKey(parsed)
  }
  const current = key(secret)
  const expiresAt = previousSecretExpiresAt?.getTime() ?? 0
  const both = previousSecret === null ? [current] : [current, key(previousSecret)]
  const source = {
    slug,
    doorName: provider.door,
    createdAt: row.createdAt.getTime(),
    enabled,
    ratePerMinute,
    isKeyPublic: provider.key === 'public',
    door: provider.open(row.config),
    keys: (now: number) => (now < expiresAt ? both : [current]),
  }
  if (provider.key === 'none') return { source, byKey: [] }
  const byKey: [string, KeyedSource][] = [[box.digest(secret), { source, expiresAt: Infinity }]]
  if (previousSecret !== null) byKey.push([box.digest(previousSecret), { source, expiresAt }])
  return { source, byKey }
}
