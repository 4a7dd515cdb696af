import { requireMigrated } from './db/migrate.ts'
import { readServerEnv, singleSignOnOf } from './env.ts'
import type { EventServerConfig } from './event-server.ts'
import { startEventServer } from './event-server.ts'
import { createLogger, whenWritten } from './runtime/logger.ts'
import type { Logger } from './runtime/logger.ts'
import { OperatorError } from './runtime/operator-error.ts'
import { addressesOf } from './runtime/trusted-proxies.ts'
import { keepYoung } from './runtime/young-generation.ts'

/*
 * The event server as a process: environment in, doors open, drain on SIGTERM. Whoever starts it migrates first; on another
 * schema than that of its code it does not start. It is told to end by SIGTERM, SIGINT, or the loss of the parent that
 * started it over IPC, also while it is still starting. An uncaught exception logs, drains and exits non-zero.
 */
const drainLimitMs = 15_000

type Overrides = Pick<EventServerConfig, 'identify'>

interface Ending {
  reason: string
  exitCode: number
}

/** @returns what first tells this process to end. */
function whenToldToEnd(logger: Logger): Promise<Ending> {
  return new Promise((resolve) => {
    process.on('SIGTERM', () => resolve({ reason: 'SIGTERM', exitCode: 0 }))
    process.on('SIGINT', () => resolve({ reason: 'SIGINT', exitCode: 0 }))
    process.on('disconnect', () => resolve({ reason: 'the parent process is gone', exitCode: 0 }))
    if (process.send && !process.connected) resolve({ reason: 'the parent process is gone', exitCode: 0 })
    for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
      process.on(event, (error: unknown) => {
        logger.fatal({ err: error }, event)
        resolve({ reason: event, exitCode: 1 })
      })
    }
  })
}

/** @returns the exit code. */
async function run(overrides: Overrides): Promise<number> {
  keepYoung()
  const env = readServerEnv()
  const logger = createLogger(env.LOG_LEVEL)
  const ending = whenToldToEnd(logger)
  await requireMigrated(env.DATABASE_URL)
  const server = await startEventServer({
    databaseUrl: env.DATABASE_URL,
    host: env.VIGIE_HOST,
    port: env.VIGIE_PORT,
    vigieSecret: env.VIGIE_SECRET,
    formerSecrets: env.VIGIE_SECRET_PREVIOUS,
    publicUrl: env.VIGIE_URL ?? null,
    demo: env.VIGIE_DEMO === '1',
    mail: env.VIGIE_SMTP_URL === undefined ? null : { smtpUrl: env.VIGIE_SMTP_URL, from: env.VIGIE_MAIL_FROM },
    singleSignOn: singleSignOnOf(env),
    pushHosts: env.VIGIE_PUSH_HOSTS,
    feedHosts: env.VIGIE_FEED_HOSTS,
    // The web app on this machine calls the address that is listened on, and is then called by that address itself.
    trustedProxies: [...env.VIGIE_TRUSTED_PROXIES, ...(await addressesOf(env.VIGIE_HOST))],
    logger,
    ...overrides,
  })
  logger.info({ url: server.url }, 'the event server listens')
  if (process.connected) process.send?.({ type: 'ready', url: server.url })

  const { reason, exitCode } = await ending
  logger.info({ reason }, 'draining')
  setTimeout(() => process.exit(exitCode || 1), drainLimitMs).unref()
  await server.stop()
  await whenWritten(logger)
  return exitCode
}

/** @param overrides what no setting reaches, for the tests' own program. Ends the process. */
export async function runEventServer(overrides: Overrides = {}): Promise<never> {
  try {
    return process.exit(await run(overrides))
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error
    process.stderr.write(`vigie: ${error.message}\n`)
    return process.exit(1)
  }
}
