import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbedded } from '../server/db/embedded.ts'
import { migrate } from '../server/db/migrate.ts'
import { createDatabaseFrom, unsynced } from '../server/testing/cluster.ts'
import { clearUpAfterKilledRuns, testDataPrefix } from '../server/testing/killed-runs.ts'
import { makeItNoon } from '../server/testing/noon.ts'

import { operatorSql } from './operator.ts'

const template = 'e2e_template'

export interface DatabaseServer {
  /** @returns the URL of a fresh, migrated database. */
  createDatabase(): Promise<string>
  /** @returns the URL of a database of somebody else's, with what the SQL makes in it. */
  createCompanyDatabase(sql: string): Promise<string>
  stop(): Promise<void>
}

/** An embedded PostgreSQL with a migrated template, in a directory that the next test run clears up if this one dies. */
export async function startDatabaseServer(): Promise<DatabaseServer> {
  await clearUpAfterKilledRuns()
  const dataDirectory = await mkdtemp(join(tmpdir(), `${testDataPrefix}${process.pid}-e2e-`))
  const postgres = await startEmbedded({ dataDirectory, settings: { ...unsynced, shared_buffers: '64MB' } })
  await execute(postgres.url, `create database ${template}`)
  await migrate(withDatabase(postgres.url, template))
  await execute(withDatabase(postgres.url, template), operatorSql)
  await makeItNoon(withDatabase(postgres.url, template))
  return {
    createDatabase: async () => {
      const name = `e2e_${randomUUID().replaceAll('-', '')}`
      await execute(postgres.url, createDatabaseFrom({ name, template }))
      return withDatabase(postgres.url, name)
    },
    createCompanyDatabase: async (sql) => {
      const name = `company_${randomUUID().replaceAll('-', '').slice(0, 12)}`
      await execute(postgres.url, createDatabaseFrom({ name, template: 'template1' }))
      const url = withDatabase(postgres.url, name)
      await execute(url, sql)
      return url
    },
    stop: async () => {
      await postgres.stop()
      await rm(dataDirectory, { recursive: true, force: true })
    },
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}

/** Runs SQL as a program of the company would. */
export async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
