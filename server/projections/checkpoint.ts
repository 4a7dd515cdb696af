import type { Pool } from 'pg'
import { OperatorError } from '../runtime/operator-error.ts'
import type { Projection, Tx } from './projection.ts'

/** How far a projection is, and with what settings its tables are made: another process may change both. */
export interface Progress {
  position: bigint
  /** null = none, or not known. */
  madeWith: string | null
}

export const notBegun: Progress = { position: 0n, madeWith: null }

interface ProgressRow {
  position: string
  madeWith: string | null
}

function toProgress({ position, madeWith }: ProgressRow): Progress {
  return { position: BigInt(position), madeWith }
}

export function isSameProgress(a: Progress, b: Progress): boolean {
  return a.position === b.position && a.madeWith === b.madeWith
}

export async function readProgress(db: Pool | Tx, projection: string): Promise<Progress> {
  const { rows } = await db.query<ProgressRow>({
    name: 'read-checkpoint',
    text: 'select position, made_with as "madeWith" from checkpoints where projection = $1',
    values: [projection],
  })
  return rows[0] ? toProgress(rows[0]) : notBegun
}

/** @returns of these projections, those that have begun and those that have not. */
export async function readProgressOf(db: Pool, projections: readonly string[]): Promise<Progress[]> {
  const { rows } = await db.query<ProgressRow & { projection: string }>({
    name: 'read-checkpoints',
    text: 'select projection, position, made_with as "madeWith" from checkpoints where projection = any($1)',
    values: [projections],
  })
  const found = new Map(rows.map((row) => [row.projection, toProgress(row)]))
  return projections.map((projection) => found.get(projection) ?? notBegun)
}

export async function readCheckpoint(db: Pool | Tx, projection: string): Promise<bigint> {
  return (await readProgress(db, projection)).position
}

/** Whether a fold that has begun may go on with these tables; see {@link Projection.madeWith}. */
export function isMadeAlike({ madeWith = '' }: Pick<Projection, 'madeWith'>, found: Progress): boolean {
  return found.madeWith === null || boundPart(found.madeWith) === boundPart(madeWith)
}

function boundPart(madeWith: string): string | undefined {
  return madeWith.split('; ', 1)[0]
}

/** @throws where a fold may not go on with these tables: what it adds would be made otherwise than what is there. */
export function refuseOtherSettings(projection: Projection, found: Progress): void {
  if (isMadeAlike(projection, found)) return
  throw new OperatorError(`the tables of ${projection.name} are made with other settings: restart this server`)
}

/** Makes the row exist, so that it can be locked. */
export async function createCheckpoint(db: Pool | Tx, projection: string): Promise<void> {
  await db.query(
    'insert into checkpoints (projection, position, updated_at) values ($1, 0, now()) on conflict do nothing',
    [projection],
  )
}

/** Locks the checkpoint until the transaction ends: one batch of a projection at a time, in any number of processes. */
export async function lockProgress(tx: Tx, projection: string): Promise<Progress> {
  const { rows } = await tx.query<ProgressRow>({
    name: 'lock-checkpoint',
    text: 'select position, made_with as "madeWith" from checkpoints where projection = $1 for update',
    values: [projection],
  })
  if (!rows[0]) throw new Error(`projection ${projection} has no checkpoint row`)
  return toProgress(rows[0])
}

export async function lockCheckpoint(tx: Tx, projection: string): Promise<bigint> {
  return (await lockProgress(tx, projection)).position
}

/**
 * Moves on over events that change nothing, in one statement that waits for no disk.
 *
 * @returns false when the projection's progress is not what it was said to be: then it stays.
 */
export async function passOver(
  db: Pool,
  projection: string,
  { from, to }: { from: Progress; to: bigint },
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'pass-over',
    text: `with waiting as materialized (select set_config('synchronous_commit', 'off', true))
      update checkpoints set position = $3, updated_at = clock_timestamp() from waiting
      where projection = $1 and position = $2 and made_with is not distinct from $4`,
    values: [projection, from.position.toString(), to.toString(), from.madeWith],
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
