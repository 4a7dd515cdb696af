import type { Pool } from 'pg'
import { captureStateSchema } from '#contract/capture-state.ts'
import { pause } from '../../runtime/backoff.ts'
import { ProblemError } from '../../runtime/problem-error.ts'
import { CaptureError } from './capture.ts'
import { postgres } from './postgres-kind.ts'

/*
 * What somebody wants done with a capture. The order stands in the capture's row, so that it reaches whichever process
 * runs the capture, and is taken away by that process once it is carried out.
 */
export type CaptureOrder =
  /** Forget where it was: rows that are there are copied again. */
  | 'begin-anew'
  /** Take back out of the company's database what the capture has put there. */
  | 'release'

export function readOrder(asked: string | null): CaptureOrder | null {
  return asked === 'begin-anew' || asked === 'release' ? asked : null
}

/**
 * A new beginning: what is in the database now is copied again, as history.
 *
 * @throws ProblemError `not-found`.
 */
export async function orderNewBeginning(pool: Pool, source: string): Promise<void> {
  await requireCaptured(pool, source)
  await giveOrder(pool, source, 'begin-anew')
}

/**
 * Pauses the source and has taken out of the company's database what its capture has put there.
 *
 * @param onOrdered told at once, so that nobody waits for the next look at the orders.
 * @throws ProblemError `not-found`; CaptureError when the database does not let it, or no server has done it in time.
 */
export async function orderRelease(
  pool: Pool,
  { source, signal, onOrdered }: { source: string; signal: AbortSignal; onOrdered?: () => Promise<void> },
): Promise<void> {
  await requireCaptured(pool, source)
  await pool.query('update sources set enabled = false where slug = $1', [source])
  const isKnown = await giveOrder(pool, source, 'release')
  await onOrdered?.()
  if (isKnown) await whenCarriedOut(pool, source, signal)
}

async function requireCaptured(pool: Pool, source: string): Promise<void> {
  const { rowCount } = await pool.query('select from sources where slug = $1 and kind = $2', [source, postgres.kind])
  if (rowCount === 0) throw new ProblemError('not-found', `there is no captured source named ${source}`)
}

/** @returns false when no server has ever taken the source up: there is nothing to do then. */
async function giveOrder(pool: Pool, source: string, order: CaptureOrder): Promise<boolean> {
  const { rowCount } = await pool.query('update captures set asked = $2 where source = $1', [source, order])
  return rowCount === 1
}

/**
 * Resolves when the order is carried out.
 *
 * @throws CaptureError when it failed, or when no process has taken it up in time.
 */
async function whenCarriedOut(pool: Pool, source: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { rows } = await pool.query<{ asked: string | null; state: unknown }>(
      'select asked, state from captures where source = $1',
      [source],
    )
    if ((rows[0]?.asked ?? null) === null) {
      const problem = captureStateSchema.safeParse(rows[0]?.state).data?.problem
      if (problem) throw new CaptureError(problem.code, problem.detail)
      return
    }
    await pause(200, signal)
  }
  throw new CaptureError('internal', 'no server has taken this up yet; it will be done as soon as one does')
}
