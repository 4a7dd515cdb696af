import type { Pool } from 'pg'
import { transaction } from '../db/transaction.ts'
import { createCheckpoint, lockCheckpoint, lockProgress, moveCheckpoint, readProgress } from './checkpoint.ts'
import type { Projection, Tx } from './projection.ts'

/** Empties a projection's tables where they were made with other settings than today's. @returns whether they were. */
export async function rebuildIfMadeOtherwise(pool: Pool, projection: Projection): Promise<boolean> {
  const { name, madeWith = null } = projection
  if ((await readProgress(pool, name)).madeWith === madeWith) return false
  return transaction(pool, { durable: true }, async (tx) => {
    const { madeWith: before } = await lockProgress(tx, name)
    if (before === madeWith) return false
    await tx.query('update checkpoints set made_with = $2 where projection = $1', [name, madeWith])
    // Not known: they were made before this was written down.
    if (before === null) return false
    await startAnew(tx, projection)
    return true
  })
}

/**
 * Empties a projection's tables and puts its checkpoint back to the start, in one transaction. The runner that follows
 * it, in this process or another, notices and folds the log again: a rebuild is the same code as going on.
 */
export async function rebuild(pool: Pool, projection: Projection): Promise<void> {
  await transaction(pool, { durable: true }, async (tx) => {
    await createCheckpoint(tx, projection.name)
    await lockCheckpoint(tx, projection.name)
    await startAnew(tx, projection)
  })
}

async function startAnew(tx: Tx, projection: Projection): Promise<void> {
  await projection.reset(tx)
  await tx.query('delete from set_aside_events where projection = $1', [projection.name])
  await moveCheckpoint(tx, projection.name, 0n)
}
