import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import { createDatabaseFrom, templateDatabase } from './cluster.ts'

export interface TestDatabase {
  /** Connection string of a migrated database that nobody else uses. */
  url: string
  /** Cuts whoever is still connected and removes it; done by itself at the end of the file. */
  drop(): Promise<void>
}

/** A fresh, migrated database. Call it at the top of a `.pg.test.ts` or `.fault.test.ts` file: `await testDatabase()`. */
export function testDatabase(): Promise<TestDatabase> {
  return createFrom(templateDatabase)
}

/** A fresh database without any table. */
export function emptyDatabase(): Promise<TestDatabase> {
  return createFrom('template0')
}

async function createFrom(template: string): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await maintain(createDatabaseFrom({ name, template }))
  const drop = async () => {
    await whenLeft(name)
    await maintain(`drop database if exists ${name} with (force)`)
  }
  dropAfterFile(drop)
  const url = new URL(inject('clusterUrl'))
  url.pathname = `/${name}`
  return { url: url.href, drop }
}

/** A pool says that it has ended before the server has heard so: who is cut then is told of it, though nobody listens any more. */
async function whenLeft(name: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('clusterUrl') })
  await client.connect()
  try {
    const patientUntil = performance.now() + 5000
    for (;;) {
      const { rowCount } = await client.query('select 1 from pg_stat_activity where datname = $1', [name])
      if (rowCount === 0 || performance.now() > patientUntil) return
      await setTimeout(5)
    }
  } finally {
    await client.end()
  }
}

/** Inside a test no hook can be added; then the database goes with the whole cluster at the end of the run. */
function dropAfterFile(drop: () => Promise<void>): void {
  try {
    afterAll(drop)
  } catch (error) {
    if (!(error instanceof Error)) throw error
  }
}

async function maintain(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('clusterUrl') })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
