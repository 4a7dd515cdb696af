import { basename } from 'node:path'
import { maxBodyBytes } from '#contract/api.ts'
import type { Door } from './door.ts'
import { decodeSecret } from './door.ts'
import type { Format } from './formats/format.ts'
import type { Interruption } from './interruption.ts'
import { listenForInterruption } from './interruption.ts'
import type { Speed } from './pace.ts'
import { sizeOf } from './read-file.ts'
import { checkFile, sendFile } from './replay.ts'
import type { ReplayOptions } from './replay.ts'
import { ReplayError } from './replay-error.ts'
import { describeSummary, summarise } from './report.ts'
import { patientBackoff } from './retry.ts'
import type { Output } from './screen.ts'
import { ProgressScreen } from './screen.ts'
import type { Tally } from './tally.ts'
import { createTally } from './tally.ts'

/** The secret of a source of the installation on this machine; null when there is none to be had. */
export type SecretOf = (slug: string) => Promise<string | null>

/** What the command line says, parsed. */
export interface ReplayArguments {
  format: Format
  source: string
  speed: Speed
  backfill: boolean
  url: string
  secret?: string
  /** Whether that is what VIGIE_SOURCE_SECRET holds; absent = it was said. */
  isSecretOfEnvironment?: boolean
  concurrency: number
  /** Seconds. */
  giveUpAfter: number
  json: boolean
}

export interface Surroundings {
  secretOf: SecretOf
  out: Output
  err: Output
}

const eventsPerRequest = 100
const requestTimeoutMs = 30_000
/** While the server is away every request is repeated many times; one line so often says enough. */
const sayRetryEveryMs = 5000

/** @returns the exit code: 0 the whole file is in the log, 1 not so, 130 interrupted. */
export async function runReplay(path: string, args: ReplayArguments, surroundings: Surroundings): Promise<number> {
  const { out, err } = surroundings
  try {
    const tally = createTally(await sizeOf(path))
    const door = await doorOf(args, surroundings.secretOf)
    using interruption = listenForInterruption()
    const failure = await checkAndSend(tally, { path, args, door, interruption, err })
    report(tally, { path, args, failure, out })
    if (failure) throw failure
    if (interruption.stop.aborted) return 130
    return tally.invalid > 0 ? 1 : 0
  } catch (error) {
    if (!(error instanceof ReplayError)) throw error
    err.write(`error: ${error.message}\n`)
    return 1
  }
}

interface Run {
  path: string
  args: ReplayArguments
  door: Door
  interruption: Interruption
  err: Output
}

/** @returns what stopped it, if anything did. */
async function checkAndSend(tally: Tally, run: Run): Promise<ReplayError | undefined> {
  const { args, interruption, err } = run
  const screen = args.json ? undefined : new ProgressScreen(err, tally, { unit: args.format.unit, speed: args.speed })
  const options = replayOptions(run, (line) => screen?.say(line))
  try {
    await checkFile(options, tally)
    if (!interruption.stop.aborted) await sendFile(options, tally)
    return undefined
  } catch (error) {
    if (!(error instanceof ReplayError)) throw error
    return error
  } finally {
    screen?.close()
  }
}

function replayOptions({ path, args, door, interruption }: Run, say: (line: string) => void): ReplayOptions {
  let saidAt = -Infinity
  return {
    path,
    format: args.format,
    speed: args.speed,
    backfill: args.backfill,
    concurrency: args.concurrency,
    limits: { maxItems: eventsPerRequest, maxBytes: maxBodyBytes },
    delivery: {
      door,
      backoff: patientBackoff,
      giveUpAfterMs: args.giveUpAfter * 1000,
      requestTimeoutMs,
      cut: interruption.cut,
    },
    stop: interruption.stop,
    onRetry: (reason) => {
      if (performance.now() - saidAt < sayRetryEveryMs) return
      saidAt = performance.now()
      say(`${reason} Trying again.`)
    },
    onInvalid: ({ line, id, errors }) => say(`line ${line}: ${id} is invalid: ${errors.join('; ')}`),
  }
}

interface Ending extends Pick<Run, 'path' | 'args'> {
  failure: ReplayError | undefined
  out: Output
}

function report(tally: Tally, { path, args, failure, out }: Ending): void {
  const summary = summarise(tally, performance.now())
  const { format, source, json } = args
  const file = basename(path)
  if (json) {
    const error = failure && { error: failure.message }
    out.write(`${JSON.stringify({ file, format: format.name, source, ...summary, ...error })}\n`)
  } else if (tally.phase === 'sending') {
    out.write(describeSummary(summary, { file, source, unit: format.unit }))
  }
}

async function doorOf(args: ReplayArguments, secretOf: SecretOf): Promise<Door> {
  const { url, source, secret } = args
  const isLocal = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname)
  // An empty environment variable counts as absent, here as everywhere.
  const found = secret || (isLocal ? await secretOf(source) : null)
  if (found === null) {
    const remedy = isLocal
      ? `Create it first: npm run vigie -- source create ${source} --kind standard-webhooks`
      : 'Pass it with --secret, or in VIGIE_SOURCE_SECRET.'
    throw new ReplayError(`There is no secret for the source ${source}. ${remedy}`)
  }
  const key = decodeSecret(found)
  if (key === undefined) throw new ReplayError(describeWrongSecret(args))
  return { url, source, key }
}

function describeWrongSecret({ source, secret, isSecretOfEnvironment }: ReplayArguments): string {
  const form = 'must be whsec_ and 24 to 64 bytes in base64.'
  if (!secret)
    return (
      `The source ${source} is not of the kind standard-webhooks, as which a replay signs. ` +
      'Make one that is, and name it with --source: npm run vigie -- source create NAME'
    )
  if (!isSecretOfEnvironment) return `The secret ${form}`
  return `The secret in VIGIE_SOURCE_SECRET ${form} Unset that variable if it is left of something else.`
}
