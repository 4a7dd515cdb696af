import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { emptyDatabase, testDatabase } from '../testing/database.ts'
import { createMigration, diffToSchema, migrate, pendingMigrations } from './migrate.ts'
import { migrationsDirectory, readMigrations } from './schema-engine.ts'

const run = promisify(execFile)

let directory: string

/** A copy of the migrations, to be added to. */
beforeAll(async () => {
  directory = join(await mkdtemp(join(tmpdir(), 'vigie-migrations-')), 'migrations')
})
afterAll(() => rm(join(directory, '..'), { recursive: true, force: true }))

async function withMigration(name: string, sql: string): Promise<string> {
  const copy = join(directory, name)
  await cp(migrationsDirectory, copy, { recursive: true })
  await mkdir(join(copy, name))
  await writeFile(join(copy, name, 'migration.sql'), sql)
  return copy
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text)).rows
  } finally {
    await client.end()
  }
}

describe('the migrations', () => {
  test('say the same as schema.prisma', async () => {
    const { url } = await emptyDatabase()
    expect(await diffToSchema(url)).toBe('')
  })

  test('are seen to differ from schema.prisma when they do', async () => {
    const { url } = await emptyDatabase()
    const drifted = await withMigration('20990101000000_drift', 'alter table sources drop column name;')
    expect(await diffToSchema(url, drifted)).toContain('ALTER TABLE "sources" ADD COLUMN     "name"')
    const written = await createMigration(url, {
      name: 'put_back',
      now: new Date('2099-02-03T04:05:06Z'),
      directory: drifted,
    })
    expect(written).toBe(join(drifted, '20990203040506_put_back'))
    expect(await diffToSchema(url, drifted)).toBe('')
  })

  test('leave nothing behind of the comparison', async () => {
    const { url } = await emptyDatabase()
    await diffToSchema(url)
    expect(await query(url, `select datname from pg_database where datname like 'vigie_shadow%'`)).toEqual([])
    expect(await query(url, `select relname from pg_class where relnamespace = 'public'::regnamespace`)).toEqual([])
  })
})

describe('migrate', () => {
  test('applies everything once, and nothing the second time', async () => {
    const { url } = await emptyDatabase()
    const names = (await readMigrations()).migrationDirectories.map((migration) => migration.path)
    expect(await pendingMigrations(url)).toEqual(names)
    expect(await migrate(url)).toEqual({ applied: names })
    expect(await migrate(url)).toEqual({ applied: [] })
    expect(await query(url, 'select position from log_head')).toEqual([{ position: '0' }])
  })

  test('is safe from several processes at once', async () => {
    const { url } = await emptyDatabase()
    const script = `
      import { migrate } from ${JSON.stringify(new URL('./migrate.ts', import.meta.url).href)}
      console.log(JSON.stringify(await migrate(${JSON.stringify(url)})))
      process.exit()`
    const runs = await Promise.all(
      [1, 2, 3].map(() => run(process.execPath, ['--input-type=module', '--eval', script])),
    )
    const names = (await readMigrations()).migrationDirectories.map((migration) => migration.path)
    // Each process printed one line of the shape of `Migrated`.
    const applied = runs.flatMap(({ stdout }) => (JSON.parse(stdout) as { applied: string[] }).applied)
    expect(applied).toEqual(names)
  })

  test('refuses a schema newer than this code, and changes nothing', async () => {
    const { url } = await emptyDatabase()
    await migrate(url, await withMigration('20990101000000_future', 'create table future (id int primary key);'))
    await expect(migrate(url)).rejects.toThrow(/newer than this code.*20990101000000_future/)
    expect(await query(url, 'select 1 as kept from future')).toEqual([])
  })

  test('refuses a migration that was edited after it was applied', async () => {
    const { url } = await emptyDatabase()
    const edited = await withMigration('20990101000000_edited', 'create table edited (id int primary key);')
    await migrate(url, edited)
    await writeFile(
      join(edited, '20990101000000_edited', 'migration.sql'),
      'create table edited (id bigint primary key);',
    )
    await expect(migrate(url, edited)).rejects.toThrow(/20990101000000_edited was changed/)
  })

  test('applies a script wholly or not at all, says what failed, and can be repeated when it is put right', async () => {
    const { url } = await testDatabase()
    const name = '20990101000000_half'
    const half = await withMigration(name, 'create table half (id int primary key); select 1 / 0;')
    await expect(migrate(url, half)).rejects.toThrow(/division by zero.*20990101000000_half/)
    expect(await query(url, `select to_regclass('half') as found`)).toEqual([{ found: null }])
    await writeFile(join(half, name, 'migration.sql'), 'create table half (id int primary key);')
    expect(await migrate(url, half)).toEqual({ applied: [name] })
  })

  test('keeps semicolons inside functions and strings', async () => {
    const { url } = await testDatabase()
    const sql = `create function two() returns text language plpgsql as $$ begin perform 1; return 'a;b'; end $$;`
    await migrate(url, await withMigration('20990101000000_function', sql))
    expect(await query(url, 'select two()')).toEqual([{ two: 'a;b' }])
  })

  test('says what to check when the database cannot be reached', async () => {
    await expect(migrate('postgresql://vigie@127.0.0.1:1/vigie')).rejects.toThrow(/cannot be reached.*DATABASE_URL/)
  })
})
