import type { Pool } from 'pg'
import { AuditLog } from '#server/api/audit-log.ts'
import { describeOwnUser } from '#server/db/operating-user.ts'
import { systemClock } from '#server/runtime/clock.ts'

interface Command {
  /** As the API's permission for the same names it. */
  action: string
  subject?: string
  /** Names of what was said, never its values. */
  members?: readonly string[]
}

/**
 * Writes down what a command has done. It has been done by then, and may have made a secret that is shown once: what cannot be
 * written down is said, and stops nothing.
 */
export async function recordCommand(pool: Pool, command: Command): Promise<void> {
  const who = { id: null, name: describeOwnUser(), kind: 'terminal' } as const
  const audit = new AuditLog({ pool, clock: systemClock })
  try {
    await audit.record({ who, ...command, outcome: 'done', address: 'terminal' })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    process.stderr.write(`vigie: done, but it could not be written into the audit: ${why}\n`)
  }
}
