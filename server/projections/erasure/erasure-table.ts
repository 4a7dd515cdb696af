import type { Pool } from 'pg'
import type { Removed } from '#contract/erasure.ts'
import { removedSchema } from '#contract/erasure.ts'
import type { Tx } from '../projection.ts'

export type ErasureState = 'asked' | 'begun' | 'erased' | 'done'

export interface ErasureRecord {
  id: string
  state: string
  keyIds: string[]
  by: { id: string; name: string }
  /** Epoch ms. */
  requestedAt: number
  head: bigint
  removed: Removed | null
}

export async function insertErasure(tx: Tx, { id, keyIds, by, requestedAt }: ErasureRecord): Promise<void> {
  await tx.query(
    `insert into erasures (id, state, key_ids, requested_by_id, requested_by, requested_at)
     values ($1, 'asked', $2, $3, $4, to_timestamp($5::float8 / 1000))`,
    [id, keyIds, by.id, by.name, requestedAt],
  )
}

/** @returns ids of those that are not over, the oldest first. */
export async function readUnfinished(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select id from erasures where state <> 'done' order by requested_at, id`,
  )
  return rows.map(({ id }) => id)
}

/** Holds an erasure until the transaction ends: one process at a time does it. */
export async function holdErasure(tx: Tx, id: string): Promise<ErasureRecord | undefined> {
  const { rows } = await tx.query<{
    id: string
    state: string
    key_ids: string[]
    requested_by_id: string
    requested_by: string
    requested_at: number
    head: string
    removed: unknown
  }>(
    `select id, state, key_ids, requested_by_id, requested_by, (extract(epoch from requested_at) * 1000)::float8 as requested_at,
       head::text, removed
     from erasures where id = $1 for update`,
    [id],
  )
  const [row] = rows
  if (!row) return undefined
  return {
    id: row.id,
    state: row.state,
    keyIds: row.key_ids,
    by: { id: row.requested_by_id, name: row.requested_by },
    requestedAt: row.requested_at,
    head: BigInt(row.head),
    removed: row.removed === null ? null : removedSchema.parse(row.removed),
  }
}

/** @param keyIds all keys that the customer is known by until now. */
export async function noteBegun(
  tx: Tx,
  { id, keyIds, head }: Pick<ErasureRecord, 'id' | 'keyIds' | 'head'>,
): Promise<void> {
  await tx.query(`update erasures set state = 'begun', key_ids = $2, head = $3 where id = $1`, [
    id,
    keyIds,
    head.toString(),
  ])
}

/** From here on nothing says who it was. */
export async function noteErased(tx: Tx, id: string, removed: Removed): Promise<void> {
  await tx.query(`update erasures set state = 'erased', key_ids = '{}', removed = $2 where id = $1`, [
    id,
    JSON.stringify(removed),
  ])
}

export async function noteDone(tx: Tx, id: string): Promise<void> {
  await tx.query(`update erasures set state = 'done' where id = $1`, [id])
}

/** @returns ids of all keys of the customers that these keys lead to, these included. */
export async function readAllKeys(db: Tx, keyIds: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<{ key_id: string }>(
    `select key_id from customer_keys
     where customer_id in (select customer_id from customer_keys where key_id = any($1::uuid[]))
     union select unnest($1::uuid[])`,
    [keyIds],
  )
  return rows.map((row) => row.key_id).toSorted()
}

/** @returns whether the projections that keep personal data have folded the log up to a position. */
export async function isFolded(db: Tx, position: bigint): Promise<boolean> {
  const { rows } = await db.query<{ least: string | null }>(
    `select min(position)::text as least from checkpoints
     where projection in ('identity', 'timeline', 'arrivals', 'meetings', 'counters', 'stock')`,
  )
  return BigInt(rows[0]?.least ?? '0') >= position
}

export async function readDigests(db: Tx, erasure: string): Promise<string[]> {
  const { rows } = await db.query<{ digest: string }>(
    `select digest from erased_keys where erasure = $1 and kind = 'key' order by digest`,
    [erasure],
  )
  return rows.map(({ digest }) => digest)
}
