import type pg from 'pg'
import type { DatabaseConfig } from '#contract/database.ts'
import type { PointerError } from '#contract/problem.ts'
import { CaptureError } from './capture.ts'
import { checkMappings } from './check-mapping.ts'
import { openConnection } from './connection.ts'
import { refusing, requireNone } from './database-refusal.ts'
import { withDatabase } from './inspect.ts'
import { readLiveSchema } from './live-schema.ts'
import { readCatalogue } from './table-catalogue.ts'

/**
 * Holds a config to the live database before it is saved.
 *
 * @throws ProblemError `invalid-request`: with `database_problem` when the database cannot be asked, else with pointers into
 *   the config.
 */
export async function checkDatabase({ secret, config }: { secret: string; config: DatabaseConfig }): Promise<void> {
  const errors = await refusing('#/secret', () =>
    withDatabase(openConnection(secret, 'check'), (client) => errorsOf(client, config)),
  )
  requireNone(errors)
}

/** @returns what does not fit the live schema, by pointer below `#/config`. */
export async function errorsOf(client: pg.Client, config: DatabaseConfig): Promise<PointerError[]> {
  const tables = config.capture === 'poll' ? [] : await unknownTables(client, config.tables)
  const mappings = checkMappings(config, await readLiveSchema(client, config))
  return [...tables, ...mappings.map(({ pointer, detail }) => ({ pointer: pointer.replace('#', '#/config'), detail }))]
}

async function unknownTables(client: pg.Client, tables: readonly string[]): Promise<PointerError[]> {
  const errors: PointerError[] = []
  for (const [index, table] of tables.entries()) {
    try {
      await readCatalogue(client, [table])
    } catch (error) {
      if (!(error instanceof CaptureError)) throw error
      errors.push({ pointer: `#/config/tables/${index}`, detail: error.message })
    }
  }
  return errors
}
