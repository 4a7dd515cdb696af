import pg from 'pg'
import type { DatabaseConfig } from '#contract/database.ts'
import { createPool } from '../db/pool.ts'
import type { Capture, CaptureContext, ChangeSink } from '../ingest/cdc/capture.ts'
import { openConnection } from '../ingest/cdc/connection.ts'
import { StagedSnapshot } from '../ingest/cdc/snapshot-stage.ts'
import { systemClock } from '../runtime/clock.ts'
import { Telemetry } from '../runtime/telemetry.ts'
import { ChangeLog, RememberedCapture } from './captured.ts'
import { silentLogger } from './log-fixture.ts'

interface Options<Config extends DatabaseConfig> {
  capture: Capture<Config>
  config: Config
  /** Of the database that is captured. */
  url: string
  /** Of a migrated one of ours. */
  ownUrl: string
}

/** One run of a capture, until it fails or is stopped. */
export interface CaptureRun {
  /** Resolves with why it ended. */
  ended: Promise<unknown>
  stop(): Promise<void>
}

/** A database that is captured, over as many runs as a test makes; what they remember and store is kept between them. */
export class CapturedDatabase<Config extends DatabaseConfig> {
  readonly memory = new RememberedCapture()
  readonly log = new ChangeLog()
  readonly #options: Options<Config>
  readonly #ownPool: pg.Pool
  readonly #source = `erp-${crypto.randomUUID().slice(0, 8)}`
  readonly #runs: CaptureRun[] = []

  constructor(options: Options<Config>) {
    this.#options = options
    this.#ownPool = createPool({ databaseUrl: options.ownUrl, logger: silentLogger, name: 'captured', max: 2 })
  }

  /** @param changed what is other than in the other runs. */
  start(changed: Partial<Options<Config> & { sink: ChangeSink }> = {}): CaptureRun {
    const { capture, config, url } = { ...this.#options, ...changed }
    const stopping = new AbortController()
    const sink = changed.sink ?? this.log
    const { memory } = this
    const signal = stopping.signal
    const shared = { source: this.#source, memory, sink, clock: systemClock, signal }
    const context: CaptureContext<Config> = {
      ...shared,
      config,
      connection: openConnection(url, this.#source),
      snapshots: new StagedSnapshot({ ...shared, pool: this.#ownPool, joined: [] }),
      logger: silentLogger,
      telemetry: new Telemetry(),
    }
    const ended = capture(context).catch((error: unknown) => error)
    const stop = async () => {
      stopping.abort()
      await ended
    }
    const run = { ended, stop }
    this.#runs.push(run)
    return run
  }

  /** Resolves when everything that is committed by now is in the log. @throws what ended the run before that. */
  async whenCaughtUp(): Promise<void> {
    const now = Date.now()
    await this.when(({ state }) => (state.asOf ?? 0) > now)
  }

  /** Resolves when the memory is so. @throws what ended the run before that. */
  async when(condition: (memory: RememberedCapture) => boolean): Promise<void> {
    const ended = this.#runs.at(-1)?.ended.then((cause) => {
      throw new Error('the run has ended', { cause })
    })
    await Promise.race([this.memory.when(condition), ended])
  }

  /** Resolves when it follows after so many beginnings. @throws what ended the run before that. */
  async whenBegun(epoch: number): Promise<void> {
    await this.when((memory) => memory.epoch === epoch && memory.position !== null)
    await this.whenCaughtUp()
  }

  async close(): Promise<void> {
    for (const { stop } of this.#runs) await stop()
    await this.#ownPool.end()
  }
}

/** A connection to the captured database, as an application has it. */
export async function application(url: string): Promise<pg.Client & AsyncDisposable> {
  // The tests' user is called vigie, too, and would make its tables in the schema of that name once it is there.
  const client = new pg.Client({ connectionString: url, options: '-c search_path=public' })
  client.on('error', () => undefined)
  await client.connect()
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() })
}
