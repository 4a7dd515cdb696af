import type { Pool } from 'pg'
import { transaction } from '../db/transaction.ts'
import { createCheckpoint, lockCheckpoint, moveCheckpoint } from './checkpoint.ts'
import type { Projection } from './projection.ts'

/**
 * Empties a projection's tables and puts its checkpoint back to the start, in one transaction. The runner that follows
 * it, in this process or another, notices and folds the log again: a rebuild is the same code as going on.
 */
export async function rebuild(pool: Pool, projection: Projection): Promise<void> {
  await transaction(pool, { durable: true }, async (tx) => {
    await createCheckpoint(tx, projection.name)
    await lockCheckpoint(tx, projection.name)
    await projection.reset(tx)
    await tx.query('delete from set_aside_events where projection = $1', [projection.name])
    await moveCheckpoint(tx, projection.name, 0n)
  })
}
