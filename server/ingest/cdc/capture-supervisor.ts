import { createHash } from 'node:crypto'
import type { Pool } from 'pg'
import type { SecretBox } from '../secrets.ts'
import type { CaptureLocks } from './capture-lock.ts'
import { orderNewBeginning, orderRelease, readOrder } from './capture-orders.ts'
import { postgres } from './postgres-kind.ts'
import type { CaptureSettings, SourceCaptureOptions } from './source-capture.ts'
import { SourceCapture } from './source-capture.ts'

interface SupervisorOptions extends SourceCaptureOptions {
  box: SecretBox
  locks: CaptureLocks
  reloadMs?: number
}

/** What a release in another process may take: it is noticed at that process's next reading. */
const releaseTimeoutMs = 60_000

/** Runs the capture of every source of the kind `postgres`, as far as this process has their locks. */
export class CaptureSupervisor {
  readonly #options: Required<Pick<SupervisorOptions, 'reloadMs'>> & SupervisorOptions
  readonly #captures = new Map<string, SourceCapture>()
  readonly #stopping = new AbortController()
  #timer: NodeJS.Timeout | null = null
  #loading: Promise<void> = Promise.resolve()
  #next: Promise<void> | null = null

  constructor(options: SupervisorOptions) {
    this.#options = { reloadMs: 5000, ...options }
  }

  /** This process has taken up at least one source. */
  get isAtWork(): boolean {
    return this.#captures.values().some(({ memory }) => memory !== null)
  }

  async start(): Promise<void> {
    await this.reload()
    this.#timer = setInterval(() => {
      this.reload().catch((error: unknown) =>
        this.#options.logger.warn({ err: error }, 'reading the captured sources failed; those that run go on'),
      )
    }, this.#options.reloadMs)
    this.#timer.unref()
  }

  /** Resolves when every capture of this process has ended. */
  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer)
    this.#stopping.abort()
    await this.#loading.catch(() => undefined)
    await Promise.all([...this.#captures.values()].map((capture) => capture.stop()))
    await this.#options.locks.stop()
  }

  /** Resolves once what was written before this call is acted upon here. */
  reload(): Promise<void> {
    // A reading that is under way may have read before the write.
    this.#next ??= this.#loading
      .catch(() => undefined)
      .then(() => {
        this.#next = null
        this.#loading = this.#load()
        return this.#loading
      })
    return this.#next
  }

  /**
   * A new beginning, in whichever process runs the capture: what is in the database now is copied again, as history.
   *
   * @throws ProblemError `not-found`.
   */
  async beginAnew(source: string): Promise<void> {
    await orderNewBeginning(this.#options.pool, source)
    await this.reload()
  }

  /**
   * Pauses the source and takes back out of the company's database what its capture has put there. Resolves when it is out.
   *
   * @throws ProblemError `not-found`; CaptureError when the database does not let it.
   */
  async release(source: string): Promise<void> {
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(releaseTimeoutMs)])
    await orderRelease(this.#options.pool, { source, signal, onOrdered: () => this.reload() })
  }

  /** A subscriber was handed this canary at `seenAt`; only the process that captures the source keeps that. */
  noteCanary(source: string, { sentAt, seenAt }: { sentAt: number; seenAt: number }): void {
    const memory = this.#captures.get(source)?.memory
    if (!memory || sentAt <= (memory.state.canary?.sentAt ?? 0)) return
    const roundTripMs = Math.max(0, seenAt - sentAt)
    memory.reportCanary({ sentAt, seenAt, roundTripMs })
    this.#options.telemetry.emit('capture.canary-seen', { source, sentAt, roundTripMs })
  }

  async #load(): Promise<void> {
    const readAt = this.#options.clock.monotonic()
    const found = await readCaptured(this.#options.pool)
    if (this.#stopping.signal.aborted) return
    const slugs = new Set(found.map(({ slug }) => slug))
    for (const [slug, capture] of this.#captures) {
      if (slugs.has(slug)) continue
      this.#captures.delete(slug)
      await capture.stop()
    }
    for (const row of found) this.#take(row, readAt)
  }

  #take(row: CapturedRow, readAt: number): void {
    const settings = this.#settingsOf(row)
    if (!settings) return
    const known = this.#captures.get(row.slug)
    if (known) known.change(settings, readOrder(row.asked), readAt)
    else this.#captures.set(row.slug, new SourceCapture(settings, this.#options))
  }

  #settingsOf({ slug, enabled, config, secret_sealed }: CapturedRow): CaptureSettings | null {
    const { box, logger } = this.#options
    try {
      const fingerprint = createHash('sha256')
        .update(JSON.stringify([enabled, config]))
        .update(secret_sealed)
      return {
        source: slug,
        enabled,
        config: postgres.parseConfig(config),
        secret: () => box.open(secret_sealed, slug),
        fingerprint: fingerprint.digest('base64'),
      }
    } catch (error) {
      logger.error({ err: error, source: slug }, 'this source cannot be captured: its settings are of another version')
      return null
    }
  }
}

interface CapturedRow {
  slug: string
  enabled: boolean
  config: unknown
  secret_sealed: Buffer
  asked: string | null
}

async function readCaptured(pool: Pool): Promise<CapturedRow[]> {
  const { rows } = await pool.query<CapturedRow>({
    name: 'read-captured-sources',
    text: `select slug, enabled, sources.config, secret_sealed, asked
           from sources left join captures on captures.source = slug where kind = $1`,
    values: [postgres.kind],
  })
  return rows
}
