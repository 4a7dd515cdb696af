import pg from 'pg'
import type { Logger } from '../../runtime/logger.ts'

/*
 * One process of all captures a source: it holds a session-level advisory lock in our own database, on one connection
 * that is used for nothing else.
 *
 * Whoever loses that connection stops before anybody else can begin: this end gives the line up `beatMs + answerMs` after
 * the last answer, PostgreSQL ends the session, and frees its locks, only after `sessionMs` without a word.
 */
const beatMs = 2000
const answerMs = 4000
const sessionMs = 15_000

export interface CaptureLock {
  /** Aborted when it is no longer ours. */
  readonly lost: AbortSignal
  release(): Promise<void>
}

interface LocksOptions {
  databaseUrl: string
  logger: Logger
}

/** The locks of this process, all on one connection, which is opened when the first one is wanted. */
export class CaptureLocks {
  readonly #options: LocksOptions
  #line: Promise<Line> | null = null

  constructor(options: LocksOptions) {
    this.#options = options
  }

  /** @returns null while another process has it, or while our database cannot be asked. */
  async take(source: string): Promise<CaptureLock | null> {
    try {
      const line = await (this.#line ??= this.#open())
      return await line.lock(source)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      this.#options.logger.warn({ reason, source }, 'the lock of a capture could not be asked for; it is tried again')
      return null
    }
  }

  /** Every lock that is still held is lost. */
  async stop(): Promise<void> {
    const line = await this.#line?.catch(() => null)
    await line?.close()
  }

  #open(): Promise<Line> {
    const forget = () => {
      if (this.#line === opening) this.#line = null
    }
    const opening = Line.open(this.#options.databaseUrl, forget)
    opening.catch(forget)
    return opening
  }
}

class Line {
  readonly #client: pg.Client
  readonly #held = new Set<AbortController>()
  readonly #onLost: () => void
  #beat: NodeJS.Timeout | null = null
  #isLost = false
  /** A session is asked one thing at a time. */
  #asking: Promise<unknown> = Promise.resolve()

  private constructor(client: pg.Client, onLost: () => void) {
    this.#client = client
    this.#onLost = onLost
  }

  static async open(databaseUrl: string, onLost: () => void): Promise<Line> {
    const client = new pg.Client({
      connectionString: databaseUrl,
      application_name: 'vigie-capture-lock',
      connectionTimeoutMillis: answerMs,
      query_timeout: answerMs,
    })
    const line = new Line(client, onLost)
    client.on('error', () => line.#lose())
    client.on('end', () => line.#lose())
    await client.connect()
    await line.#limitSilence()
    line.#beat = setInterval(() => void line.#ask('select 1').catch(() => undefined), beatMs)
    line.#beat.unref()
    return line
  }

  async lock(source: string): Promise<CaptureLock | null> {
    const { rows } = await this.#ask<{ is_ours: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as is_ours',
      [nameOf(source)],
    )
    if (rows[0]?.is_ours !== true || this.#isLost) return null
    const held = new AbortController()
    this.#held.add(held)
    return { lost: held.signal, release: () => this.#release(source, held) }
  }

  async close(): Promise<void> {
    this.#lose()
    await this.#client.end().catch(() => undefined)
  }

  async #release(source: string, held: AbortController): Promise<void> {
    if (!this.#held.delete(held)) return
    await this.#ask('select pg_advisory_unlock(hashtextextended($1, 0))', [nameOf(source)]).catch(() => undefined)
  }

  /** A line that did not answer is lost: the lock it was asked for may have been given, and only its end gives it back. */
  #ask<Row extends pg.QueryResultRow>(text: string, values: string[] = []): Promise<pg.QueryResult<Row>> {
    const answer = this.#asking.then(() => this.#client.query<Row>(text, values))
    this.#asking = answer.catch(() => this.#lose())
    return answer
  }

  /** Servers before version 14 have no such setting: there a silent line holds its locks until TCP notices. */
  async #limitSilence(): Promise<void> {
    await this.#ask(`select set_config(name, $1, false) from pg_settings where name = 'idle_session_timeout'`, [
      String(sessionMs),
    ])
  }

  #lose(): void {
    if (this.#isLost) return
    this.#isLost = true
    if (this.#beat) clearInterval(this.#beat)
    for (const held of this.#held) held.abort()
    this.#held.clear()
    this.#onLost()
    // An end that waits for an answer would wait for a silent line.
    void this.#client.end().catch(() => undefined)
  }
}

function nameOf(source: string): string {
  return `vigie capture of ${source}`
}
