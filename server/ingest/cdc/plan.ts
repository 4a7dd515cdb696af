import type pg from 'pg'
import type { DatabaseConfig, Plan } from '#contract/database.ts'
import { openConnection } from './connection.ts'
import { withDatabase } from './inspect.ts'
import { planOutbox } from './outbox/plan-outbox.ts'
import { planReplication } from './replication/plan-replication.ts'

/*
 * The SQL that connecting runs, made by the very functions that make what is run; nothing is changed by asking. What is there
 * already is not in it, and what the user may not do stands in it for whoever may.
 */

/**
 * @param former what the source has now; null of one that is to be made.
 * @throws CaptureError when the database cannot be asked, or lacks a table.
 */
export function planCapture(
  connection: string,
  config: DatabaseConfig,
  former: DatabaseConfig | null = null,
): Promise<Plan> {
  return withDatabase(openConnection(connection, 'plan'), (client) => planFor(client, config, former))
}

async function planFor(client: pg.Client, config: DatabaseConfig, former: DatabaseConfig | null): Promise<Plan> {
  switch (config.capture) {
    case 'replication':
      return planReplication(client, config)
    case 'outbox':
      return planOutbox(client, config, former?.capture === 'outbox' ? former.tables : [])
    case 'poll':
      // It reads and makes nothing.
      return { statements: [], undo: [] }
  }
}
