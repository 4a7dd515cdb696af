import type { Pool, PoolClient } from 'pg'

interface Kind {
  /** False: the commit does not wait for the disk, for state that can always be made again from the log. */
  durable: boolean
  /** Its statements read no table from end to end, whatever the planner takes it for. */
  byIndex?: boolean
}

/** Runs `work` in one transaction: commits what it returns, rolls back when it throws. */
export async function transaction<Result>(
  pool: Pool,
  kind: Kind,
  work: (tx: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query(beginning(kind))
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

function beginning({ durable, byIndex = false }: Kind): string {
  const settings = [...(durable ? [] : ['synchronous_commit']), ...(byIndex ? ['enable_seqscan'] : [])]
  return ['begin', ...settings.map((name) => `set local ${name} = off`)].join('; ')
}
