import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '../db/embedded.ts'
import { migrate } from '../db/migrate.ts'
import { clearUpAfterKilledRuns, testDataPrefix } from './killed-runs.ts'

/*
 * One PostgreSQL for a whole test run, however many projects ask for it, with a migrated database that every test
 * file copies. Its data directory names the process that made it, so that a later run clears up after a killed one.
 */

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the maintenance database, with the right to create others. */
    clusterUrl: string
  }
}

export const templateDatabase = 'vigie_template'

/** For data that goes with the run: only a loss of power could take what does not wait for the disk. */
export const unsynced = { fsync: 'off', full_page_writes: 'off' } as const

/** How a test's database is made from another. Copying files is several times cheaper than copying through the WAL. */
export function createDatabaseFrom({ name, template }: { name: string; template: string }): string {
  return `create database ${name} template ${template} strategy file_copy`
}

interface Cluster {
  url: string
  stop(): Promise<void>
}

interface Shared {
  users: number
  cluster: Promise<Cluster> | undefined
}

// Each project loads this module anew; the global object is what they have in common.
const key = Symbol.for('vigie.testing.cluster')
// Only this module, in any of its copies, writes under that symbol.
const shared = (Reflect.get(globalThis, key) as Shared | undefined) ?? { users: 0, cluster: undefined }
Reflect.set(globalThis, key, shared)

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.users += 1
  shared.cluster ??= startCluster()
  const cluster = await shared.cluster
  project.provide('clusterUrl', cluster.url)
  return async () => {
    shared.users -= 1
    if (shared.users > 0) return
    shared.cluster = undefined
    await cluster.stop()
  }
}

async function startCluster(): Promise<Cluster> {
  await clearUpAfterKilledRuns()
  const dataDirectory = await mkdtemp(join(tmpdir(), `${testDataPrefix}${process.pid}-`))
  const settings = {
    ...unsynced,
    shared_buffers: '64MB',
    max_wal_size: '512MB',
    // Of all test files that run at a time.
    max_connections: '300',
    max_replication_slots: '50',
    max_wal_senders: '50',
  }
  const postgres = await startEmbedded({ dataDirectory, settings })
  const stop = async () => {
    await postgres.stop()
    await rm(dataDirectory, { recursive: true, force: true })
  }
  try {
    await createTemplate(postgres.url)
  } catch (error) {
    await stop()
    throw error
  }
  return { url: postgres.url, stop }
}

async function createTemplate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`create database ${templateDatabase}`)
    const template = new URL(url)
    template.pathname = `/${templateDatabase}`
    await migrate(template.href)
  } finally {
    await client.end()
  }
}
