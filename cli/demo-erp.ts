import { randomBytes } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import pg from 'pg'
import { createSourceSchema } from '#contract/api.ts'
import { erpConfig, erpSource, tablesWithBefore } from '#demo/erp/captured.ts'
import { installErp } from '#demo/erp/install.ts'
import { ensurePublication } from '#server/ingest/cdc/replication/publication.ts'
import { readCatalogue } from '#server/ingest/cdc/table-catalogue.ts'
import { changeSource, createSource, findSource, listSources, rotateSource } from '#server/ingest/sources.ts'
import { OperatorError } from '#server/runtime/operator-error.ts'
import type { Store } from './installation.ts'

/*
 * The demonstration company's ERP: a database of its own on the installation's PostgreSQL. Its owner is the ERP's own
 * application; Vigie connects as another role, which may read and replicate and nothing else, as docs/databases.md
 * advises. Both get a new password at every start, so none is kept anywhere but in the source's sealed secret.
 */
export interface ErpNames {
  database: string
  owner: string
  /** The role that Vigie connects as. */
  capture: string
  publication: string
  slot: string
}

export const erpNames: ErpNames = {
  database: 'brisemer_erp',
  owner: 'brisemer',
  capture: 'vigie_capture',
  publication: 'vigie',
  slot: 'vigie_brisemer_erp',
}

/** Connection strings of the ERP's database, by who connects. */
export interface ErpAccess {
  owner: string
  capture: string
}

/** On roles that the demonstration has made: those of somebody else are left alone. */
const mark = 'Made by the demonstration of Vigie'

/**
 * Makes the database with its roles, its content and what Vigie needs there, as far as it is not there yet.
 *
 * @throws OperatorError when the server, or the user of `databaseUrl`, does not allow it.
 */
export async function prepareErp(databaseUrl: string, names = erpNames, historyHours?: number): Promise<ErpAccess> {
  const passwords = { owner: newPassword(), capture: newPassword() }
  await withClient(databaseUrl, async (client) => {
    await requireLogicalWal(client)
    try {
      await ensureRole(client, { role: names.owner, password: passwords.owner, may: '' })
      await ensureRole(client, { role: names.capture, password: passwords.capture, may: 'replication' })
      await ensureDatabase(client, names)
    } catch (error) {
      throw explainRefusal(error, names)
    }
  })
  const access = {
    owner: addressOf(databaseUrl, { database: names.database, user: names.owner, password: passwords.owner }),
    capture: addressOf(databaseUrl, { database: names.database, user: names.capture, password: passwords.capture }),
  }
  await withClient(access.owner, async (client) => {
    await installErp(client, Date.now(), historyHours)
    await letVigieCapture(client, names)
  })
  return access
}

/** The ERP as a source; one that is there gets today's address, and goes on where it was. */
export async function ensureErpSource(store: Omit<Store, 'pool'>, access: ErpAccess, names = erpNames): Promise<void> {
  const { slug } = erpSource
  const config = erpConfig(names)
  const known = (await listSources(store)).some((source) => source.slug === slug)
  if (!known) {
    await createSource(store, createSourceSchema.parse({ ...erpSource, secret: access.capture, config }))
    return
  }
  await rotateSource(store, { slug, secret: access.capture, overlapMs: 0 })
  const { config: current } = await findSource(store, slug)
  if (!isDeepStrictEqual(current, config)) await changeSource(store, slug, { config })
}

function newPassword(): string {
  return randomBytes(24).toString('hex')
}

async function withClient<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'vigie-demo',
    connectionTimeoutMillis: 10_000,
  })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function requireLogicalWal(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ level: string }>(`select current_setting('wal_level') as level`)
  if (rows[0]?.level === 'logical') return
  throw new OperatorError(
    `The demonstration follows its ERP by logical replication, and this server has wal_level = ${rows[0]?.level}. ` +
      `Run: alter system set wal_level = 'logical'; and restart it. Or leave DATABASE_URL away, and the demonstration ` +
      'brings a PostgreSQL of its own.',
  )
}

async function ensureRole(
  client: pg.Client,
  { role, password, may }: { role: string; password: string; may: '' | 'replication' },
): Promise<void> {
  const { rows } = await client.query<{ comment: string | null }>(
    `select shobj_description(oid, 'pg_authid') as comment from pg_roles where rolname = $1`,
    [role],
  )
  if (rows[0] && rows[0].comment !== mark) {
    throw new OperatorError(
      `There is a role ${role} on this server that the demonstration has not made. Leave DATABASE_URL away, and the ` +
        'demonstration brings a PostgreSQL of its own.',
    )
  }
  const name = pg.escapeIdentifier(role)
  const verb = rows[0] ? 'alter' : 'create'
  await client.query(`${verb} role ${name} with login ${may} password ${pg.escapeLiteral(password)}`)
  if (!rows[0]) await client.query(`comment on role ${name} is ${pg.escapeLiteral(mark)}`)
}

async function ensureDatabase(client: pg.Client, { database, owner, capture }: ErpNames): Promise<void> {
  const names = { database: pg.escapeIdentifier(database), owner: pg.escapeIdentifier(owner) }
  const found = await client.query('select from pg_database where datname = $1', [database])
  if (found.rowCount === 0) {
    const { rows } = await client.query<{ isMember: boolean }>(
      `select pg_has_role(current_user, $1, 'member') as "isMember"`,
      [owner],
    )
    if (!rows[0]?.isMember) await client.query(`grant ${names.owner} to current_user`)
    await client.query(`create database ${names.database} owner ${names.owner}`)
  }
  await client.query(`grant connect on database ${names.database} to ${pg.escapeIdentifier(capture)}`)
}

function explainRefusal(error: unknown, { database, owner, capture }: ErpNames): unknown {
  if (!(error instanceof pg.DatabaseError) || error.code !== '42501') return error
  return new OperatorError(
    `The demonstration makes a database ${database} and the roles ${owner} and ${capture} on this server, and the user of ` +
      `DATABASE_URL may not (${error.message}). It needs createdb, createrole and replication, or to be a superuser. Or leave ` +
      'DATABASE_URL away, and the demonstration brings a PostgreSQL of its own.',
    { cause: error },
  )
}

function addressOf(
  databaseUrl: string,
  { database, user, password }: { database: string; user: string; password: string },
): string {
  const url = new URL(databaseUrl)
  url.pathname = `/${database}`
  url.username = user
  url.password = password
  return url.href
}

/** What the owner of a database runs for Vigie: docs/databases.md. */
async function letVigieCapture(client: pg.Client, { capture, publication, slot }: ErpNames): Promise<void> {
  const role = pg.escapeIdentifier(capture)
  const { tables } = erpConfig({ publication, slot })
  await client.query(`grant usage on schema public to ${role}`)
  await client.query(`grant select on ${tables.join(', ')} to ${role}`)
  for (const table of tablesWithBefore) await client.query(`alter table ${table} replica identity full`)
  await ensurePublication(client, { name: publication, tables: await readCatalogue(client, tables) })
}
