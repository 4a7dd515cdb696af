import type { Pool } from 'pg'
import { transaction } from '../db/transaction.ts'
import type { Projection, Tx } from './projection.ts'

/** A transaction in which a projection folds a batch. */
export function foldTransaction<Result>(
  pool: Pool,
  { readsByIndex = false }: Pick<Projection, 'readsByIndex'>,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  return transaction(pool, { durable: false, byIndex: readsByIndex }, work)
}
