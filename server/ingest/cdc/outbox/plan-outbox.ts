import type pg from 'pg'
import type { OutboxConfig, Plan } from '#contract/database.ts'
import { grantsToRead } from '../grants-to-read.ts'
import { inspectTimeoutMs } from '../inspect.ts'
import type { OutboxStatement } from './outbox-sql.ts'
import { grants, undoOutbox } from './outbox-sql.ts'
import type { OutboxState } from './outbox-state.ts'
import { leftoverStatements, missingStatements, readOutboxState } from './outbox-state.ts'

/**
 * @param former tables that were captured before.
 * @throws CaptureError `table-unknown`.
 */
export async function planOutbox(
  client: pg.Client,
  config: OutboxConfig,
  former: readonly string[] = [],
): Promise<Plan> {
  const limits = { timeoutMs: inspectTimeoutMs, signal: AbortSignal.timeout(2 * inspectTimeoutMs) }
  const state = await readOutboxState(client, { ...config, former }, limits)
  const rights = await readRights(client, { ...config, tables: [...config.tables, ...former] })
  const statements = [...grantsToRead(state.user, config.snapshot ? state.tables : []), ...missing(state, rights)]
  return { statements, undo: undoOutbox(config.schema, config.tables).map((sql) => `${sql};`) }
}

/** Who has an outbox made by somebody else needs that person's leave to use it. */
function missing(state: OutboxState, rights: Rights): Plan['statements'] {
  const due = [...missingStatements(state).flat(), ...leftoverStatements(state)]
  const planned = due.map((statement) => ({ ...statement, allowed: isAllowed(statement, { state, rights }) }))
  const made = planned.findLastIndex(({ why }) => why !== 'outbox-trigger') + 1
  const isMadeByOther = planned.some(({ why, allowed }) => why !== 'outbox-trigger' && why !== 'grant' && !allowed)
  const isGranted = planned.some(({ why }) => why === 'grant')
  const leave = isMadeByOther && !isGranted ? grants(state.schema, state.user) : []
  return planned
    .toSpliced(made, 0, ...leave.map((statement) => ({ ...statement, allowed: false })))
    .map(({ sql, why, allowed }) => ({ sql: `${sql};`, why, allowed }))
}

/** What the connection's user may do. */
interface Rights {
  createsSchema: boolean
  createsInSchema: boolean
  /** May put a trigger on them. */
  triggers: readonly string[]
  owned: readonly string[]
}

async function readRights(
  client: pg.Client,
  { schema, tables }: Pick<OutboxConfig, 'schema' | 'tables'>,
): Promise<Rights> {
  const { rows } = await client.query<Rights>(
    `select has_database_privilege(current_database(), 'create') as "createsSchema",
       coalesce(
         (select has_schema_privilege(oid, 'create') from pg_namespace where nspname = $1),
         has_database_privilege(current_database(), 'create')
       ) as "createsInSchema",
       array(
         select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname || '.' || c.relname = any ($2) and has_table_privilege(c.oid, 'trigger')
       ) as triggers,
       array(
         select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname || '.' || c.relname = any ($2) and pg_has_role(c.relowner, 'usage')
       ) as owned`,
    [schema, tables],
  )
  const [rights] = rows
  if (!rights) throw new Error('a select without from has one row')
  return rights
}

function isAllowed(
  { why, table }: OutboxStatement,
  { state, rights }: { state: OutboxState; rights: Rights },
): boolean {
  switch (why) {
    case 'outbox-schema':
      return rights.createsSchema
    case 'outbox-table':
    case 'outbox-function':
      return rights.createsInSchema
    case 'outbox-trigger': {
      const isThere = state.triggers.some((trigger) => trigger.table === table)
      // Who may make a trigger may not take it away again: that is the owner's.
      if (isThere) return table !== undefined && rights.owned.includes(table)
      return table !== undefined && rights.triggers.includes(table)
    }
    case 'grant':
      return false
  }
}
