import pg from 'pg'
import { describeOwnUser } from '../db/operating-user.ts'

/** Who every entry of a command on the terminal names, and how it ended. */
export const fromTerminal = {
  who_name: describeOwnUser(),
  who_kind: 'terminal',
  outcome: 'done',
  address: 'terminal',
} as const

/** Entries of the audit about one of the subjects, the oldest first; of all when none is named. */
export async function readAudit(databaseUrl: string, ...subjects: string[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, unknown>>(
      `select who_name, who_kind, outcome, address, action, subject, members from audit_entries
       where cardinality($1::text[]) = 0 or subject = any($1) order by id`,
      [subjects],
    )
    return rows
  } finally {
    await client.end()
  }
}
