import pg from 'pg'
import { CaptureError } from '../capture.ts'
import { replicaIdentityStatement } from '../rows-before.ts'
import type { CatalogueTable } from '../table-catalogue.ts'
import { onlyTable, quoteTable } from '../table-catalogue.ts'

/*
 * The publication says which tables the slot's decoder sends. It must exist before the slot does: PostgreSQL decodes each
 * change with the catalogue as it was then.
 */
export interface Publication {
  isOfAllTables: boolean
  /** Of tables in them, all are published. */
  schemas: readonly string[]
  /** Those that are published by name. */
  tables: readonly string[]
  /** Inserts, updates, deletes, truncates, all in the name of the partitioned table. */
  sendsEverything: boolean
  /** null before version 18, which is the first that can send generated columns. */
  sendsStoredColumns: boolean | null
  /** The connection's user may alter it, as any superuser may. */
  mayAlter: boolean
  /** It belongs to the connection's user, and to nobody else. */
  isOwn: boolean
}

export async function readPublication(client: pg.ClientBase, name: string): Promise<Publication | null> {
  const { rows } = await client.query<Omit<Publication, 'schemas'>>(
    `select p.puballtables as "isOfAllTables",
       pubinsert and pubupdate and pubdelete and pubtruncate and pubviaroot as "sendsEverything",
       to_jsonb(p) ->> 'pubgencols' = 's' as "sendsStoredColumns",
       pg_has_role(p.pubowner, 'usage') as "mayAlter",
       p.pubowner = (select oid from pg_roles where rolname = current_user) as "isOwn",
       array(
         select n.nspname || '.' || c.relname
         from pg_publication_rel r join pg_class c on c.oid = r.prrelid join pg_namespace n on n.oid = c.relnamespace
         where r.prpubid = p.oid order by 1
       ) as tables
     from pg_publication p where p.pubname = $1`,
    [name],
  )
  return rows[0] ? { ...rows[0], schemas: await readSchemas(client, name) } : null
}

async function readSchemas(client: pg.ClientBase, name: string): Promise<string[]> {
  // Version 14 publishes no schemas, and does not know the catalogue of them.
  if ((await serverVersion(client)) < 150_000) return []
  const { rows } = await client.query<{ schema: string }>(
    `select s.nspname as schema from pg_publication_namespace n
     join pg_publication p on p.oid = n.pnpubid join pg_namespace s on s.oid = n.pnnspid where p.pubname = $1`,
    [name],
  )
  return rows.map(({ schema }) => schema)
}

/** @returns the SQL that makes the publication contain these tables, in order; nothing when it does. */
export function publicationStatements(
  name: string,
  { found, tables, version }: { found: Publication | null; tables: readonly CatalogueTable[]; version: number },
): string[] {
  const publication = pg.escapeIdentifier(name)
  const options = [
    `publish = 'insert, update, delete, truncate'`,
    'publish_via_partition_root = true',
    ...(version >= 180_000 ? ['publish_generated_columns = stored'] : []),
  ].join(', ')
  if (!found) return [`create publication ${publication} for table ${listed(tables)} with (${options});`]
  const missing = unpublished(found, tables)
  // More than was asked for does no harm, and of what is somebody else's only he can say who else needs it.
  const isExtra = (table: string) => !tables.some((wanted) => wanted.table === table)
  const extra = found.isOwn ? found.tables.filter(isExtra) : []
  const isRight = found.sendsEverything && found.sendsStoredColumns !== false
  return [
    ...(isRight ? [] : [`alter publication ${publication} set (${options});`]),
    ...(missing.length === 0 ? [] : [`alter publication ${publication} add table ${listed(missing)};`]),
    ...(extra.length === 0 ? [] : [`alter publication ${publication} drop table ${extra.map(quoteTable).join(', ')};`]),
  ]
}

/** Tables whose changes it does not send. */
function unpublished(found: Publication, tables: readonly CatalogueTable[]): CatalogueTable[] {
  if (found.isOfAllTables) return []
  return tables.filter(
    ({ table }) => !found.tables.includes(table) && !found.schemas.some((schema) => table.startsWith(`${schema}.`)),
  )
}

/** The SQL that lets PostgreSQL send updates and deletes of tables in which nothing identifies a row. */
export function replicaIdentityStatements(tables: readonly CatalogueTable[]): string[] {
  return tables.flatMap(({ unidentified }) => unidentified.map(replicaIdentityStatement))
}

/**
 * Makes sure that the publication exists and sends these tables. More than that it may send when it is somebody else's.
 *
 * @returns the SQL that it ran, and the tables that had not been published.
 * @throws CaptureError with the SQL for whoever may run it.
 */
export async function ensurePublication(
  client: pg.ClientBase,
  { name, tables }: { name: string; tables: readonly CatalogueTable[] },
): Promise<{ statements: string[]; missing: string[] }> {
  requireIdentity(tables)
  const found = await readPublication(client, name)
  const due = publicationStatements(name, { found, tables, version: await serverVersion(client) })
  try {
    for (const sql of due) await client.query(sql)
  } catch (cause) {
    throw explainRefusal(cause, { found, due })
  }
  await requireTables(client, name)
  const missing = found ? unpublished(found, tables) : tables
  return { statements: due, missing: missing.map(({ table }) => table) }
}

/** Once such a table were published, the company's own updates of it would fail. */
function requireIdentity(tables: readonly CatalogueTable[]): void {
  const statements = replicaIdentityStatements(tables)
  if (statements.length === 0) return
  throw new CaptureError(
    'no-primary-key',
    `nothing identifies a row, so PostgreSQL cannot publish updates and deletes; add a primary key, or run: ${statements.join(' ')}`,
  )
}

async function requireTables(client: pg.ClientBase, name: string): Promise<void> {
  const { rows } = await client.query('select from pg_publication_tables where pubname = $1 limit 1', [name])
  if (rows.length > 0) return
  throw new CaptureError('publication-empty', `the publication ${name} contains no table, so no change would be sent`)
}

function explainRefusal(
  cause: unknown,
  { found, due }: { found: Publication | null; due: readonly string[] },
): unknown {
  if (!(cause instanceof pg.DatabaseError) || cause.code !== '42501') return cause
  const code = found ? 'insufficient-privilege' : 'publication-missing'
  return new CaptureError(
    code,
    `the user may not publish these tables (${cause.message}); somebody who may runs: ${due.join(' ')}`,
    { cause },
  )
}

/** Such as 180004. */
export async function serverVersion(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    `select current_setting('server_version_num')::int as version`,
  )
  return rows[0]?.version ?? 0
}

function listed(tables: readonly CatalogueTable[]): string {
  return tables.map(onlyTable).join(', ')
}
