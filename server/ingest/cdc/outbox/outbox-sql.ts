import { escapeIdentifier, escapeLiteral } from 'pg'
import { quoteTable, splitTableName } from '../table-catalogue.ts'

/*
 * The SQL of an outbox, as it is run and as it is shown to people before it is. Nothing here talks to a database.
 * PostgreSQL 13 and later: `xid8` and `pg_current_xact_id()` are as old as that.
 *
 * The trigger function belongs to whoever sets the outbox up and runs with that user's rights, so applications need none on
 * the outbox. Its settings make rows the same JSON whatever the application's session has: see row-change.ts.
 */

export type OutboxStep = 'outbox-schema' | 'outbox-table' | 'outbox-function' | 'outbox-trigger' | 'grant'

export interface OutboxStatement {
  sql: string
  why: OutboxStep
  /** Of a trigger: the table that it is on. */
  table?: string
}

/** A captured table, as its triggers know it. */
export interface TriggeredTable {
  /** `schema.table` */
  table: string
  /** Columns of its key, in order; empty when it has none. */
  key: readonly string[]
}

/**
 * Triggers run in the order of their names, and ours comes before the application's: what those change in turn is then
 * recorded after what made them do it. PostgreSQL's own, which check foreign keys and cascade, begin with `R`.
 */
export function triggerName(schema: string, kind: 'row' | 'truncate'): string {
  return kind === 'row' ? `0_capture_${schema}` : `0_capture_truncate_${schema}`
}

export function outboxTable(schema: string): string {
  return `${escapeIdentifier(schema)}.outbox`
}

function outboxFunction(schema: string): string {
  return `${escapeIdentifier(schema)}.capture`
}

/** Notifications come on a channel that is named like the schema. */
export function outboxChannel(schema: string): string {
  return schema
}

export function createSchema(schema: string): OutboxStatement {
  return { why: 'outbox-schema', sql: `create schema if not exists ${escapeIdentifier(schema)}` }
}

/** Rows come and go: its vacuum looks at how many are dead, never at how many there are. */
export function createTable(schema: string): OutboxStatement {
  return {
    why: 'outbox-table',
    sql: `create table if not exists ${outboxTable(schema)} (
  id bigint generated always as identity primary key,
  txid xid8 not null default pg_current_xact_id(),
  at timestamptz not null default clock_timestamp(),
  op text not null,
  table_schema text not null,
  table_name text not null,
  key json,
  before json,
  after json
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_insert_threshold = -1)`,
  }
}

/**
 * What the trigger function does. Its arguments are the table's schema and name, since in a partition TG_TABLE_NAME is the
 * partition's, and the columns of its key. Names of the key are written and not its values: to look into a row as json fails
 * where a json column holds U+0000 as an escape, and with it would the application's own statement.
 *
 * All notifications of a transaction are alike, and PostgreSQL sends the same one once. A transaction that notifies cannot be
 * prepared (PREPARE TRANSACTION): where that is allowed at all, none is sent, and the outbox is read when its reader next
 * looks.
 */
export function functionBody(schema: string): string {
  return `
declare
  old_row json;
  new_row json;
begin
  if tg_op in ('UPDATE', 'DELETE') then old_row := row_to_json(old); end if;
  if tg_op in ('INSERT', 'UPDATE') then new_row := row_to_json(new); end if;
  insert into ${outboxTable(schema)} (op, table_schema, table_name, key, before, after)
    values (lower(tg_op), tg_argv[0], tg_argv[1],
      case when tg_nargs > 2 and tg_op <> 'TRUNCATE' then to_json(tg_argv[2:]) end, old_row, new_row);
  if current_setting('max_prepared_transactions') = '0' then
    perform pg_notify(${escapeLiteral(outboxChannel(schema))}, pg_current_xact_id()::text);
  end if;
  return null;
end
`
}

export function createFunction(schema: string): OutboxStatement[] {
  const name = `${outboxFunction(schema)}()`
  const body = functionBody(schema)
  return [
    {
      why: 'outbox-function',
      sql: `create or replace function ${name} returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC' set intervalstyle = 'iso_8601' set extra_float_digits = 1 set bytea_output = 'hex'
as ${body.includes('$vigie$') ? escapeLiteral(body) : `$vigie$${body}$vigie$`}`,
    },
    { why: 'outbox-function', sql: `revoke all on function ${name} from public` },
  ]
}

/** On a partitioned table that of rows is handed down to the partitions, new ones too; that of `truncate` is not. */
export function createTrigger(schema: string, kind: 'row' | 'truncate', table: TriggeredTable): OutboxStatement {
  const what = kind === 'row' ? 'insert or update or delete' : 'truncate'
  const each = kind === 'row' ? 'row' : 'statement'
  return {
    why: 'outbox-trigger',
    table: table.table,
    sql: `create trigger ${escapeIdentifier(triggerName(schema, kind))} after ${what} on ${quoteTable(table.table)}
  for each ${each} execute function ${outboxFunction(schema)}(${triggerArguments(table).map(escapeLiteral).join(', ')})`,
  }
}

export function dropTrigger(name: string, table: string): OutboxStatement {
  return {
    why: 'outbox-trigger',
    table,
    sql: `drop trigger if exists ${escapeIdentifier(name)} on ${quoteTable(table)}`,
  }
}

export function enableTrigger(name: string, table: string): OutboxStatement {
  return {
    why: 'outbox-trigger',
    table,
    sql: `alter table ${quoteTable(table)} enable trigger ${escapeIdentifier(name)}`,
  }
}

/** What the trigger function is told: see {@link functionBody}. */
export function triggerArguments({ table, key }: TriggeredTable): string[] {
  const { schema, name } = splitTableName(table)
  return [schema, name, ...key]
}

/** What the reader needs when somebody else has set the outbox up. */
export function grants(schema: string, user: string): OutboxStatement[] {
  const to = escapeIdentifier(user)
  return [
    { why: 'grant', sql: `grant usage on schema ${escapeIdentifier(schema)} to ${to}` },
    { why: 'grant', sql: `grant select, insert, delete on ${outboxTable(schema)} to ${to}` },
    { why: 'grant', sql: `grant execute on function ${outboxFunction(schema)}() to ${to}` },
  ]
}

/** Takes everything away again, in the order in which it can go. */
export function undoOutbox(schema: string, tables: readonly string[]): string[] {
  const triggers = tables.flatMap((table) => [
    dropTrigger(triggerName(schema, 'row'), table),
    dropTrigger(triggerName(schema, 'truncate'), table),
  ])
  return [
    ...triggers.map(({ sql }) => sql),
    `drop function if exists ${outboxFunction(schema)}()`,
    `drop table if exists ${outboxTable(schema)}`,
    `drop schema if exists ${escapeIdentifier(schema)}`,
  ]
}
