import type { KeyObject } from 'node:crypto'
import { createSecretKey } from 'node:crypto'
import type { Prisma } from '../db/prisma.ts'
import type { Source as SourceRow } from '../db/generated/client.ts'
import { pause } from '../runtime/backoff.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import type { SecretBox } from './secrets.ts'
import type { ProviderDoor } from './provider.ts'
import { providerOf } from './provider-registry.ts'

/** A source as a door needs it, secrets opened. */
export interface DoorSource {
  slug: string
  enabled: boolean
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

/** Sources in memory, so that a door asks no database. Other processes' changes are seen within 5 s, new ones at once. */
export class SourceDirectory {
  readonly #options: DirectoryOptions
  #sources: ReadonlyMap<string, DoorSource> = new Map()
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

  /** An unknown name is looked for in a reading that begins after this call; all who ask meanwhile share it. */
  async find(slug: string): Promise<DoorSource | undefined> {
    const known = this.#sources.get(slug)
    if (known) return known
    await (this.#loadingSoon ??= this.#loadSoon())
    return this.#sources.get(slug)
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
    const rows = await this.#options.prisma.source.findMany()
    this.#sources = new Map(rows.flatMap((row) => this.#open(row)))
    this.#loadedAt = this.#options.clock.monotonic()
  }

  /** A secret that does not open shuts its own door only. */
  #open(row: SourceRow): [string, DoorSource][] {
    try {
      return [[row.slug, toDoorSource(row, this.#options.box)]]
    } catch (error) {
      this.#options.logger.error({ err: error, source: row.slug }, 'this source cannot be used')
      return []
    }
  }
}

function toDoorSource(row: SourceRow, box: SecretBox): DoorSource {
  const { slug, enabled, secretSealed, previousSecretSealed, previousSecretExpiresAt } = row
  const provider = providerOf(row.kind)
  const key = (sealed: Uint8Array) => createSecretKey(provider.secret.parse(box.open(sealed, slug)))
  const current = key(secretSealed)
  const previous = previousSecretSealed && box.opens(previousSecretSealed, slug) ? key(previousSecretSealed) : null
  const expiresAt = previousSecretExpiresAt?.getTime() ?? 0
  const both = previous ? [current, previous] : [current]
  return { slug, enabled, door: provider.open(row.config), keys: (now) => (now < expiresAt ? both : [current]) }
}
