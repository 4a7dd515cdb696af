import type { Pool, PoolClient } from 'pg'
import { transaction } from '../db/transaction.ts'

/**
 * `events` is partitioned by range of position: partition k holds (k·size, (k+1)·size]. They are created ahead of
 * the head, so that an append never waits for DDL; retention drops whole partitions.
 */
export const partitionSize = 5_000_000n

const ddlLock = 7_261_002

/** Creates the partition of the next event and the one after it, if they are not there. Safe from many processes. */
export async function ensurePartitions(pool: Pool): Promise<void> {
  await transaction(pool, { durable: true }, async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [ddlLock])
    const { rows } = await tx.query<{ position: string }>('select position from log_head')
    const current = BigInt(rows[0]?.position ?? '0') / partitionSize
    for (const index of [current, current + 1n]) await createPartition(tx, index)
  })
}

async function createPartition(tx: PoolClient, index: bigint): Promise<void> {
  const name = `events_p${index}`
  const found = await tx.query('select 1 from pg_class where oid = to_regclass($1)', [name])
  if (found.rowCount !== 0) return
  // Attaching takes a weaker lock on the parent than `create … partition of`: appends go on.
  await tx.query(`create table ${name} (like events including defaults including constraints)`)
  await tx.query(
    `alter table events attach partition ${name}
     for values from (${index * partitionSize + 1n}) to (${(index + 1n) * partitionSize + 1n})`,
  )
}

/** @returns true when the head has entered a partition whose successor may not exist yet. */
export function crossesPartition(from: bigint, to: bigint): boolean {
  return (from - 1n) / partitionSize !== to / partitionSize
}

/** Some 5,000 keys: appends are not held up, and no statement takes long, however large the table is. */
const pagesAtATime = 64

/**
 * Forgets keys older than the window, page after page through the whole table: room of forgotten keys is used again, so
 * old ones come to lie among young ones, where no small index (BRIN) would find them.
 */
export async function expireKeys(pool: Pool, windowDays: number, signal: AbortSignal): Promise<number> {
  const pages = await countKeyPages(pool)
  let expired = 0
  for (let from = 0; from < pages && !signal.aborted; from += pagesAtATime) {
    expired += await expireKeysOfPages(pool, { from, to: from + pagesAtATime, windowDays })
  }
  return expired
}

/** What is added later is young. */
async function countKeyPages(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ pages: number }>(
    `select (pg_relation_size('event_keys') / current_setting('block_size')::int)::float8 as pages`,
  )
  return rows[0]?.pages ?? 0
}

interface KeyPages {
  from: number
  /** The first that is not among them. */
  to: number
  windowDays: number
}

async function expireKeysOfPages(pool: Pool, { from, to, windowDays }: KeyPages): Promise<number> {
  const { rowCount } = await pool.query(
    `delete from event_keys
     where ctid >= $1::tid and ctid < $2::tid and seen_at < now() - make_interval(days => $3)`,
    [`(${from},0)`, `(${to},0)`, windowDays],
  )
  return rowCount ?? 0
}
