import { Command, Option } from 'commander'
import { allRoles } from '#contract/role-names.ts'
import type { Token } from '#contract/tokens.ts'
import { createTokenSchema, tokenIdSchema } from '#contract/tokens.ts'
import { createToken, listTokens, revokeToken } from '#server/api/tokens/token-table.ts'
import { describeOwnUser } from '#server/db/operating-user.ts'
import { readEnv } from '#server/env.ts'
import { OperatorError } from '#server/runtime/operator-error.ts'
import { withPool } from './installation.ts'
import { isDemonstration } from './is-demonstration.ts'
import { Output } from './output.ts'
import { recordCommand } from './record-command.ts'
import { runCommand } from './run.ts'

interface CreateOptions {
  role: string[]
  name?: string
  json: boolean
}

export function tokenCommand(): Command {
  const command = new Command('token').description('what programs prove themselves with')
  command
    .command('create')
    .description('make an API token and print it, this once')
    .addOption(
      new Option('--role <role...>', 'what it may, as of a person; several are possible')
        .choices([...allRoles])
        .makeOptionMandatory(),
    )
    .option('--name <text>', 'what uses it')
    .option('--json', 'print one JSON object and nothing else', false)
    .action((options: CreateOptions) => runCommand(() => create(options)))
  command
    .command('list')
    .description('list the tokens, what they may and when they were used')
    .option('--json', 'print one JSON object and nothing else', false)
    .action((options: { json: boolean }) => runCommand(() => list(new Output(options))))
  command
    .command('revoke')
    .description('make a token worth nothing, also for sockets that are open')
    .argument('<id>', 'as token list says it')
    .option('--json', 'print one JSON object and nothing else', false)
    .action((id: string, options: { json: boolean }) => runCommand(() => revoke(id, new Output(options))))
  return command
}

async function create({ role, name = `${role.join(', ')} by ${describeOwnUser()}`, json }: CreateOptions) {
  const parsed = createTokenSchema.safeParse({ name, roles: role })
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
    throw new OperatorError(`The token cannot be made. ${problems.join('; ')}`)
  }
  const created = await withPool(readEnv(), 'token create', async (pool) => {
    const made = await createToken(pool, { ...parsed.data, createdBy: { id: null, name: describeOwnUser() } })
    await recordCommand(pool, { action: 'token.create', subject: made.name })
    return made
  })
  new Output({ json }).result(created, [
    `The token ${created.name} may what ${created.roles.join(', ')} may.`,
    `  Token  ${created.token}`,
    `  Id     ${created.id}`,
    '  The token is shown this once. Send it as: Authorization: Bearer TOKEN',
  ])
}

async function list(output: Output): Promise<void> {
  const env = readEnv()
  const tokens = await withPool(env, 'token list', async (pool) =>
    listTokens(pool, { demo: await isDemonstration(env) }),
  )
  output.result({ tokens }, tokens.length === 0 ? ['There is no token yet.'] : tokens.map(lineOf))
}

function lineOf({ id, name, roles, lastUsedAt, revokedAt, isResting }: Token): string {
  const used = lastUsedAt === null ? 'never used' : `used ${lastUsedAt}`
  const state = isResting ? 'rests: whoever made it is not an active administrator' : used
  return [id, roles.join(','), revokedAt === null ? state : `revoked ${revokedAt}`, name].join('  ')
}

async function revoke(given: string, output: Output): Promise<void> {
  const id = tokenIdSchema.safeParse(given)
  if (!id.success) throw new OperatorError('Say the id of the token, as npm run vigie -- token list prints it.')
  const env = readEnv()
  const revoked = await withPool(env, 'token revoke', async (pool) => {
    const token = await revokeToken(pool, { id: id.data, demo: await isDemonstration(env) })
    await recordCommand(pool, { action: 'token.revoke', subject: token.name })
    return token
  })
  output.result(revoked, [`The token ${revoked.name} is worth nothing, for open sockets within a second.`])
}
