import type pg from 'pg'
import type { DatabaseConfig } from '#contract/database.ts'
import type { PointerError } from '#contract/problem.ts'
import { checkMappings } from './check-mapping.ts'
import { openConnection } from './connection.ts'
import { refusing, requireNone } from './database-refusal.ts'
import { withDatabase } from './inspect.ts'
import type { LiveSchema } from './live-schema.ts'
import { readLiveSchema } from './live-schema.ts'
import { readCatalogue } from './table-catalogue.ts'

interface How {
  /** The config was saved before: only how the database is reached is new. */
  isSaved?: boolean
}

/**
 * Holds a config to the live database before it is saved, or before the database is reached otherwise.
 *
 * @throws ProblemError `invalid-request`: with `database_problem` when the database cannot be asked, else with pointers below
 *   `#/config`.
 */
export async function checkDatabase(
  { secret, config }: { secret: string; config: DatabaseConfig },
  how: How = {},
): Promise<void> {
  const errors = await refusing('#/secret', () =>
    withDatabase(openConnection(secret, 'check'), (client) => errorsOf(client, config, how)),
  )
  requireNone(errors)
}

/** @returns what does not fit the live schema, by pointer below `#/config`. */
export async function errorsOf(client: pg.Client, config: DatabaseConfig, how: How = {}): Promise<PointerError[]> {
  const schema = await readLiveSchema(client, config)
  const tables = config.capture === 'poll' ? [] : await checkTables(client, config.tables, schema)
  const errors = [...tables, ...checkMappings(config, schema, how)]
  return errors.map(({ pointer, detail }) => ({ pointer: pointer.replace('#', '#/config'), detail }))
}

/** Changes are made to tables only. */
async function checkTables(
  client: pg.Client,
  tables: readonly string[],
  { relations }: LiveSchema,
): Promise<PointerError[]> {
  const there = tables.filter((table) => relations.some((relation) => relation.table === table))
  const catalogue = await readCatalogue(client, there)
  return tables.flatMap((table, index) => {
    const pointer = `#/tables/${index}`
    const found = catalogue.find((each) => each.table === table)
    if (!found) return [{ pointer, detail: `there is no table ${table} in this database` }]
    return found.kind === 'other' ? [{ pointer, detail: `${table} is a view; it can be polled only` }] : []
  })
}
