import { Command } from 'commander'
import * as z from 'zod'
import { changeSourceSchema, createSourceSchema } from '#contract/api.ts'
import type { ChangeSource, Source } from '#contract/api.ts'
import type { Env } from '#server/env.ts'
import { readEnv } from '#server/env.ts'
import { ics } from '#server/ingest/feeds/ics-kind.ts'
import { providers } from '#server/ingest/provider-registry.ts'
import {
  changeSource,
  createSource,
  listSources,
  rotateSource,
  rotationOverlapMs,
  secretOfSource,
} from '#server/ingest/sources.ts'
import { OperatorError } from '#server/runtime/operator-error.ts'
import { findAddresses } from './addresses.ts'
import { recordCommand } from './record-command.ts'
import type { Store } from './installation.ts'
import { withStore } from './installation.ts'
import { addDatabaseCommands } from './database.ts'
import { Output } from './output.ts'
import { runCommand } from './run.ts'

/** What may be changed later, too. */
interface SettingOptions {
  name?: string
  mode?: string
  promise?: string
  silence?: string
  rate?: string
  config?: string
  json: boolean
}

interface CreateOptions extends SettingOptions {
  kind: string
  secret?: string
}

interface RotateOptions {
  secret?: string
  overlap: string
  lostSecret: boolean
  json: boolean
}

const hourMs = 3_600_000
const overlapHours = rotationOverlapMs / hourMs
const hoursSchema = z
  .stringFormat('hours', /^\d{1,3}$/)
  .transform(Number)
  .pipe(z.number().max(720))

const secretHelp =
  'a secret that the provider assigned; better in the environment variable ' +
  'VIGIE_SOURCE_SECRET, because everybody on this machine can read options in the list of processes'

function withSettings(command: Command): Command {
  return command
    .option('--name <text>', 'what the screens call it')
    .option('--mode <mode>', 'push, poll or micro-batch')
    .option('--promise <seconds>', 'the greatest age that its data may have')
    .option('--silence <seconds>', 'a silence after which somebody is told; never = nobody is')
    .option('--rate <requests>', 'requests that its door takes in a minute')
    .option('--config <json>', `settings of the kind, such as '{"publicUrl":"https://…"}'`)
    .option('--json', 'print one JSON object and nothing else', false)
}

export function sourceCommand(): Command {
  const command = new Command('source').description('systems that send events')
  withSettings(command.command('create'))
    .description('make a door for a system and print its secret, which is shown this once')
    .argument('<name>', 'what the source is called in addresses: a-z, 0-9 and "-"')
    .option(
      '--kind <kind>',
      `who sends: ${[...providers, ics].map(({ kind }) => kind).join(', ')}`,
      'standard-webhooks',
    )
    .option('--secret <secret>', secretHelp)
    .action((slug: string, options: CreateOptions) => runCommand(() => create(slug, options)))
  withSettings(command.command('change'))
    .description('change the settings of a source; what is not said stays')
    .argument('<name>', 'the source')
    .action((slug: string, options: SettingOptions) => runCommand(() => change(slug, options)))
  command
    .command('rotate')
    .description('give a source a new secret and print it, this once; the old one is accepted for a while yet')
    .argument('<name>', 'the source')
    .option('--secret <secret>', secretHelp)
    .option(
      '--overlap <hours>',
      'how long the old secret is accepted; 0 when somebody else knows it',
      String(overlapHours),
    )
    .option(
      '--lost-secret',
      'also where the secret of the installation that the old one was sealed with is lost',
      false,
    )
    .option('--json', 'print one JSON object and nothing else', false)
    .action((slug: string, options: RotateOptions) => runCommand(() => rotate(slug, options)))
  command
    .command('pause')
    .description('answer its senders 503, so that they come again later')
    .argument('<name>', 'the source')
    .option('--json', 'print one JSON object and nothing else', false)
    .action((slug: string, options: { json: boolean }) => runCommand(() => enable(slug, false, new Output(options))))
  command
    .command('resume')
    .description('take what a paused source sends again')
    .argument('<name>', 'the source')
    .option('--json', 'print one JSON object and nothing else', false)
    .action((slug: string, options: { json: boolean }) => runCommand(() => enable(slug, true, new Output(options))))
  command
    .command('list')
    .description('list the sources, their doors and their state')
    .option('--json', 'print one JSON object and nothing else', false)
    .action((options: { json: boolean }) => runCommand(() => list(new Output(options))))
  addDatabaseCommands(command)
  return command
}

interface CreatedSource {
  source: Source
  secret: string
}

async function create(slug: string, options: CreateOptions): Promise<void> {
  const env = readEnv()
  const { kind, secret = env.VIGIE_SOURCE_SECRET, json } = options
  const asked = { slug, kind, secret, ...settingsOf(options) }
  const parsed = createSourceSchema.safeParse(asked)
  if (!parsed.success) throw wrongSettings('The source cannot be created', parsed.error)
  const created = await withStore(env, 'source create', async (store) => {
    const made = await createSource({ ...store, feedHosts: env.VIGIE_FEED_HOSTS }, parsed.data)
    await recordCommand(store.pool, { action: 'source.create', subject: slug, members: saidOf(asked) })
    return made
  })
  if (kind === ics.kind) return sayRead(created, json)
  if (created.source.publicKey !== undefined) return sayTracked(env, created, json)
  const door = doorOf(env, created.source)
  new Output({ json }).result({ ...created.source, door, secret: created.secret }, [
    `The source ${slug} has its door.`,
    `  Door    POST ${door}`,
    `  Secret  ${created.secret}`,
    `  The secret is shown this once. docs/sending-webhooks.md says how requests of the kind ${kind} are signed.`,
  ])
}

