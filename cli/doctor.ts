import { Command } from 'commander'
import pg from 'pg'
import { hasCluster } from '#server/db/cluster-create.ts'
import { clusterFiles, freeBytes, prepareDataDirectory, readPostmaster } from '#server/db/cluster-files.ts'
import { isRoot, requireNamedUser } from '#server/db/operating-user.ts'
import { pendingMigrations } from '#server/db/migrate.ts'
import { nameMigrations } from '#server/db/migration-names.ts'
import type { Env } from '#server/env.ts'
import { readEnv } from '#server/env.ts'
import { OperatorError } from '#server/runtime/operator-error.ts'
import { findAddresses } from './addresses.ts'
import { checkCaptures } from './check-captures.ts'
import { withDatabase } from './installation.ts'
import { checkSecret } from './installation-secret.ts'
import type { LockHolder } from './lock.ts'
import { readLock } from './lock.ts'
import { Output } from './output.ts'
import { portProblem, requireUsablePorts } from './ports.ts'
import { runCommand } from './run.ts'
import { Interrupted } from './stop-request.ts'

interface Finding {
  check: string
  ok: boolean
  says: string
}

interface Patient {
  env: Env
  /** The Vigie that runs on the data directory, if any. */
  holder: LockHolder | undefined
}

const scarceBytes = 1024 ** 3
const nodeMajor = 24

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('check what Vigie needs on this machine, one line each')
    .option('--json', 'print one JSON object and nothing else', false)
    .action((options: { json: boolean }) => runCommand(() => run(new Output(options))))
}

async function run(output: Output): Promise<void> {
  const env = readEnv()
  const patient: Patient = { env, holder: await readLock(env.VIGIE_DATA_DIR) }
  const findings: Finding[] = []
  // One after the other: a database that has to be started for its check holds the data directory meanwhile.
  for (const [check, examine] of checks) findings.push({ check, ...(await examined(() => examine(patient))) })
  const ok = findings.every((finding) => finding.ok)
  const lines = findings.map(
    (finding) => `${finding.ok ? 'ok  ' : 'FAIL'}  ${finding.check.padEnd(14)}  ${finding.says}`,
  )
  output.result({ ok, findings }, lines)
  process.exitCode = ok ? 0 : 1
}

async function examined(examine: () => Promise<string>): Promise<{ ok: boolean; says: string }> {
  try {
    return { ok: true, says: await examine() }
  } catch (error) {
    if (error instanceof Interrupted) throw error
    return { ok: false, says: error instanceof Error ? error.message : String(error) }
  }
}

const checks: readonly (readonly [string, (patient: Patient) => Promise<string>])[] = [
  ['Node', checkNode],
  ['data directory', checkDataDirectory],
  ['disk', checkDisk],
  ['PostgreSQL', checkPostgres],
  ['migrations', checkMigrations],
  ['secret', checkSealing],
  ['databases', checkDatabases],
  ['event server', checkEventServer],
  ['web app', checkWebApp],
]

async function checkNode(): Promise<string> {
  if (Number(process.versions.node.split('.')[0]) >= nodeMajor) return `${process.version} at ${process.execPath}`
  throw new OperatorError(
    `${process.version}; Vigie needs ${nodeMajor}, which npm ci brings: start it by "npm run vigie"`,
  )
}

async function checkDataDirectory({ env, holder }: Patient): Promise<string> {
  await prepareDataDirectory(env.VIGIE_DATA_DIR)
  const user = holder === undefined ? 'not in use' : `in use by vigie ${holder.command}, process ${holder.pid}`
  return `${env.VIGIE_DATA_DIR}, writable, ${user}`
}

async function checkDisk({ env }: Patient): Promise<string> {
  await requireDataDirectory(env)
  const free = await freeBytes(env.VIGIE_DATA_DIR)
  const says = `${(free / scarceBytes).toFixed(1)} GB free`
  if (free >= scarceBytes) return says
  throw new OperatorError(`only ${says}; the log needs room to grow`)
}

/** For what cannot be known without it; its own line says what is wrong with it. */
async function requireDataDirectory(env: Env): Promise<void> {
  const usable = await prepareDataDirectory(env.VIGIE_DATA_DIR).then(
    () => true,
    () => false,
  )
  if (!usable) throw new OperatorError('not known: the data directory cannot be used, as said above')
}

