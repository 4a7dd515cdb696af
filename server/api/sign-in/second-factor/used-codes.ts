import { createHash } from 'node:crypto'
import type { Pool } from 'pg'
import { ProblemError } from '../../../runtime/problem-error.ts'
import { countAttempt } from '../attempts.ts'

/** A code fits for a minute and a half at most, and once (RFC 6238, 5.2). */
const once = { max: 1, windowSeconds: 120 }

interface Entered {
  userId: string
  code: string
}

/** @returns false when this person has entered this code before, whatever for, while it may still fit. */
export async function isFirstUse(pool: Pool, { userId, code }: Entered): Promise<boolean> {
  const digest = createHash('sha256').update(`${userId} ${code}`).digest('base64url')
  try {
    await countAttempt(pool, { key: `second-factor:used:${digest}`, ...once })
    return true
  } catch (error) {
    if (error instanceof ProblemError) return false
    throw error
  }
}
