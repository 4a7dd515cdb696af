import type pg from 'pg'

/** Columns of one table that refer to columns of another, in the same order. Tables are `schema.table`. */
export interface ForeignKey {
  table: string
  columns: readonly string[]
  refersTo: string
  referred: readonly string[]
}

export async function readForeignKeys(client: pg.Client): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(`
    select
      tn.nspname || '.' || t.relname as table,
      rn.nspname || '.' || r.relname as "refersTo",
      (select array_agg(a.attname::text order by k.place) from unnest(con.conkey) with ordinality k (number, place)
        join pg_catalog.pg_attribute a on a.attrelid = con.conrelid and a.attnum = k.number) as columns,
      (select array_agg(a.attname::text order by k.place) from unnest(con.confkey) with ordinality k (number, place)
        join pg_catalog.pg_attribute a on a.attrelid = con.confrelid and a.attnum = k.number) as referred
    from pg_catalog.pg_constraint con
    join pg_catalog.pg_class t on t.oid = con.conrelid
    join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
    join pg_catalog.pg_class r on r.oid = con.confrelid
    join pg_catalog.pg_namespace rn on rn.oid = r.relnamespace
    where con.contype = 'f' and con.conparentid = 0
    order by 1, con.conname`)
  return rows
}
