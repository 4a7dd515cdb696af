import { parseArgs } from 'node:util'

export interface BenchOptions {
  rounds: number
  /** How long one contender runs in one round. */
  seconds: number
  /** Directory for a CPU profile of the event server (`node --cpu-prof`), which slows it down. */
  profile: string | undefined
}

/** `--rounds 5 --seconds 4 --profile DIRECTORY`. */
export function readOptions(defaults: { rounds: number; seconds: number }): BenchOptions {
  const { values } = parseArgs({
    options: { rounds: { type: 'string' }, seconds: { type: 'string' }, profile: { type: 'string' } },
  })
  const rounds = positive(values.rounds) ?? defaults.rounds
  const seconds = positive(values.seconds) ?? defaults.seconds
  return { rounds, seconds, profile: values.profile }
}

function positive(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (!(value > 0)) throw new Error(`${text} is not a positive number`)
  return value
}
