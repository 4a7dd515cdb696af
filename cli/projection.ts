import { Command } from 'commander'
import type pg from 'pg'
import { createCommandPool } from '#server/db/pool.ts'
import { createPrisma } from '#server/db/prisma.ts'
import { readBusiness } from '#server/db/settings.ts'
import type { Env } from '#server/env.ts'
import { readEnv } from '#server/env.ts'
import { readEvents } from '#server/log/read.ts'
import { readIdentityRules } from '#server/projections/identity/read-rules.ts'
import { readInterest } from '#server/projections/timeline/interest-settings.ts'
import { allProjections } from '#server/projections/registry.ts'
import type { Projection } from '#server/projections/projection.ts'
import { rebuild } from '#server/projections/rebuild.ts'
import { retrySetAside } from '#server/projections/set-aside.ts'
import { BusinessTime } from '#server/runtime/business-time.ts'
import { OperatorError } from '#server/runtime/operator-error.ts'
import { recordCommand } from './record-command.ts'
import { withMigratedDatabase } from './installation.ts'
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
    .action((name: string, options: { json: boolean }) => runCommand(() => rebuildNamed(name, new Output(options))))
  command
    .command('retry')
    .description(
      'give a projection the events again that it could not take; exit code 1 when it still cannot take some',
    )
    .argument('<name>', 'the projection, such as counters')
    .option('--json', 'print one JSON object and nothing else', false)
    .action((name: string, options: { json: boolean }) => runCommand(() => retryNamed(name, new Output(options))))
  return command
}

async function rebuildNamed(name: string, output: Output): Promise<void> {
  const env = readEnv()
  const isRunning = (await readLock(env.VIGIE_DATA_DIR))?.eventServerUrl !== undefined
  await withProjection({ env, action: 'projection.rebuild', name }, rebuild)
  output.result({ projection: name, folding: isRunning }, [
    isRunning
      ? `${name} was emptied; the event server folds the log into it again now.`
      : `${name} was emptied; the event server folds the log into it again when it runs.`,
  ])
}

async function retryNamed(name: string, output: Output): Promise<void> {
  const { taken, kept } = await withProjection({ env: readEnv(), action: 'projection.retry', name }, (pool, found) =>
    retrySetAside(pool, { read: (range) => readEvents(pool, range) }, found),
  )
  const still = kept.map(({ position, error }) => ({ position: position.toString(), error }))
  const isNothing = taken === 0 && kept.length === 0
  output.result({ projection: name, taken, kept: still }, [
    isNothing ? `${name} has set no event aside.` : `${name}: ${taken} taken, ${kept.length} still set aside`,
    ...still.map(({ position, error }) => `  ${position}  ${error}`),
  ])
  process.exitCode = kept.length === 0 ? 0 : 1
}

interface Wanted {
  env: Env
  action: 'projection.rebuild' | 'projection.retry'
  name: string
}

async function withProjection<Result>(
  { env, action, name }: Wanted,
  work: (pool: pg.Pool, projection: Projection) => Promise<Result>,
): Promise<Result> {
  return withMigratedDatabase(env, action.replace('.', ' '), async (databaseUrl) => {
    const pool = createCommandPool(databaseUrl)
    try {
      const done = await work(pool, await findProjection(pool, { databaseUrl, name }))
      await recordCommand(pool, { action, subject: name })
      return done
    } finally {
      await pool.end()
    }
  })
}

async function findProjection(
  pool: pg.Pool,
  { databaseUrl, name }: { databaseUrl: string; name: string },
): Promise<Projection> {
  const prisma = createPrisma(databaseUrl)
  try {
    const { timeZone } = await readBusiness(prisma)
    const projections = allProjections(
      new BusinessTime(timeZone),
      await readIdentityRules(pool, timeZone),
      await readInterest(pool),
    )
    const found = projections.find((projection) => projection.name === name)
    if (found !== undefined) return found
    const names = projections.map((projection) => projection.name).join(', ')
    throw new OperatorError(`There is no projection ${name}. There are: ${names}.`)
  } finally {
    await prisma.$disconnect()
  }
}
