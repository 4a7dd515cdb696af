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

export async function moveCheckpoint(tx: Tx, projection: string, position: bigint): Promise<void> {
  await tx.query({
    name: 'move-checkpoint',
    text: 'update checkpoints set position = $2, updated_at = clock_timestamp() where projection = $1',
    values: [projection, position.toString()],
  })
}
