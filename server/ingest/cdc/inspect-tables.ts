import type pg from 'pg'
import type { InspectedTable } from '#contract/database.ts'
import type { Generated } from './generated-columns.ts'

/** A table with what this user may do to it. */
export interface LiveTable extends Omit<InspectedTable, 'suggestedMappings' | 'suggestedCursor' | 'columns'> {
  columns: readonly LiveColumn[]
  /** Policies of row-level security decide which of its rows this user sees. */
  hidesRows: boolean
  /** May add it to a publication, and change its replica identity. */
  isOwner: boolean
  mayTrigger: boolean
}

export interface LiveColumn {
  name: string
  type: string
  nullable: boolean
  generated: Generated
  /** The database counts it up: identity, or a sequence as default. */
  counts: boolean
}

/**
 * Tables of people: none of PostgreSQL's, of extensions, or of the schemas that are named; a partitioned table stands for its
 * partitions.
 */
export async function readTables(client: pg.Client, ownSchemas: readonly string[]): Promise<LiveTable[]> {
  const { rows } = await client.query<TableRow>(tablesSql, [ownSchemas])
  return rows.map(({ identity, ...row }) => ({ ...row, replicaIdentity: identities[identity] }))
}

const identities = { d: 'default', n: 'nothing', f: 'full', i: 'index' } as const
type TableRow = Omit<LiveTable, 'replicaIdentity'> & { identity: keyof typeof identities }

/* Rows: what the last analyze found, or what was counted since; whichever is more. Names with a dot cannot be written in a config. */
const tablesSql = `
  select
    n.nspname || '.' || c.relname as table,
    c.relreplident::text as identity,
    c.relkind = 'p' as "isPartitioned",
    size.rows as "estimatedRows",
    size.bytes as bytes,
    has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select') as "canSelect",
    row_security_active(c.oid) as "hidesRows",
    has_table_privilege(c.oid, 'trigger') as "mayTrigger",
    pg_has_role(c.relowner, 'usage') as "isOwner",
    coalesce(keys.names, '{}') as "primaryKey",
    coalesce(attributes.list, '[]') as columns
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  cross join lateral (
    select
      coalesce(sum(greatest(part.reltuples, counted.n_live_tup, 0)), 0)::float8 as rows,
      coalesce(sum(pg_total_relation_size(part.oid)), 0)::float8 as bytes
    from pg_catalog.pg_class part
    left join pg_catalog.pg_stat_all_tables counted on counted.relid = part.oid
    where part.oid = c.oid
      or (c.relkind = 'p' and part.oid in (select relid from pg_partition_tree(c.oid) where isleaf))
  ) size
  left join lateral (
    select array_agg(a.attname::text order by k.place) as names
    from pg_catalog.pg_index i
    cross join unnest(i.indkey) with ordinality as k (number, place)
    join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number
    where i.indrelid = c.oid and i.indisprimary and k.place <= i.indnkeyatts
  ) keys on true
  left join lateral (
    select json_agg(json_build_object(
      'name', a.attname,
      'type', format_type(a.atttypid, a.atttypmod),
      'nullable', not a.attnotnull,
      'generated', case a.attgenerated when 's' then 'stored' when 'v' then 'virtual' end,
      'counts', a.attidentity <> '' or coalesce(pg_get_expr(d.adbin, d.adrelid), '') like 'nextval(%'
    ) order by a.attnum) as list
    from pg_catalog.pg_attribute a
    left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  ) attributes on true
  where c.relkind in ('r', 'p')
    and not c.relispartition
    and c.relpersistence <> 't'
    and n.nspname not like 'pg\\_%'
    and n.nspname <> 'information_schema'
    and n.nspname <> all ($1)
    and n.nspname not like '%.%'
    and c.relname not like '%.%'
    and not exists (
      select from pg_catalog.pg_depend
      where classid = 'pg_catalog.pg_class'::regclass and objid = c.oid and deptype = 'e'
    )
  order by n.nspname, c.relname`
