import type { Client } from 'pg'
import type { OutboxConfig } from '#contract/database.ts'
import { CaptureError } from '../capture.ts'
import type { Limits } from '../limited-query.ts'
import { ask, inTransaction } from '../limited-query.ts'
import { OutboxTable } from './outbox-rows.ts'
import { dropTrigger, outboxTable } from './outbox-sql.ts'
import { hasOutbox, readTriggers } from './outbox-state.ts'

/**
 * Takes the triggers off and empties the outbox, as far as the database lets it: a trigger goes only when nobody uses its
 * table for long, and only at the hands of who owns the table. What is emptied gives its room back at once to whoever owns
 * the outbox, and to others when PostgreSQL next cleans up.
 *
 * @returns whether nothing can grow any more.
 */
export async function clearOutbox(client: Client, config: OutboxConfig, limits: Limits): Promise<boolean> {
  let isOff = true
  for (const { name, table } of await readTriggers(client, config, limits)) {
    isOff = (await isDone(client, dropTrigger(name, table).sql, limits)) && isOff
  }
  if (!(await hasOutbox(client, config.schema, limits))) return isOff
  const isEmptied = await isDone(client, `truncate ${outboxTable(config.schema)}`, limits)
  if (!isEmptied) await new OutboxTable(client, config.schema).deleteSeen(null, limits)
  return isOff
}

/** @returns false when it is refused, or somebody is in its way. */
async function isDone(client: Client, text: string, limits: Limits): Promise<boolean> {
  try {
    await inTransaction(client, { mode: 'read write', ...limits }, () => ask(client, { text }, limits))
    return true
  } catch (error) {
    if (error instanceof CaptureError && error.code !== 'connection-lost') return false
    throw error
  }
}
