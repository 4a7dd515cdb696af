import pg from 'pg'
import type { Plan, ReplicationConfig } from '#contract/database.ts'
import { grantsToRead } from '../grants-to-read.ts'
import type { ServerFacts } from '../inspect-server.ts'
import { readServer } from '../inspect-server.ts'
import { mappingsWithoutBefore } from '../rows-before.ts'
import type { CatalogueTable } from '../table-catalogue.ts'
import { readCatalogue } from '../table-catalogue.ts'
import type { Publication } from './publication.ts'
import { publicationStatements, readPublication, replicaIdentityStatements } from './publication.ts'
import { createSlotStatement } from './slot-sql.ts'

type Statement = Plan['statements'][number]

/** @throws CaptureError `table-unknown`. */
export async function planReplication(client: pg.Client, config: ReplicationConfig): Promise<Plan> {
  const server = await readServer(client)
  const tables = await readCatalogue(client, config.tables)
  const found = await readPublication(client, config.publication)
  const isThere = await hasSlot(client, config.slot)
  const statements = [
    ...grantsToReplicate(server),
    ...grantsToRead(server.user, config.snapshot ? tables : []),
    ...identities(tables, config),
    ...publications({ config, server, tables, found }),
    ...(isThere ? [] : [slotStatement(config, server)]),
  ]
  return { statements, undo: undoOf(config, found) }
}

async function hasSlot(client: pg.Client, name: string): Promise<boolean> {
  const { rowCount } = await client.query('select from pg_replication_slots where slot_name = $1', [name])
  return rowCount === 1
}

function grantsToReplicate({ mayReplicate, user }: ServerFacts): Statement[] {
  if (mayReplicate) return []
  return [{ sql: `alter role ${pg.escapeIdentifier(user)} replication;`, why: 'grant', allowed: false }]
}

/** Never run by Vigie: it changes what the table's updates write to the write-ahead log, which its owner is to decide. */
function identities(tables: readonly CatalogueTable[], { mappings }: ReplicationConfig): Statement[] {
  const ofMappings = mappingsWithoutBefore(mappings, tables).flatMap(({ statements }) => statements)
  const due = new Set([...replicaIdentityStatements(tables), ...ofMappings])
  return [...due].map((sql) => ({ sql, why: 'replica-identity', allowed: false }))
}

interface Publishing {
  config: ReplicationConfig
  server: ServerFacts
  tables: readonly CatalogueTable[]
  found: Publication | null
}

function publications({ config, server, tables, found }: Publishing): Statement[] {
  const mayPublish = tables.every(({ isOwned }) => isOwned)
  const allowed = mayPublish && (found ? found.mayAlter : server.mayCreate)
  const statements = publicationStatements(config.publication, { found, tables, version: server.versionNumber })
  return statements.map((sql) => ({ sql, why: found ? 'publication-tables' : 'publication', allowed }))
}

function slotStatement({ slot, snapshot }: ReplicationConfig, { versionNumber, mayReplicate }: ServerFacts): Statement {
  const sql = createSlotStatement({ name: slot, exportsSnapshot: snapshot, version: versionNumber })
  return { sql: `${sql};`, why: 'slot', allowed: mayReplicate }
}

function undoOf({ slot, publication }: ReplicationConfig, found: Publication | null): string[] {
  return [
    `select pg_drop_replication_slot(${pg.escapeLiteral(slot)});`,
    ...(found?.isOwn === false ? [] : [`drop publication ${pg.escapeIdentifier(publication)};`]),
  ]
}
