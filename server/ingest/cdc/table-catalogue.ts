import pg from 'pg'
import { CaptureError } from './capture.ts'
import type { Limits } from './limited-query.ts'
import { ask } from './limited-query.ts'

/** What PostgreSQL's catalogue says of a table that is captured. */
export interface CatalogueTable {
  /** `schema.table`, as PostgreSQL stores both. */
  table: string
  kind: 'table' | 'partitioned' | 'other'
  /**
   * Columns that tell its rows apart in every change that the database sends: those of the replica identity's index where
   * one is chosen, else the primary key. Empty when there is neither.
   */
  key: readonly string[]
  columns: readonly { name: string; generated: 'stored' | 'virtual' | null }[]
  replicaIdentity: 'default' | 'nothing' | 'full' | 'index'
  /**
   * Tables that hold its rows (itself, or its partitions) and whose updates and deletes PostgreSQL would refuse once they
   * are published, because nothing identifies the row.
   */
  unidentified: readonly string[]
  /**
   * Tables on account of which the database sends no more than the key of rows as they were before a change: those that hold its
   * rows, since theirs is what the log has, and the table itself, in whose name changes of partitions are sent.
   */
  sendsKeyOnly: readonly string[]
  estimatedRows: number
  /** The connection's user may read it, so it may use its schema, too. */
  canSelect: boolean
  /** Policies of row-level security decide which of its rows the user sees. */
  hidesRows: boolean
  /** The connection's user may alter it and publish it. */
  isOwned: boolean
}

/**
 * @param limits absent = those of the connection, which then must have some.
 * @throws CaptureError `table-unknown`
 */
export async function readCatalogue(
  client: pg.Client,
  tables: readonly string[],
  limits?: Limits,
): Promise<CatalogueTable[]> {
  const names = tables.map(splitTableName)
  const values = [tables, names.map(({ schema }) => schema), names.map(({ name }) => name)]
  const rows = limits
    ? await ask<CatalogueRow>(client, { text: catalogueSql, values }, limits)
    : (await client.query<CatalogueRow>(catalogueSql, values)).rows
  const missing = rows.filter(({ found }) => found === null).map(({ wanted }) => wanted)
  if (missing.length > 0) {
    throw new CaptureError(
      'table-unknown',
      `there is no table ${missing.join(', ')} in this database, or it was renamed`,
    )
  }
  return rows.flatMap(({ found }) => found ?? [])
}

interface CatalogueRow {
  found: CatalogueTable | null
  wanted: string
}

export function splitTableName(table: string): { schema: string; name: string } {
  const dot = table.indexOf('.')
  return { schema: table.slice(0, dot), name: table.slice(dot + 1) }
}

/** For use in SQL. */
export function quoteTable(table: string): string {
  const { schema, name } = splitTableName(table)
  return `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`
}

/** For `from` and for publications: rows of tables that inherit from this one are not its own; those of partitions are. */
export function onlyTable({ table, kind }: Pick<CatalogueTable, 'table' | 'kind'>): string {
  return kind === 'table' ? `only ${quoteTable(table)}` : quoteTable(table)
}

const catalogueSql = `
select wanted.name as wanted, case when c.oid is not null then json_build_object(
  'table', wanted.name,
  'kind', case c.relkind when 'r' then 'table' when 'p' then 'partitioned' else 'other' end,
  'key', (
    select coalesce(json_agg(a.attname order by k.place), '[]')
    from pg_index i
    cross join unnest(i.indkey::int2[]) with ordinality k (attnum, place)
    join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
    where i.indrelid = c.oid and k.place <= i.indnkeyatts
      and case c.relreplident when 'i' then i.indisreplident else i.indisprimary end
  ),
  'columns', (
    select coalesce(json_agg(json_build_object(
      'name', a.attname,
      'generated', case a.attgenerated when 's' then 'stored' when 'v' then 'virtual' end
    ) order by a.attnum), '[]')
    from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  ),
  'replicaIdentity',
    case c.relreplident when 'f' then 'full' when 'i' then 'index' when 'n' then 'nothing' else 'default' end,
  'unidentified', (
    select coalesce(json_agg(n.nspname || '.' || l.relname order by l.oid), '[]')
    from pg_class l join pg_namespace n on n.oid = l.relnamespace
    where l.oid = any (held.oids) and (l.relreplident = 'n' or l.relreplident <> 'f' and not exists (
      select from pg_index i where i.indrelid = l.oid and i.indisvalid
        and case l.relreplident when 'i' then i.indisreplident else i.indisprimary end
    ))
  ),
  'sendsKeyOnly', (
    select coalesce(json_agg(n.nspname || '.' || l.relname order by l.oid), '[]')
    from pg_class l join pg_namespace n on n.oid = l.relnamespace
    where (l.oid = any (held.oids) or l.oid = c.oid) and l.relreplident <> 'f'
  ),
  'estimatedRows', (
    -- A table that was never analysed tells its size only.
    select coalesce(round(sum(case when l.reltuples < 0 then pg_relation_size(l.oid) / 100.0 else l.reltuples end)), 0)
    from pg_class l where l.oid = any (held.oids)
  ),
  'canSelect', has_schema_privilege(s.oid, 'usage') and has_table_privilege(c.oid, 'select'),
  'hidesRows', row_security_active(c.oid),
  'isOwned', pg_has_role(c.relowner, 'usage')
) end as found
from unnest($1::text[], $2::text[], $3::text[]) with ordinality wanted (name, schema_name, table_name, place)
left join pg_namespace s on s.nspname = wanted.schema_name
left join pg_class c
  on c.relnamespace = s.oid and c.relname = wanted.table_name and c.relkind in ('r', 'p', 'v', 'm', 'f')
left join lateral (
  select array_agg(tree.relid) as oids from pg_partition_tree(c.oid) tree where tree.isleaf
) partitions on c.relkind = 'p'
cross join lateral (select coalesce(partitions.oids, array[c.oid]) as oids) held
order by wanted.place`
