import { Command } from 'commander'
import pg from 'pg'
import { createPrisma } from '#server/db/prisma.ts'
import { readBusiness } from '#server/db/settings.ts'
import { readEnv } from '#server/env.ts'
import { allProjections } from '#server/projections/registry.ts'
import type { Projection } from '#server/projections/projection.ts'
import { rebuild } from '#server/projections/rebuild.ts'
import { BusinessTime } from '#server/runtime/business-time.ts'
import { OperatorError } from '#server/runtime/operator-error.ts'
import { requireMigrated, withDatabase } from './installation.ts'
import { readLock } from './lock.ts'
import { Output } from './output.ts'
import { runCommand } from './run.ts'

export function projectionCommand(): Command {
  const command = new Command('projection').description('tables made from the log')
  command
    .command('rebuild')
    .description('empty the tables of a projection and fold the whole log into them again')
    .argument('<name>', 'the projection, such as counters')
    .option('--json', 'print one JSON object and nothing else', false)
    .action((name: string, options: { json: boolean }) => runCommand(() => run(name, new Output(options))))
  return command
}

async function run(name: string, output: Output): Promise<void> {
  const env = readEnv()
  const isRunning = (await readLock(env.VIGIE_DATA_DIR))?.eventServerUrl !== undefined
  await withDatabase(env, 'projection rebuild', async (databaseUrl) => {
    await requireMigrated(databaseUrl)
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 })
    try {
      await rebuild(pool, await findProjection(databaseUrl, name))
    } finally {
      await pool.end()
    }
  })
  output.result({ projection: name, folding: isRunning }, [
    isRunning
      ? `${name} was emptied; the event server folds the log into it again now.`
      : `${name} was emptied; the event server folds the log into it again when it runs.`,
  ])
}

async function findProjection(databaseUrl: string, name: string): Promise<Projection> {
  const prisma = createPrisma(databaseUrl)
  try {
    const { timeZone } = await readBusiness(prisma)
    const projections = allProjections(new BusinessTime(timeZone))
    const found = projections.find((projection) => projection.name === name)
    if (found !== undefined) return found
    const names = projections.map((projection) => projection.name).join(', ')
    throw new OperatorError(`There is no projection ${name}. There are: ${names}.`)
  } finally {
    await prisma.$disconnect()
  }
}
