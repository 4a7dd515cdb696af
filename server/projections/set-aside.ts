import type { Pool } from 'pg'
import { transaction } from '../db/transaction.ts'
import type { EventLog } from '../log/log.ts'
import { lockCheckpoint, readProgress, refuseOtherSettings } from './checkpoint.ts'
import type { Projection, Tx } from './projection.ts'

interface SetAside {
  projection: string
  position: bigint
  error: Error
}

/** Keeps the place of an event that a projection could not take, with the reason. */
export async function setAside(tx: Tx, { projection, position, error }: SetAside): Promise<void> {
  await tx.query(
    `insert into set_aside_events (projection, position, error, attempts, set_aside_at) values ($1, $2, $3, 1, now())
     on conflict (projection, position) do update set error = excluded.error, attempts = set_aside_events.attempts + 1`,
    [projection, position.toString(), error.message],
  )
}

/** Only where it still is set aside: meanwhile somebody else may have taken it, or a rebuild emptied the list. */
async function noteAttempt(pool: Pool, { projection, position, error }: SetAside): Promise<void> {
  await pool.query(
    `update set_aside_events set error = $3, attempts = attempts + 1 where projection = $1 and position = $2`,
    [projection, position.toString(), error.message],
  )
}

type Readable = Pick<EventLog, 'read'>

export interface RetryResult {
  taken: number
  /** What still fails, with its reason. */
  kept: { position: bigint; error: string }[]
}

/**
 * Tries every set-aside event of a projection again, each in a transaction of its own. It is applied after newer events:
 * projections must put late events where they belong, and this is one.
 */
export async function retrySetAside(pool: Pool, log: Readable, projection: Projection): Promise<RetryResult> {
  const { rows } = await pool.query<{ position: string }>(
    'select position from set_aside_events where projection = $1 order by position',
    [projection.name],
  )
  // Not the events' fault: each of them keeps the reason that it was set aside for.
  refuseOtherSettings(projection, await readProgress(pool, projection.name))
  const result: RetryResult = { taken: 0, kept: [] }
  for (const row of rows) {
    const position = BigInt(row.position)
    try {
      await retryOne({ pool, log, projection, position })
      result.taken++
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause))
      await noteAttempt(pool, { projection: projection.name, position, error })
      result.kept.push({ position, error: error.message })
    }
  }
  return result
}

async function retryOne({
  pool,
  log,
  projection,
  position,
}: {
  pool: Pool
  log: Readable
  projection: Projection
  position: bigint
}): Promise<void> {
  const [event] = await log.read({ after: position - 1n, limit: 1 })
  if (event?.position !== position) throw new Error('the event is no longer in the log: its partition was dropped')
  await transaction(pool, { durable: true }, async (tx) => {
    await lockCheckpoint(tx, projection.name)
    const removed = await tx.query('delete from set_aside_events where projection = $1 and position = $2', [
      projection.name,
      position.toString(),
    ])
    // Somebody else retried it meanwhile: applying it again would count it twice.
    if (removed.rowCount === 0) return
    await projection.apply([event], tx)
  })
}
