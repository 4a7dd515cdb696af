import type { Client } from 'pg'
import type { OutboxConfig } from '#contract/database.ts'
import type { Limits } from '../limited-query.ts'
import { ask } from '../limited-query.ts'
import type { CatalogueTable } from '../table-catalogue.ts'
import { readCatalogue } from '../table-catalogue.ts'
import type { OutboxStatement } from './outbox-sql.ts'
import {
  createFunction,
  createSchema,
  createTable,
  createTrigger,
  dropTrigger,
  enableTrigger,
  functionBody,
  grants,
  triggerArguments,
  triggerName,
} from './outbox-sql.ts'

/** What there is of an outbox in a database. */
export interface OutboxState {
  schema: string
  /** The connection's. */
  user: string
  serverVersion: number
  isReadOnly: boolean
  hasSchema: boolean
  hasTable: boolean
  /** The user may read, fill and empty the outbox. */
  canUse: boolean
  /** Source of the trigger function; null when there is none. */
  functionBody: string | null
  tables: readonly CatalogueTable[]
  /** Of ours, on these tables and on those that were captured before. */
  triggers: readonly FoundTrigger[]
}

interface FoundTrigger {
  table: string
  name: string
  isEnabled: boolean
  type: number
  /** In hex, each ended by a zero byte. */
  arguments: string
}

/** `tgtype`: row 1, insert 4, delete 8, update 16, truncate 32. */
const triggerTypes = { row: 1 + 4 + 8 + 16, truncate: 32 } as const
const kinds = ['row', 'truncate'] as const

/**
 * @param former tables that were captured before.
 * @throws CaptureError `table-unknown`
 */
export async function readOutboxState(
  client: Client,
  { schema, tables, former = [] }: Pick<OutboxConfig, 'schema' | 'tables'> & { former?: readonly string[] },
  limits: Limits,
): Promise<OutboxState> {
  const [found] = await ask<Omit<OutboxState, 'schema' | 'tables' | 'triggers'>>(
    client,
    { text: outboxSql, values: [schema] },
    limits,
  )
  if (!found) throw new Error('the catalogue answered no row')
  const triggers = await readTriggers(client, { schema, tables: [...tables, ...former] }, limits)
  return { ...found, schema, triggers, tables: await readCatalogue(client, tables, limits) }
}

/** Ours, on whatever of these tables. */
export function readTriggers(
  client: Client,
  { schema, tables }: Pick<OutboxConfig, 'schema' | 'tables'>,
  limits: Limits,
): Promise<FoundTrigger[]> {
  return ask<FoundTrigger>(client, { text: triggersSql, values: [schema, tables] }, limits)
}

export async function hasOutbox(client: Client, schema: string, limits: Limits): Promise<boolean> {
  const [found] = await ask<{ hasTable: boolean }>(client, { text: outboxSql, values: [schema] }, limits)
  return found?.hasTable ?? false
}

/** What is to be run, in order; each group in a transaction of its own, so that no table is locked longer than it must be. */
export function missingStatements(state: OutboxState): OutboxStatement[][] {
  const { schema, user, hasSchema, hasTable, canUse } = state
  const outbox = [
    ...(hasSchema ? [] : [createSchema(schema)]),
    ...(hasTable ? [] : [createTable(schema)]),
    ...(state.functionBody === functionBody(schema) ? [] : createFunction(schema)),
    // Whoever makes the outbox may use it.
    ...(hasTable && !canUse ? grants(schema, user) : []),
  ]
  const triggers = state.tables.map((table) => kinds.flatMap((kind) => missingOfTrigger(state, kind, table)))
  return [outbox, ...triggers].filter((group) => group.length > 0)
}

/** Takes the triggers away from tables that are not captured any more. */
export function leftoverStatements({ triggers, tables }: OutboxState): OutboxStatement[] {
  const isCaptured = (name: string) => tables.some(({ table }) => table === name)
  return triggers.filter(({ table }) => !isCaptured(table)).map(({ name, table }) => dropTrigger(name, table))
}

/** Tables of which changes go by unseen. */
export function unseenTables(state: OutboxState): string[] {
  const isSeen = (table: string) => kinds.every((kind) => findTrigger(state, kind, table)?.isEnabled === true)
  return state.tables.map(({ table }) => table).filter((table) => !isSeen(table))
}

function missingOfTrigger(state: OutboxState, kind: (typeof kinds)[number], table: CatalogueTable): OutboxStatement[] {
  const { schema } = state
  const found = findTrigger(state, kind, table.table)
  if (!found) return [dropTrigger(triggerName(schema, kind), table.table), createTrigger(schema, kind, table)]
  if (!found.isEnabled) return [enableTrigger(found.name, table.table)]
  const expected = Buffer.from(
    triggerArguments(table)
      .map((argument) => `${argument}\0`)
      .join(''),
  ).toString('hex')
  if (found.arguments === expected) return []
  return [dropTrigger(found.name, table.table), createTrigger(schema, kind, table)]
}

function findTrigger(state: OutboxState, kind: (typeof kinds)[number], table: string): FoundTrigger | undefined {
  return state.triggers.find((trigger) => trigger.table === table && trigger.type === triggerTypes[kind])
}

const outboxSql = `
select current_user as "user", current_setting('server_version_num')::int as "serverVersion",
  pg_is_in_recovery() as "isReadOnly", s.oid is not null as "hasSchema", o.oid is not null as "hasTable",
  coalesce(has_schema_privilege(s.oid, 'usage') and has_table_privilege(o.oid, 'select')
    and has_table_privilege(o.oid, 'insert') and has_table_privilege(o.oid, 'delete'), false) as "canUse",
  f.prosrc as "functionBody"
from (values ($1::text)) wanted (schema)
left join pg_namespace s on s.nspname = wanted.schema
left join pg_class o on o.relnamespace = s.oid and o.relname = 'outbox' and o.relkind = 'r'
left join pg_proc f on f.pronamespace = s.oid and f.proname = 'capture' and f.pronargs = 0`

/** Not those that partitions have from their table. In replica mode only (R) a trigger sees nobody's changes. */
const triggersSql = `
select n.nspname || '.' || c.relname as "table", t.tgname as name, t.tgenabled in ('O', 'A') as "isEnabled",
  t.tgtype::int as type, encode(t.tgargs, 'hex') as arguments
from pg_trigger t
join pg_class c on c.oid = t.tgrelid
join pg_namespace n on n.oid = c.relnamespace
join pg_proc f on f.oid = t.tgfoid
join pg_namespace s on s.oid = f.pronamespace
where s.nspname = $1 and f.proname = 'capture' and t.tgparentid = 0 and n.nspname || '.' || c.relname = any ($2::text[])`
