import pg from 'pg'
import { captureStateSchema } from '#contract/capture-state.ts'
import { OperatorError } from '#server/runtime/operator-error.ts'

/**
 * @returns how many databases are captured.
 * @throws {OperatorError} naming each that has a problem, and what to do.
 */
export async function checkCaptures(databaseUrl: string): Promise<string> {
  const rows = await readCaptured(databaseUrl)
  const problems = rows.flatMap(({ source, state }) => {
    const problem = captureStateSchema.safeParse(state).data?.problem
    return problem ? [`${source}: ${problem.code}: ${problem.detail}`] : []
  })
  if (problems.length > 0) throw new OperatorError(problems.join('; '))
  return rows.length === 0 ? 'no database is captured' : `${rows.length} followed without a problem`
}

async function readCaptured(databaseUrl: string): Promise<{ source: string; state: unknown }[]> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows } = await client.query<{ source: string; state: unknown }>(
      'select source, state from captures join sources on slug = source where enabled order by source',
    )
    return rows
  } finally {
    await client.end()
  }
}
