import { readServerEnv } from './env.ts'
import type { EventServer } from './event-server.ts'
import { startEventServer } from './event-server.ts'
import { createLogger } from './runtime/logger.ts'
import { OperatorError } from './runtime/operator-error.ts'

/*
 * The event server as a process: environment in, doors open, drain on SIGTERM. Whoever starts it migrates first. An
 * uncaught exception logs, drains and exits non-zero; so does the loss of the parent that started it over IPC.
 */
const drainLimitMs = 15_000

async function main(): Promise<void> {
  const env = readServerEnv()
  const logger = createLogger(env.LOG_LEVEL)
  const server = await startEventServer({
    databaseUrl: env.DATABASE_URL,
    host: env.VIGIE_HOST,
    port: env.VIGIE_PORT,
    vigieSecret: env.VIGIE_SECRET,
    publicUrl: env.VIGIE_URL ?? null,
    demo: env.VIGIE_DEMO === '1',
    logger,
  })
  logger.info({ url: server.url }, 'the event server listens')
  process.send?.({ type: 'ready', url: server.url })

  const drain = once(async (reason: string, exitCode: number) => {
    logger.info({ reason }, 'draining')
    setTimeout(() => process.exit(exitCode || 1), drainLimitMs).unref()
    await stopQuietly(server, (error) => logger.error({ err: error }, 'draining failed'))
    process.exit(exitCode)
  })
  process.on('SIGTERM', () => void drain('SIGTERM', 0))
  process.on('SIGINT', () => void drain('SIGINT', 0))
  process.on('disconnect', () => void drain('the parent process is gone', 0))
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      logger.fatal({ err: error }, event)
      void drain(event, 1)
    })
  }
}

function once<Arguments extends unknown[]>(work: (...given: Arguments) => Promise<void>) {
  let running: Promise<void> | undefined
  return (...given: Arguments): Promise<void> => (running ??= work(...given))
}

async function stopQuietly(server: EventServer, onError: (error: unknown) => void): Promise<void> {
  try {
    await server.stop()
  } catch (error) {
    onError(error)
  }
}

try {
  await main()
} catch (error) {
  if (!(error instanceof OperatorError)) throw error
  process.stderr.write(`vigie: ${error.message}\n`)
  process.exit(1)
}
