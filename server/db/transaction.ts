import type { Pool, PoolClient } from 'pg'

/**
 * Runs `work` in one transaction: commits what it returns, rolls back when it throws. With `durable: false` the
 * commit does not wait for the disk: for state that can always be made again from the log.
 */
export async function transaction<Result>(
  pool: Pool,
  { durable }: { durable: boolean },
  work: (tx: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query(durable ? 'begin' : 'begin; set local synchronous_commit = off')
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch((rollbackError: Error) => {
      broken = rollbackError
    })
    throw error
  } finally {
    client.release(broken)
  }
}
