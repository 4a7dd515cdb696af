import type { Speed } from './pace.ts'
import type { Tally } from './tally.ts'
import { answered } from './tally.ts'

const integer = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 })
const decimal = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 })

/** How a replay ended, in numbers. */
export interface Summary {
  complete: boolean
  /** Events in the file; 0 when it was never read to its end. */
  events: number
  lines: number
  sent: number
  stored: number
  duplicates: number
  invalid: number
  /** Sent, but stopped before the door answered: stored or not, a second replay settles it. */
  unconfirmed: number
  requests: number
  retries: number
  seconds: number
  /** Events answered per second. */
  rate: number
  invalidEvents: Tally['invalidEvents']
}

export function summarise(tally: Tally, now: number): Summary {
  const done = answered(tally)
  const seconds = tally.phase === 'sending' ? (now - tally.startedAt) / 1000 : 0
  return {
    complete: tally.phase === 'sending' && done === tally.total,
    events: tally.total,
    lines: tally.reading.records,
    sent: tally.sent,
    stored: tally.stored,
    duplicates: tally.duplicates,
    invalid: tally.invalid,
    unconfirmed: tally.sent - done,
    requests: tally.requests,
    retries: tally.retries,
    seconds: Math.round(seconds * 1000) / 1000,
    rate: seconds > 0 ? Math.round(done / seconds) : 0,
    invalidEvents: tally.invalidEvents,
  }
}

export function describeSummary(
  summary: Summary,
  { file, source, unit }: { file: string; source: string; unit: string },
): string {
  const done = summary.stored + summary.duplicates + summary.invalid
  const head = summary.complete
    ? `Replayed ${file} to ${source}`
    : `Stopped: ${integer.format(done)} of ${integer.format(summary.events)} ${unit}s of ${file} went to ${source}`
  const lines = [
    `${head} in ${decimal.format(summary.seconds)} s, ${integer.format(summary.rate)} ${unit}s/s`,
    `  ${unit}s in the file  ${integer.format(summary.events)}`,
    `  stored             ${integer.format(summary.stored)}`,
    `  duplicates         ${integer.format(summary.duplicates)}`,
    `  invalid            ${integer.format(summary.invalid)}`,
    `  retries            ${integer.format(summary.retries)}`,
  ]
  if (summary.unconfirmed > 0) lines.push(`  unconfirmed        ${integer.format(summary.unconfirmed)}`)
  if (!summary.complete) lines.push('Run the same command again to finish: what is stored already is not stored twice.')
  return `${lines.join('\n')}\n`
}

/** 3:07, or 1:02:09 from an hour on. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const pad = (part: number): string => String(part).padStart(2, '0')
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`
}

/** @returns seconds to the end at the rate so far, or by the file's own time when it is paced; undefined too early to tell. */
export function remainingSeconds(tally: Tally, { speed, now }: { speed: Speed; now: number }): number | undefined {
  if (speed !== 'max') return (tally.lastAt - (tally.at || tally.firstAt)) / speed / 1000
  const done = answered(tally)
  const seconds = (now - tally.startedAt) / 1000
  return done > 0 ? ((tally.total - done) * seconds) / done : undefined
}

export interface ProgressOptions {
  unit: string
  speed: Speed
  now: number
}

/** One line that says how far the replay is, for a log. */
export function describeProgress(tally: Tally, { unit, speed, now }: ProgressOptions): string {
  const percent = `${Math.floor(100 * (tally.fileBytes === 0 ? 1 : tally.reading.bytes / tally.fileBytes))}% of file`
  if (tally.phase === 'checking') return `checking  ${percent}  ${integer.format(tally.total)} ${unit}s`
  const remaining = remainingSeconds(tally, { speed, now })
  const seconds = Math.max(0.001, (now - tally.startedAt) / 1000)
  return [
    percent,
    `${integer.format(answered(tally))} of ${integer.format(tally.total)} ${unit}s`,
    `${integer.format(answered(tally) / seconds)}/s`,
    remaining === undefined ? '' : `ETA ${formatDuration(remaining)}`,
    tally.retries > 0 ? `${integer.format(tally.retries)} retries` : '',
  ]
    .filter((part) => part !== '')
    .join('  ')
}

/** The same with a bar in front, cut to the width of the terminal. */
export function drawProgress(tally: Tally, options: ProgressOptions & { columns: number }): string {
  const width = 16
  const done = tally.phase === 'checking' || tally.total === 0 ? 0 : answered(tally) / tally.total
  const filled = Math.round(width * done)
  const bar = '█'.repeat(filled) + '░'.repeat(width - filled)
  return `${bar}  ${describeProgress(tally, options)}`.slice(0, Math.max(20, options.columns - 1))
}
