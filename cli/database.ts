import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import type { CreateSource } from '#contract/api.ts'
import { createSourceSchema } from '#contract/api.ts'
import type { DatabaseConfig, DatabaseTarget, Inspection, Plan } from '#contract/database.ts'
import type { Env } from '#server/env.ts'
import { readEnv } from '#server/env.ts'
import { CaptureError } from '#server/ingest/cdc/capture.ts'
import { orderNewBeginning, orderRelease } from '#server/ingest/cdc/capture-orders.ts'
import { openTarget } from '#server/ingest/cdc/database-target.ts'
import { inspectDatabase } from '#server/ingest/cdc/inspect.ts'
import { planCapture } from '#server/ingest/cdc/plan.ts'
import { postgres } from '#server/ingest/cdc/postgres-kind.ts'
import { createSource } from '#server/ingest/sources.ts'
import { OperatorError } from '#server/runtime/operator-error.ts'
import { recordCommand } from './record-command.ts'
import { configFor } from './database-config.ts'
import { inspectionLines, planLines } from './database-lines.ts'
import { withPool, withStore } from './installation.ts'
import { Output } from './output.ts'
import { runCommand } from './run.ts'

/** A server notices an order within seconds; what it undoes may wait for locks. */
const releaseTimeoutMs = 60_000

interface JsonOption {
  json: boolean
}

interface ConnectOptions extends JsonOption {
  url?: string
  name?: string
  capture?: string
  tables?: string
  config?: string
  yes: boolean
}

const urlHelp =
  'postgresql://user:password@host:5432/database; better in the environment variable VIGIE_SOURCE_SECRET, because ' +
  'everybody on this machine can read options in the list of processes'
const jsonHelp = 'print one JSON object and nothing else'

/** Commands for sources of the kind `postgres`, which Vigie goes to. */
export function addDatabaseCommands(source: Command): void {
  source
    .command('inspect')
    .description('try a connection to a database and say what it allows; nothing is changed there')
    .argument('[name]', 'a source that is connected, instead of --url')
    .option('--url <connection>', urlHelp)
    .option('--json', jsonHelp, false)
    .action((name: string | undefined, options: JsonOption & { url?: string }) =>
      runCommand(() => inspect(name, options)),
    )
  source
    .command('connect')
    .description('make a database a source: shows the SQL that this runs there, and asks first')
    .argument('<name>', 'what the source is called in addresses: a-z, 0-9 and "-"')
    .option('--url <connection>', urlHelp)
    .option('--name <text>', 'what the screens call it')
    .option('--capture <mode>', 'replication, outbox or poll; absent = what is recommended')
    .option('--tables <tables>', 'such as public.orders,public.customers; absent = all that can be captured so')
    .option('--config <file>', 'a file with the whole config as JSON, instead of --capture and --tables')
    .option('--yes', 'run the SQL without asking', false)
    .option('--json', jsonHelp, false)
    .action((slug: string, options: ConnectOptions) => runCommand(() => connect(slug, options)))
  source
    .command('snapshot')
    .description('begin a database anew: what is in it now is copied again, as history')
    .argument('<name>', 'the source')
    .option('--json', jsonHelp, false)
    .action((slug: string, options: JsonOption) => runCommand(() => snapshot(slug, new Output(options))))
  source
    .command('release')
    .description('take back out of a database what Vigie put there, and pause the source')
    .argument('<name>', 'the source')
    .option('--json', jsonHelp, false)
    .action((slug: string, options: JsonOption) => runCommand(() => release(slug, new Output(options))))
}

async function inspect(name: string | undefined, { url, json }: JsonOption & { url?: string }): Promise<void> {
  const env = readEnv()
  const answer = name === undefined ? await inspectDatabase(connectionOf(env, url)) : await inspectSource(env, name)
  new Output({ json }).result(answer, answer.ok ? inspectionLines(answer) : [problemLine(answer)])
  process.exitCode = answer.ok ? 0 : 1
}

async function inspectSource(env: Env, source: string): Promise<Inspection> {
  const target: DatabaseTarget = { source }
  const { connection, own } = await withStore(env, 'source inspect', (store) => openTarget(store, target))
  return inspectDatabase(connection, own)
}

