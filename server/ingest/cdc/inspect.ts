import pg from 'pg'
import type { InspectedTable, Inspection, TableMapping } from '#contract/database.ts'
import { CaptureError } from './capture.ts'
import { explainConnectFailure } from './connect-failure.ts'
import type { DatabaseConnection } from './connection.ts'
import { openConnection, transactionSettings } from './connection.ts'
import { readForeignKeys } from './foreign-keys.ts'
import { whyUnsent } from './generated-columns.ts'
import { readServer } from './inspect-server.ts'
import type { LiveTable } from './inspect-tables.ts'
import { readTables } from './inspect-tables.ts'
import type { OwnThings } from './mode-verdicts.ts'
import { judgeModes } from './mode-verdicts.ts'
import { suggestCursor } from './suggest-cursor.ts'
import { suggestMappings } from './suggest-mapping.ts'

/** Below it the catalogue has other columns. */
const oldest = 120_000

/** How long one question may take. */
export const inspectTimeoutMs = 10_000

/** Names that are Vigie's own in that database; absent = as a config has them that says nothing about them. */
export interface OwnNames {
  publication?: string
  slot?: string
  /** Schema of the outbox. */
  schema?: string
}

/** Looks at a database over one connection of a few questions. What fails is an answer, too. */
export async function inspectDatabase(connection: string, own: OwnNames = {}): Promise<Inspection> {
  try {
    return await withDatabase(openConnection(connection, 'inspect'), (client, address) =>
      inspect({ client, host: `${address.host}:${address.port}`, own }),
    )
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error
    return { ok: false, problem: { code: error.code, detail: error.message } }
  }
}

/**
 * Asks in one transaction that can change nothing, and that leaves nothing behind on a session which a pooler shares.
 *
 * @throws CaptureError that says what is wrong and what to do, whatever the database refuses.
 */
export async function withDatabase<Result>(
  connection: DatabaseConnection,
  work: (client: pg.Client, address: DatabaseConnection['address']) => Promise<Result>,
): Promise<Result> {
  const client = await connection.connect('inspect', { statementTimeoutMs: inspectTimeoutMs, pooled: true })
  try {
    await client.query(
      `begin transaction isolation level repeatable read read only; ${transactionSettings(inspectTimeoutMs)}`,
    )
    return await work(client, connection.address)
  } catch (error) {
    throw isOfDatabase(error) ? explainConnectFailure(error) : error
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** PostgreSQL's own, the system's, and what pg says of a line that ended; anything else is a fault of ours. */
function isOfDatabase(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const isOfLine = 'errno' in error || /^Connection terminated|^Query read timeout/.test(error.message)
  return error instanceof pg.DatabaseError || isOfLine
}

interface Inspecting {
  client: pg.Client
  host: string
  own: OwnNames
}

async function inspect({ client, host, own }: Inspecting): Promise<Inspection> {
  const { publication = 'vigie', slot = 'vigie', schema = 'vigie' } = own
  const server = await readServer(client)
  if (server.versionNumber < oldest) {
    throw new CaptureError('version-too-old', `this is PostgreSQL ${server.version}; Vigie reads 12 and newer`)
  }
  const things = await readOwnThings(client, { publication, slot, schema })
  const tables = await readTables(client, [schema])
  const foreignKeys = await readForeignKeys(client)
  const sent = (table: LiveTable) => withoutUnsent(table, server.versionNumber)
  const among = { tables: tables.map(sent), foreignKeys }
  const { version, database, user, encrypted } = server
  return {
    ok: true,
    server: { version, database, user, host, encrypted },
    ...judgeModes({ server, tables, own: things }),
    tables: tables.map((table) => toInspected(table, suggestMappings(sent(table), among))),
  }
}

/** With the columns that every way of capturing has in its changes: which one it will be nobody has said yet. */
function withoutUnsent(table: LiveTable, version: number): LiveTable {
  const columns = table.columns.filter(
    ({ generated }) => whyUnsent(generated, { capture: 'replication', version }) === undefined,
  )
  return { ...table, columns }
}

async function readOwnThings(client: pg.Client, names: Required<OwnNames>): Promise<OwnThings> {
  const { rows } = await client.query<OwnThings>(
    `select
       exists (select from pg_catalog.pg_publication where pubname = $1) as publication,
       exists (select from pg_catalog.pg_replication_slots where slot_name = $2) as slot,
       exists (select from pg_catalog.pg_namespace where nspname = $3) as outbox`,
    [names.publication, names.slot, names.schema],
  )
  const [things] = rows
  if (!things) throw new Error('a select without from has one row')
  return things
}

function toInspected(live: LiveTable, suggestedMappings: TableMapping[]): InspectedTable {
  const { table, primaryKey, replicaIdentity, estimatedRows, bytes, canSelect, isPartitioned } = live
  return {
    table,
    columns: live.columns.map(({ counts: _, ...column }) => ({ ...column, generated: column.generated !== null })),
    primaryKey,
    replicaIdentity,
    estimatedRows,
    bytes,
    canSelect,
    isPartitioned,
    suggestedMappings,
    suggestedCursor: suggestCursor(live),
  }
}
