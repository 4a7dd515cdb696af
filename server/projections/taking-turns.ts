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
export function takingTurns(tx: Tx): () => Promise<void> | null {
  let turnAt = performance.now() + turnMs
  let signAt = performance.now() + signOfLifeMs
  const giveTurn = async () => {
    await new Promise(setImmediate)
    const now = performance.now()
    if (now >= signAt) {
      await tx.query('select')
      signAt = now + signOfLifeMs
    }
    turnAt = performance.now() + turnMs
  }
  return () => (performance.now() < turnAt ? null : giveTurn())
}
