import pino from 'pino'

export type Logger = pino.Logger

/** Structured logs, one JSON object a line on stdout. Secrets, signatures and bodies never reach it. */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: { service: 'vigie' },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['req.headers', 'headers', 'secret', '*.secret', 'password', '*.password', 'authorization', 'cookie'],
      remove: true,
    },
  })
}
