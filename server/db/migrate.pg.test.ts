import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { execFile, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
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

/** Names of the migrations that are begun, neither finished nor rolled back. */
async function unfinished(url: string): Promise<unknown[]> {
  const rows = await query(
    url,
    'select migration_name from _prisma_migrations where finished_at is null and rolled_back_at is null',
  )
  return rows.map((row) => row['migration_name'])
}

/** A session that keeps every "lock table settings" waiting until it ends. */
async function blockSettings(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  onTestFinished(() => client.end())
  await client.query('begin; lock table settings')
  return client
}

/** Resolves when a session of this database waits for a lock of this type. */
async function waitFor(url: string, locktype: 'relation' | 'advisory'): Promise<void> {
  const waiting = `select l.pid from pg_locks l join pg_stat_activity a using (pid)
    where not l.granted and l.locktype = '${locktype}' and a.datname = current_database()`
  await expect.poll(() => query(url, waiting), { timeout: 20_000 }).toHaveLength(1)
}

/** Migrates in a process of its own, which kills itself instead of sending a query that begins with `killAt`. */
function migrateInChild({ url, path, killAt = '-' }: { url: string; path: string; killAt?: string }): ChildProcess {
  const script = `
    import pg from 'pg'
    import { migrate } from ${JSON.stringify(new URL('./migrate.ts', import.meta.url).href)}
    const query = pg.Client.prototype.query
    pg.Client.prototype.query = function (...asked) {
      const text = asked[0]?.text ?? asked[0]
      if (String(text).startsWith(${JSON.stringify(killAt)})) process.kill(process.pid, 'SIGKILL')
      return query.apply(this, asked)
    }
    await migrate(${JSON.stringify(url)}, ${JSON.stringify(path)})
    process.exit()`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'inherit' })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
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

describe('pendingMigrations', () => {
  test('writes nothing while another process applies a migration', async () => {
    const { url } = await testDatabase()
    const name = '20990101000000_underway'
    const path = await withMigration(name, 'create table underway (id int); lock table settings;')
    const inTheWay = await blockSettings(url)
    const applying = migrate(url, path)
    await waitFor(url, 'relation')
    const readOnly = new URL(url)
    readOnly.searchParams.set('options', '-c default_transaction_read_only=on')
    expect(await pendingMigrations(readOnly.href, path)).toEqual([name])
    expect(await unfinished(url)).toEqual([name])
    await inTheWay.end()
    expect(await applying).toEqual({ applied: [name] })
    expect(await migrate(url, path)).toEqual({ applied: [] })
  })
})

describe('migrate', () => {
  test('says who can help where the extension that it needs is refused', async () => {
    const { url } = await emptyDatabase()
    const role = `guest_${randomUUID().replaceAll('-', '')}`
    const guest = new URL(url)
    await query(url, `create role ${role} login password 'x'; grant all on schema public to ${role}`)
    guest.username = role
    guest.password = 'x'
    await expect(migrate(guest.href)).rejects.toThrow(/create extension pg_trgm.*in this database/)
    await query(url, 'create extension pg_trgm')
    await expect(migrate(guest.href)).resolves.toMatchObject({
      applied: expect.arrayContaining(['20261128013000_customer_search']) as unknown,
    })
    await query(url, `drop owned by ${role}; drop role ${role}`)
  })

  test('says on one line what to do for a role that may make nothing, and not what else is pending', async () => {
    const { url } = await emptyDatabase()
    const role = `guest_${randomUUID().replaceAll('-', '')}`
    const guest = new URL(url)
    await query(url, `create role ${role} login password 'x'`)
    guest.username = role
    guest.password = 'x'
    const refused = migrate(guest.href)
    await expect(refused).rejects.toThrow(/^A migration .*permission denied for schema public.*own the database/)
    await expect(refused).rejects.toThrow(/^[^\n]{1,500} Pending: \d+ migrations\.$/)
    await query(url, `drop role ${role}`)
  })

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

  test('that was killed after the script and before the bookkeeping has applied the migration', async () => {
    const { url } = await testDatabase()
    const name = '20990101000000_recorded'
    const path = await withMigration(name, 'create table recorded (id int primary key);')
    const killed = migrateInChild({ url, path, killAt: 'UPDATE "_prisma_migrations"' })
    await once(killed, 'exit')
    expect(killed.signalCode).toBe('SIGKILL')
    expect(await pendingMigrations(url, path)).toEqual([])
    expect(await migrate(url, path)).toEqual({ applied: [] })
    expect(await query(url, 'select 1 as kept from recorded')).toEqual([])
  })

  test('that was killed before the script took effect is repeated', async () => {
    const { url } = await testDatabase()
    const name = '20990101000000_begun'
    const path = await withMigration(name, 'create table begun (id int primary key);')
    await once(migrateInChild({ url, path, killAt: 'create table begun' }), 'exit')
    expect(await unfinished(url)).toEqual([name])
    expect(await migrate(url, path)).toEqual({ applied: [name] })
  })

  test('waits for the script of a killed process that PostgreSQL still works on', async () => {
    const { url } = await testDatabase()
    const path = await withMigration('20990101000000_slow', 'create table slow (id int); lock table settings;')
    const inTheWay = await blockSettings(url)
    const killed = migrateInChild({ url, path })
    await waitFor(url, 'relation')
    killed.kill('SIGKILL')
    await once(killed, 'exit')
    const next = migrate(url, path)
    await waitFor(url, 'advisory')
    await inTheWay.end()
    await next
    expect(await pendingMigrations(url, path)).toEqual([])
    expect(await query(url, 'select 1 as kept from slow')).toEqual([])
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
