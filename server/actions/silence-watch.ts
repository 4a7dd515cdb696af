import type { NewEvent } from '#contract/event.ts'
import { ownSource } from '../ingest/own-sources.ts'
import type { Appended } from '../log/events.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Telemetry } from '../runtime/telemetry.ts'

/*
 * Tells, once, that a source has been silent for longer than it was said to be, and once that it speaks again: events of
 * the server's own source, and a line of the log. Silence of ours is not held against a source: what was received and not
 * yet folded may be from it, and after a start or a pause its sender needs a moment to come back.
 */

const everyMs = 10_000
/** What a sender gets to come back, unless it may be silent for less. */
const graceMs = 10 * 60_000

/** What is known of a source; times are epoch ms. */
export interface Watched {
  source: string
  name: string
  silenceSeconds: number
  createdAt: number
  lastReceivedAt: number | null
  /** 0 when it has never sent anything. */
  lastPosition: bigint
  /** The last position before the newest silence that was told; null when none was. */
  silentAfter: bigint | null
  /** The same of the newest silence whose end was told. */
  heardAfter: bigint | null
}

interface SilenceWatchOptions {
  /** The sources that are watched, and until when what they sent is counted in; null = everything is. */
  read(): Promise<{ sources: readonly Watched[]; trueUntil: number | null }>
  append(events: readonly NewEvent[]): Promise<Appended>
  /** The id that makes a silence, or its end, the same one everywhere. */
  idOf(type: SilenceType, source: string, lastPosition: bigint): string
  telemetry: Telemetry
  clock: Clock
  logger: Logger
}

export type SilenceType = 'source.silent' | 'source.heard'

export class SilenceWatch {
  readonly #options: SilenceWatchOptions
  /** Since when each source could have been heard: the first look that found it watched. */
  readonly #listeningSince = new Map<string, number>()
  readonly #silent = new Set<string>()
  #timer: NodeJS.Timeout | null = null
  #checking: Promise<void> = Promise.resolve()

  constructor(options: SilenceWatchOptions) {
    this.#options = options
  }

  start(): void {
    this.#look()
    this.#timer = setInterval(() => this.#look(), everyMs)
    this.#timer.unref()
  }

  /** Resolves when a look that is under way has ended. */
  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer)
    await this.#checking
  }

  #look(): void {
    this.#checking = this.#checking
      .then(() => this.check())
      .catch((error: unknown) =>
        this.#options.logger.warn({ err: error }, 'looking for silent sources failed; it is tried again'),
      )
  }

  /** Looks once, and resolves when what there is to tell is in the log. */
  async check(): Promise<void> {
    const { read, append, clock } = this.#options
    const now = clock.now()
    const { sources, trueUntil } = await read()
    this.#noteListening(sources, now)
    const until = trueUntil ?? now
    const told = sources.flatMap((source) => this.#toTell(source, until))
    const events = told.map(({ type, source }) => this.#toEvent(type, source, now))
    const { outcomes } = events.length === 0 ? { outcomes: [] } : await append(events)
    told.forEach(({ type, source }, index) => {
      if (outcomes[index]?.outcome === 'stored') this.#log(type, source)
    })
    this.#count(sources, told)
  }

  #noteListening(sources: readonly Watched[], now: number): void {
    const watched = new Set(sources.map(({ source }) => source))
    for (const source of this.#listeningSince.keys()) if (!watched.has(source)) this.#listeningSince.delete(source)
    for (const source of watched) if (!this.#listeningSince.has(source)) this.#listeningSince.set(source, now)
  }

  #toTell(source: Watched, until: number): { type: SilenceType; source: Watched }[] {
    const { lastPosition, silentAfter, heardAfter } = source
    const isUnended = silentAfter !== null && silentAfter < lastPosition && (heardAfter ?? -1n) < silentAfter
    const ended = isUnended ? [{ type: 'source.heard' as const, source }] : []
    const isNew = silentAfter !== lastPosition && this.#isSilent(source, until)
    return isNew ? [...ended, { type: 'source.silent', source }] : ended
  }

  #isSilent({ source, silenceSeconds, lastReceivedAt, createdAt }: Watched, until: number): boolean {
    const silenceMs = silenceSeconds * 1000
    const listenedMs = until - (this.#listeningSince.get(source) ?? until)
    return until - (lastReceivedAt ?? createdAt) > silenceMs && listenedMs >= Math.min(silenceMs, graceMs)
  }

  #toEvent(type: SilenceType, watched: Watched, now: number): NewEvent {
    const { source, name, lastReceivedAt, createdAt, silenceSeconds, silentAfter, lastPosition } = watched
    const isSilent = type === 'source.silent'
    const after = isSilent ? lastPosition : (silentAfter ?? 0n)
    const quietSince = lastReceivedAt ?? createdAt
    return {
      id: this.#options.idOf(type, source, after),
      source: ownSource,
      type,
      subject: `source/${source}`,
      occurredAt: Math.min(now, isSilent ? quietSince + silenceSeconds * 1000 : quietSince),
      receivedAt: now,
      data: {
        source,
        name,
        lastReceivedAt: lastReceivedAt === null ? null : new Date(lastReceivedAt).toISOString(),
        silenceSeconds,
      },
      backfill: false,
      synthetic: false,
      clamped: false,
    }
  }

  #log(type: SilenceType, { source, lastReceivedAt, silenceSeconds }: Watched): void {
    const { logger } = this.#options
    const facts = { source, lastReceivedAt, silenceSeconds }
    if (type === 'source.silent') logger.warn(facts, 'a source has been silent for longer than it was said to be')
    else logger.info(facts, 'a source that was silent speaks again')
  }

  #count(sources: readonly Watched[], told: readonly { type: SilenceType; source: Watched }[]): void {
    const { telemetry } = this.#options
    const newlySilent = new Set(told.flatMap(({ type, source }) => (type === 'source.silent' ? [source.source] : [])))
    const isSilent = ({ source, silentAfter, lastPosition }: Watched) =>
      newlySilent.has(source) || silentAfter === lastPosition
    const silent = new Set(sources.filter(isSilent).map(({ source }) => source))
    for (const source of this.#silent)
      if (!silent.has(source)) telemetry.emit('source.watched', { source, isSilent: false })
    this.#silent.clear()
    for (const source of silent) this.#silent.add(source)
    for (const { source } of sources) telemetry.emit('source.watched', { source, isSilent: silent.has(source) })
  }
}
