import { relative } from 'node:path'
import { Command } from 'commander'
import { createMigration, migrate } from '#server/db/migrate.ts'
import { createCommandPool } from '#server/db/pool.ts'
import { readEnv } from '#server/env.ts'
import { recordCommand } from './record-command.ts'
import { withDatabase } from './installation.ts'
import { Output } from './output.ts'
import { runCommand } from './run.ts'

interface MigrateOptions {
  create?: string
  json: boolean
}

export function migrateCommand(): Command {
  return new Command('migrate')
    .description("bring the database's schema up to this code; start does so by itself")
    .option('--create <name>', 'for developers: write the migration that prisma/schema.prisma asks for, apply nothing')
    .option('--json', 'print one JSON object and nothing else', false)
    .action((options: MigrateOptions) => runCommand(() => run(options, new Output(options))))
}

async function run({ create }: MigrateOptions, output: Output): Promise<void> {
  await withDatabase(readEnv(), 'migrate', (databaseUrl) =>
    create === undefined ? apply(databaseUrl, output) : write(databaseUrl, create, output),
  )
}

async function apply(databaseUrl: string, output: Output): Promise<void> {
  const { applied } = await migrate(databaseUrl)
  if (applied.length > 0) await record(databaseUrl, applied)
  const lines = applied.length === 0 ? ['The schema is up to date.'] : applied.map((name) => `Applied ${name}`)
  output.result({ applied }, lines)
}

async function record(databaseUrl: string, applied: readonly string[]): Promise<void> {
  const pool = createCommandPool(databaseUrl)
  try {
    await recordCommand(pool, { action: 'schema.migrate', subject: applied.at(-1) ?? '' })
  } finally {
    await pool.end()
  }
}

async function write(databaseUrl: string, name: string, output: Output): Promise<void> {
  const directory = await createMigration(databaseUrl, { name, now: new Date() })
  const path = directory === null ? null : relative(process.cwd(), directory)
  output.result({ created: path }, [
    path === null
      ? 'prisma/schema.prisma and the migrations already agree: nothing was written.'
      : `Wrote ${path}/migration.sql. Read it, and add by hand what Prisma cannot say.`,
  ])
}
