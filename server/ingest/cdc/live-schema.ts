import type pg from 'pg'
import type { CaptureMode, DatabaseConfig, PolledTable } from '#contract/database.ts'
import type { PointerError } from '#contract/problem.ts'
import type { Generated } from './generated-columns.ts'
import { whyUnsent } from './generated-columns.ts'
import { splitTableName } from './table-catalogue.ts'

/** What a mapping can speak of: a table, or a query that is read like one. */
export interface LiveRelation {
  /** `schema.table`, or what a query's rows are called. */
  table: string
  columns: readonly RelationColumn[]
}

interface RelationColumn {
  name: string
  /** As `format_type` writes it. */
  type: string
  /** Why changes carry no value of it, in words that follow its name; absent = they do. */
  unsent?: string
}

export interface LiveSchema {
  relations: readonly LiveRelation[]
  /** Queries that the database does not take, by pointer into the config. */
  errors: readonly PointerError[]
}

/**
 * What the config captures, as it is in the database now; a table that is not there is not in it.
 *
 * @param client in a transaction that can change nothing.
 */
export async function readLiveSchema(client: pg.Client, config: DatabaseConfig): Promise<LiveSchema> {
  if (config.capture !== 'poll') return { relations: await readRelations(client, config), errors: [] }
  const tables = config.reads.filter(({ query }) => query === undefined).map(({ table }) => table)
  const relations = await readRelations(client, { capture: config.capture, tables })
  const errors: PointerError[] = []
  for (const [index, read] of config.reads.entries()) {
    if (read.query === undefined) continue
    const described = await inSavepoint(client, () => describeQuery(client, read))
    if (described.ok) relations.push(described.value)
    else errors.push({ pointer: `#/reads/${index}/query`, detail: described.message })
  }
  return { relations, errors }
}

interface RelationRow {
  table: string
  version: number
  columns: readonly { name: string; type: string; generated: Generated }[]
}

async function readRelations(
  client: pg.Client,
  { capture, tables }: { capture: CaptureMode; tables: readonly string[] },
): Promise<LiveRelation[]> {
  const names = tables.map(splitTableName)
  const { rows } = await client.query<RelationRow>(
    `select wanted.schema || '.' || wanted.name as table, current_setting('server_version_num')::int as version,
       json_agg(json_build_object(
         'name', a.attname,
         'type', format_type(a.atttypid, a.atttypmod),
         'generated', case a.attgenerated when 's' then 'stored' when 'v' then 'virtual' end
       ) order by a.attnum) as columns
     from unnest($1::text[], $2::text[]) wanted (schema, name)
     join pg_catalog.pg_namespace n on n.nspname = wanted.schema
     join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = wanted.name and c.relkind in ('r', 'p', 'v', 'm', 'f')
     join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     group by 1`,
    [names.map(({ schema }) => schema), names.map(({ name }) => name)],
  )
  return rows.map(({ table, version, columns }) => ({
    table,
    columns: columns.map(({ name, type, generated }) => {
      const unsent = whyUnsent(generated, { capture, version })
      return { name, type, ...(unsent !== undefined && { unsent }) }
    }),
  }))
}

async function describeQuery(client: pg.Client, { table, query = '' }: PolledTable): Promise<LiveRelation> {
  const { fields } = await client.query(`select * from ${asRelation(query)} limit $1`, [0])
  const { rows } = await client.query<{ type: string }>(
    `select format_type(kind.id, kind.modifier) as type
     from unnest($1::oid[], $2::int4[]) with ordinality kind (id, modifier, place) order by place`,
    [fields.map(({ dataTypeID }) => dataTypeID), fields.map(({ dataTypeModifier }) => dataTypeModifier)],
  )
  return { table, columns: fields.map(({ name }, index) => ({ name, type: rows[index]?.type ?? 'unknown' })) }
}

/** A query as a part of one; it may end in a semicolon or a comment. Give the whole a parameter: then it is one statement. */
export function asRelation(query: string): string {
  return `(${query.replace(/;\s*$/, '')}\n) as polled`
}

/** A statement that fails must not end the transaction. */
export async function inSavepoint<Value>(
  client: pg.Client,
  work: () => Promise<Value>,
): Promise<{ ok: true; value: Value } | { ok: false; message: string }> {
  await client.query('savepoint vigie')
  try {
    const value = await work()
    await client.query('release savepoint vigie')
    return { ok: true, value }
  } catch (error) {
    // Without the line nothing more can be asked: that is no answer of the database.
    await client.query('rollback to savepoint vigie')
    return { ok: false, message: error instanceof Error ? error.message : String(error) }
  }
}
