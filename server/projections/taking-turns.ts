import type { Tx } from './projection.ts'

/** After so long, senders and screens have their turn. */
const turnMs = 10
/** PostgreSQL ends a transaction of which it hears nothing for some seconds as one whose line went silent: see pool.ts. */
const signOfLifeMs = 2000

/**
 * For folds that compute for long between two statements.
 *
 * @returns what gives the others their turn when it is time to, and PostgreSQL a sign of life; null when it is not.
 */
export function takingTurns(tx: Tx, now = () => performance.now()): () => Promise<void> | null {
  let turnAt = now() + turnMs
  let signAt = now() + signOfLifeMs
  const giveTurn = async () => {
    await new Promise(setImmediate)
    if (now() >= signAt) {
      await tx.query('select')
      signAt = now() + signOfLifeMs
    }
    turnAt = now() + turnMs
  }
  return () => (now() < turnAt ? null : giveTurn())
}
