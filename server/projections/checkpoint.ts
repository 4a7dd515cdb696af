import type { Pool } from 'pg'
import type { Tx } from './projection.ts'

export async function readCheckpoint(db: Pool | Tx, projection: string): Promise<bigint> {
  const { rows } = await db.query<{ position: string }>({
    name: 'read-checkpoint',
    text: 'select position from checkpoints where projection = $1',
    values: [projection],
  })
  return BigInt(rows[0]?.position ?? '0')
}

/** Makes the row exist, so that it can be locked. */
export async function createCheckpoint(db: Pool | Tx, projection: string): Promise<void> {
  await db.query(
    'insert into checkpoints (projection, position, updated_at) values ($1, 0, now()) on conflict do nothing',
    [projection],
  )
}

/** Locks the checkpoint until the transaction ends: one batch of a projection at a time, in any number of processes. */
export async function lockCheckpoint(tx: Tx, projection: string): Promise<bigint> {
  const { rows } = await tx.query<{ position: string }>({
    name: 'lock-checkpoint',
    text: 'select position from checkpoints where projection = $1 for update',
    values: [projection],
  })
  if (!rows[0]) throw new Error(`projection ${projection} has no checkpoint row`)
  return BigInt(rows[0].position)
}

/**
 * Moves on over events that change nothing, in one statement that waits for no disk.
 *
 * @returns false when the checkpoint is not where it was said to be: then it stays.
 */
export async function passOver(
  db: Pool,
  projection: string,
  { from, to }: { from: bigint; to: bigint },
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'pass-over',
    text: `with waiting as materialized (select set_config('synchronous_commit', 'off', true))
      update checkpoints set position = $3, updated_at = clock_timestamp() from waiting
      where projection = $1 and position = $2`,
    values: [projection, from.toString(), to.toString()],
  })
  return rowCount === 1
}

export async function moveCheckpoint(tx: Tx, projection: string, position: bigint): Promise<void> {
  await tx.query({
    name: 'move-checkpoint',
    text: 'update checkpoints set position = $2, updated_at = clock_timestamp() where projection = $1',
    values: [projection, position.toString()],
  })
}
