import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { freePort, startEmbedded } from '../server/db/embedded.ts'
import { migrate } from '../server/db/migrate.ts'
import { createPrisma } from '../server/db/prisma.ts'
import { SecretBox } from '../server/ingest/secrets.ts'
import { createSource } from '../server/ingest/sources.ts'
import { parseSecret } from '../server/ingest/standard-webhooks.ts'
import { cpuSeconds } from './cpu.ts'
import { sampleSource } from './sample-events.ts'
import type { BenchOptions } from './options.ts'

/*
 * What is measured: the real event server as a process of its own on an embedded PostgreSQL with a fresh data
 * directory. Durability as it is shipped: fsync, synchronous_commit and full_page_writes are on, and looked at.
 */
export interface Installation {
  port: number
  databaseUrl: string
  /** A second database of the same cluster with the same tables, for baselines that write. */
  baselineUrl: string
  serverPid: number
  postgresPid: number
  /** Key of the source `bench`. */
  key: Uint8Array
  sql: pg.Client
  /** CPU seconds so far of the event server and of PostgreSQL. */
  cpu(): ServerCpu
  /** Resolves with the head of the log once every projection has folded all of it. */
  caughtUp(): Promise<bigint>
  /** Both sides of a comparison begin behind a checkpoint: the first change of each page then costs them the same. */
  checkpoint(): Promise<void>
  stop(): Promise<void>
}

export interface ServerCpu {
  server: number
  postgres: number
}

/** Key of the source `bench-tracking`, which may send orders. */
export const benchWriteKey = '7ad0d5a0-0000-4000-8000-000000000001'

const vigieSecret = 'a secret of benchmarks, of no use to anybody'

export async function startInstallation({ profile }: BenchOptions): Promise<Installation> {
  await using starting = new AsyncDisposableStack()
  const dataDirectory = await mkdtemp(join(tmpdir(), 'vigie-bench-'))
  starting.defer(() => rm(dataDirectory, { recursive: true, force: true }))
  const postgres = await startEmbedded({ dataDirectory })
  starting.defer(() => postgres.stop())
  const sql = new pg.Client({ connectionString: postgres.url })
  await sql.connect()
  starting.defer(() => sql.end())
  await assertDurable(sql)
  const baselineUrl = await createBaselineDatabase(sql, postgres.url)
  await migrate(postgres.url)
  const key = await createBenchSource(postgres.url)
  const server = await startServer(postgres.url, profile)
  starting.defer(() => server.stop())
  // From here on it is the caller's to stop.
  const started = starting.move()
  return {
    ...server,
    databaseUrl: postgres.url,
    baselineUrl,
    postgresPid: postgres.pid,
    key,
    sql,
    cpu: () => ({ server: cpuSeconds([server.serverPid]), postgres: cpuSeconds([postgres.pid]) }),
    caughtUp: () => waitUntilCaughtUp(sql),
    async checkpoint() {
      await sql.query('checkpoint')
    },
    stop: () => started.disposeAsync(),
  }
}

async function assertDurable(sql: pg.Client): Promise<void> {
  const names = ['fsync', 'synchronous_commit', 'full_page_writes']
  const { rows } = await sql.query<{ name: string }>(
    `select name from pg_settings where name = any($1) and setting = 'on'`,
    [names],
  )
  if (rows.length !== names.length) throw new Error(`a benchmark needs ${names.join(', ')} on`)
}

async function createBaselineDatabase(sql: pg.Client, url: string): Promise<string> {
  await sql.query('create database baseline')
  const baseline = new URL(url)
  baseline.pathname = '/baseline'
  await migrate(baseline.href)
  const client = new pg.Client({ connectionString: baseline.href })
  await client.connect()
  await client.query('create table events_p0 partition of events for values from (1) to (100000000)')
  await client.end()
  return baseline.href
}

async function createBenchSource(databaseUrl: string): Promise<Uint8Array> {
  const prisma = createPrisma(databaseUrl)
  const box = new SecretBox(vigieSecret)
  const settings = { mode: 'push', promiseSeconds: 300, silenceSeconds: null, ratePerMinute: 100_000_000 } as const
  const signed = { ...settings, slug: sampleSource, kind: 'standard-webhooks' }
  const { secret } = await createSource({ prisma, box }, signed)
  const tracked = { ...settings, slug: `${sampleSource}-tracking`, kind: 'tracking', secret: benchWriteKey }
  await createSource({ prisma, box }, { ...tracked, config: { allowsBusinessEvents: true } })
  await prisma.$disconnect()
  return new Uint8Array(parseSecret(secret))
}

async function startServer(databaseUrl: string, profile: string | undefined) {
  const port = await freePort()
  const child = fork(join(import.meta.dirname, '../server/testing/open-event-server.ts'), {
    execArgv: profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`],
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      VIGIE_PORT: String(port),
      VIGIE_HOST: '127.0.0.1',
      VIGIE_SECRET: vigieSecret,
      LOG_LEVEL: 'warn',
    },
  })
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('the event server did not start; what it said is above'))),
  ])
  return {
    port,
    serverPid: child.pid ?? 0,
    async stop() {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}

async function waitUntilCaughtUp(sql: pg.Client): Promise<bigint> {
  for (const giveUpAt = performance.now() + 60_000; performance.now() < giveUpAt; await delay(20)) {
    const { rows } = await sql.query<{ head: string; behind: string }>(
      // An action goes on only when there is something for it to do.
      `select position as head,
        position - (select min(position) from checkpoints where projection not like 'action:%') as behind from log_head`,
    )
    if (rows[0]?.behind === '0') return BigInt(rows[0].head)
  }
  throw new Error('the projections have not caught up within a minute')
}