function sayTracked(env: Env, { source, secret }: CreatedSource, json: boolean): void {
  const origin = originOf(env)
  const door = doorOf(env, source)
  new Output({ json }).result({ ...source, door, secret }, [
    `The site ${source.slug} is followed once its pages have this line:`,
    `  <script defer src="${origin}/vigie.js" data-key="${secret}"></script>`,
    `  Segment's clients send to ${origin} with the same key, which is no secret: whoever opens a page can read it.`,
  ])
}

function sayRead({ source, secret }: CreatedSource, json: boolean): void {
  new Output({ json }).result({ ...source, secret }, [
    `The calendar ${source.slug} is read as soon as the server runs.`,
    `  Address  ${secret}`,
    `  /settings/sources/${source.slug} says how its reading goes.`,
  ])
}

async function change(slug: string, options: SettingOptions): Promise<void> {
  const parsed = changeSourceSchema.safeParse(settingsOf(options))
  if (!parsed.success) throw wrongSettings('The source cannot be changed', parsed.error)
  if (saidOf(parsed.data).length === 0)
    throw new OperatorError('Say what is to change, such as --name or --silence; --help lists it.')
  const source = await withStore(readEnv(), 'source change', (store) => changed(store, slug, parsed.data))
  new Output(options).result(source, [`The source ${slug} is changed, within seconds.`])
}

async function changed(store: Store, slug: string, change: ChangeSource): Promise<Source> {
  const source = await changeSource(store, slug, change)
  await recordCommand(store.pool, { action: 'source.change', subject: slug, members: saidOf(change) })
  return source
}

function saidOf(settings: object): string[] {
  return Object.entries(settings).flatMap(([name, value]) => (value === undefined ? [] : [name]))
}

/** In the API's words; undefined = not said. */
function settingsOf({ name, mode, promise, silence, rate, config }: SettingOptions) {
  return {
    name,
    mode,
    promiseSeconds: numberOf(promise),
    silenceSeconds: silence === 'never' ? null : numberOf(silence),
    ratePerMinute: numberOf(rate),
    config: parseConfig(config),
  }
}

function wrongSettings(what: string, { issues }: z.ZodError): OperatorError {
  const problems = issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  return new OperatorError(`${what}. ${problems.join('; ')}`)
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text)
}

function parseConfig(text: string | undefined): unknown {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new OperatorError(`Say --config as one JSON object, such as '{"header":"x-signature"}'.`, { cause })
  }
}

async function rotate(slug: string, options: RotateOptions): Promise<void> {
  const env = readEnv()
  const { secret = env.VIGIE_SOURCE_SECRET, overlap, lostSecret: isLost, json } = options
  const hours = hoursSchema.safeParse(overlap)
  if (!hours.success) throw new OperatorError('Say --overlap in hours, 0 to 720, such as --overlap 24.')
  const asked = { slug, overlapMs: hours.data * hourMs, ...(secret !== undefined && { secret }) }
  const work = async (store: Store) => {
    if (!isLost) await secretOfSource(store, slug)
    const made = await rotateSource({ ...store, feedHosts: env.VIGIE_FEED_HOSTS }, asked)
    await recordCommand(store.pool, { action: 'source.rotate', subject: slug })
    return made
  }
  const rotated = await withStore(env, 'source rotate', work, { isLost })
  const door = doorOf(env, rotated.source)
  const overlapped = rotated.source.previousSecretUntil === null ? 0 : hours.data
  new Output({ json }).result({ ...rotated.source, door, secret: rotated.secret, overlapHours: overlapped }, [
    `The source ${slug} has a new secret, which is shown this once.`,
    `  Door    POST ${door}`,
    `  Secret  ${rotated.secret}`,
    `  The event server takes it within seconds; the old one is ${overlapped === 0 ? 'refused from then on' : `accepted for ${overlapped} hours yet`}.`,
  ])
}

async function enable(slug: string, enabled: boolean, output: Output): Promise<void> {
  const what = enabled ? 'source resume' : 'source pause'
  const source = await withStore(readEnv(), what, (store) => changed(store, slug, { enabled }))
  const state = enabled
    ? `The source ${slug} is taken again, within seconds.`
    : `The source ${slug} is paused, within seconds: its senders are answered 503 and come again.`
  output.result(source, [state])
}

function doorOf(env: Env, { path }: Source): string {
  return `${originOf(env)}${path}`
}

/** Where systems send to. */
function originOf(env: Env): string {
  const { publicUrl, eventServerUrl } = findAddresses(env, env.VIGIE_HOST)
  return publicUrl ?? eventServerUrl
}

async function list(output: Output): Promise<void> {
  const sources = await withStore(readEnv(), 'source list', listSources)
  const rows = sources.map((source) => [source.slug, source.kind, source.enabled ? 'on' : 'paused', source.path])
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)))
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
  output.result({ sources }, lines.length === 0 ? ['There is no source yet.'] : lines)
}
