import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import * as z from 'zod'
import { findEmbeddedUrl } from '#server/db/embedded.ts'
import { readEnv } from '#server/env.ts'
import { secretOfSource } from '#server/ingest/sources.ts'
import { OperatorError } from '#server/runtime/operator-error.ts'
import { customerCommand } from './customer.ts'
import { devCommand } from './dev.ts'
import { doctorCommand } from './doctor.ts'
import { withStore } from './installation.ts'
import { migrateCommand } from './migrate.ts'
import { projectionCommand } from './projection.ts'
import { replayCommand } from './replay/command.ts'
import { sourceCommand } from './source.ts'
import { demoCommand, startCommand } from './start.ts'
import { tokenCommand } from './token.ts'

const packageSchema = z.object({ version: z.string(), description: z.string() })

function readPackage(): z.infer<typeof packageSchema> {
  return packageSchema.parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')))
}

/** The secret of a source of the installation that runs on this data directory. */
async function secretOf(slug: string): Promise<string | null> {
  const env = readEnv()
  if (env.DATABASE_URL === undefined && (await findEmbeddedUrl(env.VIGIE_DATA_DIR)) === undefined) {
    throw new OperatorError(`No Vigie runs on ${env.VIGIE_DATA_DIR}. Start it first (npm start), or say --secret.`)
  }
  return withStore(env, 'replay', (store) => secretOfSource(store, slug))
}

/** `npm run vigie -- …`, every command of it. @throws OperatorError when the environment is not one to run in. */
export function createProgram(): Command {
  const { version, description } = readPackage()
  const program = new Command('npm run vigie --').description(description).version(version).showHelpAfterError()
  const { VIGIE_PORT } = readEnv()
  program.addCommand(startCommand()).addCommand(demoCommand()).addCommand(devCommand())
  program
    .addCommand(migrateCommand())
    .addCommand(sourceCommand())
    .addCommand(tokenCommand())
    .addCommand(customerCommand())
    .addCommand(projectionCommand())
  program.addCommand(replayCommand({ secretOf, defaultUrl: `http://127.0.0.1:${VIGIE_PORT}` }))
  program.addCommand(doctorCommand())
  return program
}
