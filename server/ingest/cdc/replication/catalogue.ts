import type pg from 'pg'
import * as z from 'zod'
import { CaptureError } from '../capture.ts'
import { explainConnectFailure } from '../connect-failure.ts'
import type { DatabaseConnection } from '../connection.ts'
import type { CatalogueType, FindTypes } from './column-type.ts'
import type { ServerState } from './line-options.ts'

/*
 * What the stream does not say, looked up as it is now: the form of types that are not built in, keys, and what the server
 * process of the stream is doing.
 */
export interface Catalogue {
  findTypes: FindTypes
  /**
   * Columns of the replica identity's index where one is chosen, else of the primary key, in the index's order, as the copy
   * of the rows has them. Empty when there is neither.
   */
  findKey(relationId: number): Promise<readonly string[]>
  /** What a server process that sends a stream is doing. */
  lookAtServer(pid: number): Promise<ServerState>
  close(): void
}

/** A statement of the catalogue is quick; a line on which it is not is given up. */
const answerMs = 10_000
/** A table is described when it is first heard of and after its form has changed: seldom enough to hang up in between. */
const idleMs = 30_000

/** Connects when it is first asked something, and again when its line broke. */
export function openCatalogue(connection: DatabaseConnection): Catalogue {
  let connecting: Promise<pg.Client> | null = null
  let idling: NodeJS.Timeout | undefined
  let isClosed = false
  // Not waited for: on a line that is dead, neither a beginning nor a goodbye has an answer.
  const forget = () => {
    clearTimeout(idling)
    void connecting?.then((client) => client.end()).catch(() => undefined)
    connecting = null
  }
  const ask = async (text: string, values: unknown[]): Promise<unknown[]> => {
    const wasOpen = connecting !== null
    clearTimeout(idling)
    try {
      connecting ??= connection.connect('catalogue')
      const client = await connecting
      const query: pg.QueryConfig & { query_timeout: number } = { text, values, query_timeout: answerMs }
      const { rows } = await client.query<Record<string, unknown>>(query)
      clearTimeout(idling)
      idling = setTimeout(forget, idleMs)
      return rows
    } catch (error) {
      forget()
      // A line that nobody used may have been cut long ago.
      if (wasOpen && !isClosed) return ask(text, values)
      throw explainConnectFailure(error)
    }
  }
  return {
    findTypes: (oids) => findTypes(ask, oids),
    findKey: (relationId) => findKey(ask, relationId),
    lookAtServer: (pid) => lookAtServer(ask, pid),
    close: () => {
      isClosed = true
      forget()
    },
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

async function findKey(ask: Ask, relationId: number): Promise<string[]> {
  const rows = await ask(
    `select a.attname::text as name
     from pg_catalog.pg_index i
     cross join unnest(i.indkey::int2[]) with ordinality as k(attnum, place)
     join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
     join pg_catalog.pg_class c on c.oid = i.indrelid
     where c.oid = $1::oid and k.place <= i.indnkeyatts
       and case c.relreplident when 'i' then i.indisreplident else i.indisprimary end
     order by k.place`,
    [relationId],
  )
  return z
    .array(z.object({ name: z.string() }))
    .parse(rows)
    .map(({ name }) => name)
}

/** 57P03: the server takes no new sessions, since it is about to shut down. */
const leaving = '57P03'

async function lookAtServer(ask: Ask, pid: number): Promise<ServerState> {
  try {
    // The name of what it waits for differs between versions, its kind does not.
    const rows = await ask(
      `select from pg_catalog.pg_stat_activity
       where pid = $1 and backend_type = 'walsender' and coalesce(wait_event_type, '') not in ('Activity', 'Client')`,
      [pid],
    )
    return rows.length > 0 ? 'working' : 'waiting'
  } catch (error) {
    const cause = error instanceof CaptureError ? error.cause : error
    if (cause instanceof Error && 'code' in cause && cause.code === leaving) return 'leaving'
    throw error
  }
}
