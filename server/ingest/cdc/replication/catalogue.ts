import type pg from 'pg'
import * as z from 'zod'
import type { DatabaseConnection } from '../connection.ts'
import { explainConnectFailure } from '../connect-failure.ts'
import type { CatalogueType, FindTypes } from './column-type.ts'

/*
 * What the stream does not say, looked up as it is now: the form of types that are not built in, primary keys of tables
 * with `replica identity full`, and what the server process of the stream is doing.
 */
export interface Catalogue {
  findTypes: FindTypes
  /** In the key's order; empty when there is none. */
  findPrimaryKey(relationId: number): Promise<readonly string[]>
  /** Whether a server process is at work, and waits for neither its client nor anything to do. */
  isBusy(pid: number): Promise<boolean>
  close(): Promise<void>
}

/** A statement of the catalogue is quick; a line on which it is not is given up. */
const answerMs = 10_000

/** Connects when it is first asked something, and again when its line broke. */
export function openCatalogue(connection: DatabaseConnection): Catalogue {
  let connecting: Promise<pg.Client> | null = null
  const forget = async () => {
    const forgotten = connecting
    connecting = null
    // Not waited for: on a line that is dead, the goodbye has no answer.
    await forgotten?.then((client) => void client.end().catch(() => undefined)).catch(() => undefined)
  }
  const ask = async (text: string, values: unknown[]): Promise<unknown[]> => {
    try {
      connecting ??= connection.connect('catalogue')
      const client = await connecting
      const query: pg.QueryConfig & { query_timeout: number } = { text, values, query_timeout: answerMs }
      const { rows } = await client.query<Record<string, unknown>>(query)
      return rows
    } catch (error) {
      await forget()
      throw explainConnectFailure(error)
    }
  }
  return {
    findTypes: (oids) => findTypes(ask, oids),
    findPrimaryKey: (relationId) => findPrimaryKey(ask, relationId),
    isBusy: (pid) => isBusy(ask, pid),
    close: forget,
  }
}

type Ask = (text: string, values: unknown[]) => Promise<unknown[]>

const typeRow = z.discriminatedUnion('is', [
  z.object({ oid: z.number(), is: z.literal('array'), of: z.number(), delimiter: z.string() }),
  z.object({ oid: z.number(), is: z.literal('domain'), of: z.number() }),
  z.object({
    oid: z.number(),
    is: z.literal('composite'),
    attributes: z.array(z.object({ name: z.string(), type: z.number() })).nullable(),
  }),
  z.object({ oid: z.number(), is: z.literal('text') }),
])

async function findTypes(ask: Ask, oids: readonly number[]): Promise<CatalogueType[]> {
  const rows = await ask(
    `select t.oid::int8::float8 as oid, t.typdelim::text as delimiter,
       case
         when t.typtype = 'd' then 'domain'
         when t.typtype = 'c' then 'composite'
         when t.typsubscript = 'pg_catalog.array_subscript_handler'::regproc then 'array'
         else 'text'
       end as is,
       (case when t.typtype = 'd' then t.typbasetype else t.typelem end)::int8::float8 as of,
       (
         select json_agg(json_build_object('name', a.attname, 'type', a.atttypid::int8) order by a.attnum)
         from pg_catalog.pg_attribute a
         where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
       ) as attributes
     from pg_catalog.pg_type t where t.oid = any($1::oid[])`,
    [oids],
  )
  return rows.map((row): CatalogueType => {
    const type = typeRow.parse(row)
    switch (type.is) {
      case 'array':
        return { oid: type.oid, is: 'array', element: type.of, delimiter: type.delimiter }
      case 'domain':
        return { oid: type.oid, is: 'domain', base: type.of }
      case 'composite':
        return { oid: type.oid, is: 'composite', attributes: type.attributes ?? [] }
      case 'text':
        return { oid: type.oid, is: 'text' }
    }
  })
}

async function findPrimaryKey(ask: Ask, relationId: number): Promise<string[]> {
  const rows = await ask(
    `select a.attname::text as name
     from pg_catalog.pg_index i
     cross join unnest(i.indkey::int2[]) with ordinality as k(attnum, place)
     join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
     where i.indrelid = $1::oid and i.indisprimary and k.place <= i.indnkeyatts
     order by k.place`,
    [relationId],
  )
  return z
    .array(z.object({ name: z.string() }))
    .parse(rows)
    .map(({ name }) => name)
}

async function isBusy(ask: Ask, pid: number): Promise<boolean> {
  const rows = await ask(
    `select from pg_catalog.pg_stat_activity
     where pid = $1 and backend_type = 'walsender' and coalesce(wait_event_type, '') not in ('Activity', 'Client')`,
    [pid],
  )
  return rows.length > 0
}
