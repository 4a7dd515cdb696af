import pino from 'pino'
import type { LogDestination } from './log-destination.ts'
import { openLogDestination } from './log-destination.ts'

export type Logger = pino.Logger

/** One for the process: each has a timer of its own. */
let standardOutput: LogDestination | undefined

function openStandardOutput(): LogDestination {
  standardOutput ??= openLogDestination(1)
  return standardOutput
}

/** Structured logs, one JSON object a line on stdout. Secrets, signatures and bodies never reach it. */
export function createLogger(level: string, destination: pino.DestinationStream = openStandardOutput()): Logger {
  return pino(
    {
      level,
      base: { service: 'vigie' },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: ['req.headers', 'headers', 'secret', '*.secret', 'password', '*.password', 'authorization', 'cookie'],
        remove: true,
      },
      serializers: { err: toLoggedError },
    },
    destination,
  )
}

/** Resolves once what was logged is written, or could not be. */
export function whenWritten(logger: Logger): Promise<void> {
  return new Promise((resolve) => logger.flush(() => resolve()))
}

/** What PostgreSQL's errors quote of rows and statements; the rest tells what went wrong, and where. */
const quoting = new Set(['detail', 'where', 'internalQuery', 'query', 'hint'])

function toLoggedError(error: Error): Record<string, unknown> {
  const { cause } = error
  const logged: Record<string, unknown> = { ...pino.stdSerializers.err(error) }
  for (const name of quoting) delete logged[name]
  return cause instanceof Error ? { ...logged, cause: toLoggedError(cause) } : logged
}
