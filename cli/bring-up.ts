import { access, constants, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freeBytes } from '#server/db/cluster-files.ts'
import { migrate } from '#server/db/migrate.ts'
import { nameMigrations } from '#server/db/migration-names.ts'
import { packageDirectory } from '#server/db/schema-engine.ts'
import type { Env } from '#server/env.ts'
import { OperatorError } from '#server/runtime/operator-error.ts'
import type { Addresses } from './addresses.ts'
import { findAddresses } from './addresses.ts'
import { installationSecret, secretTrouble } from './installation-secret.ts'
import type { Lock } from './lock.ts'
import { acquireLock } from './lock.ts'
import type { Output } from './output.ts'
import { requireFreePort, requireUsablePorts } from './ports.ts'
import { SupervisedPostgres } from './supervised-postgres.ts'
import { SupervisedProcess } from './supervised-process.ts'
import type { StopRequest } from './stop-request.ts'

/*
 * What `start`, `demo` and `dev` have in common: each step leaves on `stack` how it is undone, and the stack unwinds in
 * reverse order, also when a later step fails: web app, event server (which drains), PostgreSQL, lock.
 */

export interface BringUp {
  env: Env
  /** The address to listen on. */
  host: string
  command: 'start' | 'demo' | 'dev'
  withWeb: boolean
  output: Output
  stop: StopRequest
  stack: AsyncDisposableStack
}

/** What stands before any program of ours runs. */
export interface Ground {
  lock: Lock
  addresses: Addresses
  databaseUrl: string
  secret: string
  logDirectory: string
}

const scarceBytes = 1024 ** 3

/** Lock, free ports, a database with the schema of this code, a secret. */
export async function prepareGround(up: BringUp): Promise<Ground> {
  const { env, host, command, withWeb, output, stack } = up
  requireUsablePorts(env, { withWeb, command })
  const lock = await acquireLock(env.VIGIE_DATA_DIR, command, { onProgress: (line) => output.progress(line) })
  stack.defer(() => lock.release())
  await requireFreePort({ name: 'event server', host, port: env.VIGIE_PORT, variable: 'VIGIE_PORT', command })
  if (withWeb) await requireFreePort({ name: 'web app', host, port: env.PORT, variable: 'PORT', command })
  if ((await freeBytes(env.VIGIE_DATA_DIR)) < scarceBytes) {
    output.warn(`less than 1 GB is free on the disk that holds ${env.VIGIE_DATA_DIR}`)
  }
  const secret = await installationSecret(env)
  const databaseUrl = env.DATABASE_URL ?? (await bringUpPostgres(up))
  // Not before PostgreSQL has agreed: it knows a data directory of another user, who would not own these.
  const logDirectory = await makeLogDirectory(env.VIGIE_DATA_DIR)
  const { applied } = await up.stop.unlessStopped(migrate(databaseUrl))
  if (applied.length > 0) output.progress(`Migrated the database: ${nameMigrations(applied)}`)
  const trouble = await secretTrouble(env, databaseUrl, secret)
  if (trouble !== undefined) output.warn(trouble)
  up.stop.signal.throwIfAborted()
  return { lock, addresses: findAddresses(env, host, { withWeb }), databaseUrl, secret, logDirectory }
}

async function makeLogDirectory(dataDirectory: string): Promise<string> {
  const directory = join(dataDirectory, 'logs')
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    await access(directory, constants.W_OK | constants.X_OK)
    return directory
  } catch (cause) {
    throw new OperatorError(`${directory} cannot be written. Start Vigie as the user that owns it, or move it away.`, {
      cause,
    })
  }
}

async function bringUpPostgres({ env, output, stop, stack }: BringUp): Promise<string> {
  output.progress('Starting PostgreSQL')
  const postgres = await SupervisedPostgres.start({
    dataDirectory: env.VIGIE_DATA_DIR,
    onProgress: (line) => output.progress(line),
    onTrouble: (line) => output.warn(line),
    onLost: (error) => stop.fail(error),
    signal: stop.signal,
    forced: stop.forced,
  })
  stop.forced.addEventListener('abort', () => postgres.abort())
  stack.defer(() => postgres.stop())
  return postgres.url
}

/** What is loaded before a program that is not ours. */
export const endWithParent = preload('./end-with-parent.ts')
export const ignoreOffers = preload('./ignore-offers.ts')

function preload(file: string): string {
  return `--import=${new URL(file, import.meta.url).href}`
}

export interface ProgramOptions {
  name: string
  args: readonly string[]
  env: NodeJS.ProcessEnv
  logPath?: string
  readyUrl?: string
}

/** Starts a program of the installation and returns when it is ready. */
export async function bringUpProgram(
  { output, stop, stack }: BringUp,
  options: ProgramOptions,
): Promise<SupervisedProcess> {
  stop.signal.throwIfAborted()
  output.progress(`Starting the ${options.name}`)
  const program = new SupervisedProcess({
    ...options,
    cwd: packageDirectory,
    onTrouble: (line) => output.warn(line),
    onLost: (error) => stop.fail(error),
  })
  stop.forced.addEventListener('abort', () => program.kill())
  stack.defer(() => program.stop())
  await program.start(stop.signal)
  return program
}

export function eventServerProgram({ env, host, command }: BringUp, ground: Ground): ProgramOptions {
  const { addresses, databaseUrl, secret } = ground
  return {
    name: 'event server',
    args: [fileURLToPath(new URL('../server/main.ts', import.meta.url))],
    env: {
      ...process.env,
      NODE_ENV: command === 'dev' ? 'development' : 'production',
      DATABASE_URL: databaseUrl,
      VIGIE_SECRET: secret,
      VIGIE_HOST: host,
      VIGIE_PORT: String(env.VIGIE_PORT),
      VIGIE_DATA_DIR: env.VIGIE_DATA_DIR,
      VIGIE_URL: addresses.publicUrl ?? '',
      VIGIE_DEMO: command === 'demo' ? '1' : '0',
      LOG_LEVEL: env.LOG_LEVEL,
    },
    readyUrl: `${addresses.eventServerUrl}/readyz`,
  }
}
