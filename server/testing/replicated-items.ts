import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, afterEach, beforeEach } from 'vitest'
import type { ReplicationConfig } from '#contract/database.ts'
import { replicationConfigSchema } from '#contract/database.ts'
import { createPool } from '../db/pool.ts'
import { dropSlot } from '../ingest/cdc/replication/slot.ts'
import { ChangeLog, RememberedCapture } from './captured.ts'
import { emptyDatabase, testDatabase } from './database.ts'
import { silentLogger } from './log-fixture.ts'
import { slotIsLeft } from './replicated-database.ts'
import type { CaptureRun } from './replication-run.ts'
import { runReplication } from './replication-run.ts'

/** Somebody's database with the empty table `items`, made for each test, and what a capture of it remembers and stores. */
export async function replicatedItems(): Promise<ReplicatedItems> {
  const ours = await testDatabase()
  const theirs = await emptyDatabase()
  const pool = createPool({ databaseUrl: ours.url, logger: silentLogger, name: 'capture', max: 3 })
  const admin = new pg.Client({ connectionString: theirs.url })
  await admin.connect()
  const items = new ReplicatedItems({ url: theirs.url, pool, admin })
  beforeEach(() => items.begin())
  afterEach(() => items.end())
  afterAll(async () => {
    await admin.end()
    await pool.end()
  })
  return items
}

class ReplicatedItems {
  /** Of somebody's database, and a session of who works with it. */
  readonly url: string
  readonly admin: pg.Client
  memory = new RememberedCapture()
  log = new ChangeLog()
  config = newConfig()
  readonly #pool: pg.Pool
  #runs: CaptureRun[] = []

  constructor({ url, pool, admin }: { url: string; pool: pg.Pool; admin: pg.Client }) {
    this.url = url
    this.admin = admin
    this.#pool = pool
  }

  async begin(): Promise<void> {
    this.memory = new RememberedCapture()
    this.log = new ChangeLog()
    this.config = newConfig()
    await this.#pool.query('truncate staged_rows')
    await this.admin.query('create table items (id int primary key, word text)')
  }

  async end(): Promise<void> {
    await Promise.all(this.#runs.map((run) => run.stop()))
    this.#runs = []
    await dropSlot(this.admin, this.config.slot)
    await this.admin.query('drop publication if exists vigie; drop table if exists items, more')
  }

  run(options: Partial<Parameters<typeof runReplication>[0]> = {}): CaptureRun {
    const { url, memory, log, config } = this
    const started = runReplication({ url, pool: this.#pool, memory, log, config, ...options })
    this.#runs.push(started)
    // The next run is to find the slot free.
    const stop = async () => {
      await started.stop()
      await slotIsLeft(this.admin, config.slot)
    }
    return { ended: started.ended, stop, [Symbol.asyncDispose]: stop }
  }

  /** Resolves when it follows. @throws what ended it before that. */
  async followed(started: CaptureRun): Promise<CaptureRun> {
    const ended = started.ended.then((error) => {
      throw error
    })
    await Promise.race([this.memory.when(this.isFollowing), ended])
    ended.catch(() => undefined)
    return started
  }

  isFollowing = (): boolean => this.memory.state.phase === 'following'

  words(): unknown[] {
    return this.log.changes.map(({ after }) => after?.['word'])
  }

  /** Resolves when everything that is committed now is in the log. */
  async caughtUp(): Promise<void> {
    const { admin, log } = this
    const mark = randomUUID()
    await admin.query('insert into items values ($1, $2)', [-1, mark])
    await log.when(() => this.words().includes(mark))
    await admin.query('delete from items where id = -1')
    await log.when(() => log.changes.at(-1)?.op === 'delete' && log.changes.at(-1)?.key?.['id'] === -1)
  }

  /** By the text of the key. */
  async tableNow(): Promise<Map<string, unknown>> {
    const { rows } = await this.admin.query<{ id: number; word: string }>('select id, word from items order by id')
    return new Map(rows.map((row) => [JSON.stringify(row.id), row]))
  }

  async slotExists(): Promise<boolean> {
    const { rows } = await this.admin.query('select from pg_replication_slots where slot_name = $1', [this.config.slot])
    return rows.length > 0
  }

  async writeWal(megabytes: number): Promise<void> {
    for (let written = 0; written < megabytes; written += 4) {
      await this.admin.query(`select pg_logical_emit_message(false, 'noise', repeat('x', 4 * 1024 * 1024))`)
    }
  }
}

function newConfig(): ReplicationConfig {
  const slot = `vigie_${randomUUID().slice(0, 8)}`
  return replicationConfigSchema.parse({ capture: 'replication', tables: ['public.items'], slot })
}