/** @throws {OperatorError} when neither says where the database is. */
function connectionOf(env: Env, url: string | undefined): string {
  const connection = url ?? env.VIGIE_SOURCE_SECRET
  if (connection !== undefined) return connection
  throw new OperatorError('Say where the database is: in the environment variable VIGIE_SOURCE_SECRET, or with --url.')
}

function problemLine({ problem }: Extract<Inspection, { ok: false }>): string {
  return `${problem.code}: ${problem.detail}`
}

async function connect(slug: string, options: ConnectOptions): Promise<void> {
  const env = readEnv()
  const output = new Output(options)
  const connection = connectionOf(env, options.url)
  const asked = await askFor(slug, connection, options)
  const config = postgres.parseConfig(asked.config)
  const plan = await explaining(() => planCapture(connection, config))
  for (const line of planLines(plan)) output.progress(line)
  requireAllowed(plan)
  await requireConsent(plan, options)
  const { source } = await withStore(env, 'source connect', async (store) => {
    const made = await createSource(store, asked)
    await recordCommand(store.pool, { action: 'source.create', subject: slug })
    return made
  })
  output.result({ source, plan }, [
    `The source ${slug} is connected by ${config.capture}; the event server begins within seconds.`,
    '  Its page shows how far it is: /settings/sources/' + slug,
  ])
}

/** How its age is worded follows from the way it is captured. */
const modeOf = { replication: 'push', outbox: 'push', poll: 'poll' } as const

async function askFor(slug: string, connection: string, options: ConnectOptions): Promise<CreateSource> {
  const found = await inspectDatabase(connection)
  if (!found.ok) throw new OperatorError(problemLine(found))
  const given = options.config === undefined ? configFor(options, found) : await readConfig(options.config)
  const config: DatabaseConfig = postgres.parseConfig(given)
  const { name } = options
  const asked = { slug, name, kind: postgres.kind, config, secret: connection, mode: modeOf[config.capture] }
  const parsed = createSourceSchema.safeParse(asked)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new OperatorError(`The source cannot be made. ${problems.join('; ')}`)
}

async function readConfig(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    throw new OperatorError(`${path} cannot be read as JSON; docs/databases.md shows what a config looks like.`, {
      cause,
    })
  }
}

function requireAllowed({ statements }: Plan): void {
  if (statements.every(({ allowed }) => allowed)) return
  throw new OperatorError('Vigie does not run all of it by itself. Have the rest run, then say this again.')
}

async function requireConsent({ statements }: Plan, { yes }: ConnectOptions): Promise<void> {
  if (yes || statements.length === 0) return
  if (!process.stdin.isTTY) throw new OperatorError('Nobody is there to be asked: say --yes to run this SQL.')
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await terminal.question('Run this in the database? [y/N] ')
  terminal.close()
  if (!/^y(?:es)?$/i.test(answer.trim())) throw new OperatorError('Nothing was run and nothing was saved.')
}

async function snapshot(slug: string, output: Output): Promise<void> {
  await withPool(readEnv(), 'source snapshot', async (pool) => {
    await orderNewBeginning(pool, slug)
    await recordCommand(pool, { action: 'source.snapshot', subject: slug })
  })
  output.result({ source: slug, ordered: 'snapshot' }, [
    `The source ${slug} begins anew within seconds of the event server running: what is there is copied again, as history.`,
  ])
}

async function release(slug: string, output: Output): Promise<void> {
  await explaining(() =>
    withPool(readEnv(), 'source release', async (pool) => {
      await orderRelease(pool, { source: slug, signal: AbortSignal.timeout(releaseTimeoutMs) })
      await recordCommand(pool, { action: 'source.release', subject: slug })
    }),
  )
  output.result({ source: slug, released: true }, [
    `The source ${slug} is paused, and nothing of Vigie is left in its database.`,
  ])
}

/** What stands in the way in somebody's database can be put right by whoever reads it. */
async function explaining<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof CaptureError ? new OperatorError(`${error.code}: ${error.message}`, { cause: error }) : error
  }
}
