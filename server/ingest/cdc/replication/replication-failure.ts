import type { DatabaseProblem } from '#contract/database.ts'
import { CaptureError } from '../capture.ts'

interface Failure {
  code: string
  /**
   * Where one SQLSTATE stands for several faults: what the server's function that raised it is called, or what the message
   * says. The names of functions and settings are the same whatever language the server speaks.
   */
  says?: RegExp
  problem: DatabaseProblem
  advice: string
  givesUp?: true
}

/** Whether it is there again, and the source is to be given up, the stream does not know: see capture-replication.ts. */
const publicationAdvice = 'create the publication again; what was written without it cannot be captured'

/** What the server says when it does not begin, or does not go on, sending. */
const failures: readonly Failure[] = [
  {
    code: '42704',
    says: /publication/,
    problem: 'publication-missing',
    advice: publicationAdvice,
  },
  {
    code: '42704',
    problem: 'slot-missing',
    advice: 'somebody dropped the replication slot; changes since then are missing, begin anew',
    givesUp: true,
  },
  {
    code: '55006',
    problem: 'slot-in-use',
    advice: 'another connection reads from the replication slot; give each reader one of its own',
  },
  {
    code: '55000',
    says: /wal_level/,
    problem: 'wal-level',
    advice: "set wal_level = 'logical' and restart the server",
  },
  {
    code: '55000',
    says: /ReplicationSlotAcquire|can no longer|invalidated/,
    problem: 'slot-lost',
    advice: 'the server has removed write-ahead log that was still needed; changes are missing, begin anew',
    givesUp: true,
  },
  {
    code: '58P01',
    problem: 'slot-lost',
    advice: 'the server has removed write-ahead log that was still needed; changes are missing, begin anew',
    givesUp: true,
  },
  {
    code: '42501',
    problem: 'no-replication-privilege',
    advice: 'the user may not replicate: alter role ... replication',
  },
]

/** A notice that says what older servers report as an error: PostgreSQL 18 leaves changes out and goes on. */
export function explainNotice({
  routine = '',
  message = '',
}: {
  routine?: string
  message?: string
}): CaptureError | null {
  if (routine !== 'LoadPublications') return null
  return new CaptureError('publication-missing', `${publicationAdvice} (${message})`)
}

/** Names what ended a replication line. */
export function explainReplicationFailure(cause: unknown): CaptureError {
  if (cause instanceof CaptureError) return cause
  const message = cause instanceof Error ? cause.message : String(cause)
  const { code, routine } = fieldsOf(cause)
  const failure = failures.find((known) => known.code === code && (known.says?.test(`${routine}: ${message}`) ?? true))
  if (!failure) return new CaptureError('connection-lost', code === '' ? message : `${message} (${code})`, { cause })
  const { problem, advice, givesUp = false } = failure
  return new CaptureError(problem, `${advice} (${message})`, { cause, givesUp })
}

/** Members of pg's DatabaseError; a broken line has a system's code, or none. */
function fieldsOf(cause: unknown): { code: string; routine: string } {
  if (!(cause instanceof Error)) return { code: '', routine: '' }
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
  const routine = 'routine' in cause && typeof cause.routine === 'string' ? cause.routine : ''
  return { code, routine }
}
