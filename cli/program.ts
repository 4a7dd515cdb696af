import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import * as z from 'zod'
import { readEnv } from '#server/env.ts'

const packageSchema = z.object({ version: z.string(), description: z.string() })

function readPackage(): z.infer<typeof packageSchema> {
  return packageSchema.parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')))
}

/** In the order in which they are listed. Loading all of them takes longer than most of them do. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./start.ts')).startCommand(),
  demo: async () => (await import('./start.ts')).demoCommand(),
  dev: async () => (await import('./dev.ts')).devCommand(),
  migrate: async () => (await import('./migrate.ts')).migrateCommand(),
  source: async () => (await import('./source.ts')).sourceCommand(),
  token: async () => (await import('./token.ts')).tokenCommand(),
  customer: async () => (await import('./customer.ts')).customerCommand(),
  projection: async () => (await import('./projection.ts')).projectionCommand(),
  replay: async () => {
    const { replayCommand } = await import('./replay/command.ts')
    const { secretOf } = await import('./secret-of-source.ts')
    return replayCommand({ secretOf, defaultUrl: `http://127.0.0.1:${readEnv().VIGIE_PORT}` })
  },
  doctor: async () => (await import('./doctor.ts')).doctorCommand(),
}

/**
 * `npm run vigie -- …`.
 *
 * @param words what it is called with: of one that begins with a command, no other command is loaded.
 * @throws OperatorError when the environment is not one to run in.
 */
export async function createProgram([word = '']: readonly string[]): Promise<Command> {
  const { version, description } = readPackage()
  const program = new Command('npm run vigie --').description(description).version(version).showHelpAfterError()
  readEnv()
  const isCommand = Object.hasOwn(commands, word)
  for (const [name, load] of Object.entries(commands)) {
    if (!isCommand || name === word) program.addCommand(await load())
  }
  return program
}