/** Whether a start would have to make the database first. */
async function awaitsFirstStart(env: Env): Promise<boolean> {
  if (env.DATABASE_URL !== undefined || (await hasCluster(clusterFiles(env.VIGIE_DATA_DIR)))) return false
  await requireDataDirectory(env)
  if (!isRoot()) requireNamedUser()
  return true
}

async function checkPostgres({ env }: Patient): Promise<string> {
  if (await awaitsFirstStart(env)) return 'embedded, created at the first start'
  const wasRunning = (await readPostmaster(clusterFiles(env.VIGIE_DATA_DIR))) !== undefined
  const version = await withDatabase(env, 'doctor', readVersion)
  if (env.DATABASE_URL !== undefined) return `${version} at DATABASE_URL`
  return `${version}, embedded, ${wasRunning ? 'running' : 'starts and stops'}`
}

async function readVersion(databaseUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows } = await client.query<{ server_version: string }>('show server_version')
    return rows[0]?.server_version ?? 'unknown version'
  } finally {
    await client.end()
  }
}

async function checkMigrations({ env }: Patient): Promise<string> {
  if (await awaitsFirstStart(env)) return 'applied at the first start'
  const pending = await withDatabase(env, 'doctor', (databaseUrl) => pendingMigrations(databaseUrl))
  return pending.length === 0 ? 'up to date' : `applied at the next start: ${nameMigrations(pending)}`
}

async function checkSealing({ env }: Patient): Promise<string> {
  if (await awaitsFirstStart(env)) return 'nothing is sealed yet'
  return onceMigrated(env, (databaseUrl) => checkSecret(env, databaseUrl))
}

async function checkDatabases({ env }: Patient): Promise<string> {
  if (await awaitsFirstStart(env)) return 'none is captured'
  return onceMigrated(env, checkCaptures)
}

async function onceMigrated(env: Env, check: (databaseUrl: string) => Promise<string>): Promise<string> {
  return withDatabase(env, 'doctor', async (databaseUrl) => {
    const pending = await pendingMigrations(databaseUrl)
    return pending.length === 0 ? check(databaseUrl) : 'not known before the migrations are applied'
  })
}

async function checkEventServer({ env, holder }: Patient): Promise<string> {
  if (holder?.eventServerUrl !== undefined) return checkAnswers(new URL('/readyz', holder.eventServerUrl))
  if (isStarting(holder)) return sayStarting(holder)
  requireUsablePorts(env, { withWeb: false })
  return checkPort({ name: 'event server', host: env.VIGIE_HOST, port: env.VIGIE_PORT, variable: 'VIGIE_PORT' })
}

async function checkWebApp({ env, holder }: Patient): Promise<string> {
  if (holder?.url !== undefined) return checkAnswers(new URL(holder.url))
  if (holder?.eventServerUrl !== undefined) return `not started; would be at ${findAddresses(env, env.VIGIE_HOST).url}`
  if (isStarting(holder)) return sayStarting(holder)
  requireUsablePorts(env, { withWeb: true })
  return checkPort({ name: 'web app', host: env.VIGIE_HOST, port: env.PORT, variable: 'PORT' })
}

const serving: ReadonlySet<string> = new Set(['start', 'demo', 'dev'])

/** Its servers may have their ports already: they are told to others once all of them run. */
function isStarting(holder: LockHolder | undefined): holder is LockHolder {
  return holder !== undefined && holder.eventServerUrl === undefined && serving.has(holder.command)
}

function sayStarting({ command, pid }: LockHolder): string {
  return `being started by vigie ${command}, process ${pid}`
}

async function checkPort(wanted: Parameters<typeof portProblem>[0]): Promise<string> {
  const problem = await portProblem(wanted)
  if (problem !== undefined) throw new OperatorError(problem)
  return `not running; port ${wanted.port} is free`
}

async function checkAnswers(url: URL): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(5000) })
  await response.body?.cancel()
  if (!response.ok) throw new OperatorError(`${url.href} answers ${response.status}`)
  return `${url.href} answers`
}
