import { Command, InvalidArgumentError, Option } from 'commander'
import { sourceSlugSchema } from '#contract/event.ts'
import type { Format } from './formats/format.ts'
import { findFormat, formats } from './formats/table.ts'
import type { Speed } from './pace.ts'
import { decodeSpeed } from './pace.ts'
import type { ReplayArguments, SecretOf } from './run.ts'
import { runReplay } from './run.ts'

export interface ReplayCommandOptions {
  /** The secret of a source of the installation on this machine; null when there is none to be had. */
  secretOf: SecretOf
  /** Where that installation listens; http://127.0.0.1:4000 when absent. */
  defaultUrl?: string
}

function readFormat(name: string): Format {
  const format = findFormat(name)
  if (format) return format
  throw new InvalidArgumentError(`Known formats: ${formats.map((known) => known.name).join(', ')}.`)
}

function readSource(slug: string): string {
  const parsed = sourceSlugSchema.safeParse(slug)
  if (parsed.success) return parsed.data
  throw new InvalidArgumentError(`A source's name: ${parsed.error.issues[0]?.message ?? ''}.`)
}

function readSpeed(text: string): Speed {
  const speed = decodeSpeed(text)
  if (speed !== undefined) return speed
  throw new InvalidArgumentError('A number above 0 (1 = as fast as it happened), or max.')
}

function readUrl(text: string): string {
  const url = URL.parse(text)
  if (url && /^https?:$/.test(url.protocol)) return url.href.replace(/\/+$/, '')
  throw new InvalidArgumentError('The address of the event server, such as http://127.0.0.1:4000.')
}

function readWhole({ min, max }: { min: number; max: number }): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (value >= min && value <= max) return value
    throw new InvalidArgumentError(`A whole number from ${min} to ${max}.`)
  }
}

/** `vigie replay FILE --format FORMAT --source NAME`: sends a file as signed webhooks through the running door. */
export function replayCommand({ secretOf, defaultUrl = 'http://127.0.0.1:4000' }: ReplayCommandOptions): Command {
  return new Command('replay')
    .description('send a file as signed webhooks through the door of a running Vigie')
    .argument('<file>', 'a .csv, .csv.gz, .ics or .jsonl file, or the log of a web server')
    .requiredOption('--format <format>', formats.map(({ name }) => name).join(', '), readFormat)
    .requiredOption('--source <name>', 'the source it is sent as', readSource)
    .option(
      '--speed <factor>',
      "times the file's own time: 1 = as it happened, max = as fast as the door takes it",
      readSpeed,
      'max',
    )
    .option('--backfill', 'keep the times of the file and send it as history: no alerts, no actions', false)
    .option('--url <url>', 'where the event server listens', readUrl, defaultUrl)
    .addOption(
      new Option('--secret <secret>', "the source's secret; on the server's own machine it is found by itself").env(
        'VIGIE_SOURCE_SECRET',
      ),
    )
    .option('--concurrency <requests>', 'requests under way at once', readWhole({ min: 1, max: 64 }), 6)
    .option(
      '--give-up-after <seconds>',
      'stop when the door accepts nothing for so long',
      readWhole({ min: 1, max: 86_400 }),
      300,
    )
    .option('--json', 'print the summary as one JSON object, and nothing else', false)
    .action(async (file: string, options: ReplayArguments, command: Command) => {
      const args = { ...options, isSecretOfEnvironment: command.getOptionValueSource('secret') === 'env' }
      process.exitCode = await runReplay(file, args, { secretOf, out: process.stdout, err: process.stderr })
    })
}
