import { watchNeighbours } from './cpu.ts'

/*
 * A B A B …: a goal is a ratio against a baseline of the same run, since figures do not travel from one machine to
 * another. Rounds alternate so that what the machine does meanwhile falls on both; the median decides, the spread says how
 * far to trust it.
 */

/** What one round measured, by name with its unit: `eventsPerSecond`, `cpuMicrosPerEvent`, `p99Ms`. */
export type Sample = Readonly<Record<string, number>>

export interface Contender {
  name: string
  /** One bounded round; `round` counts from 0. */
  measure: (round: number) => Promise<Sample>
}

export interface Goal {
  measure: string
  /** Of ours ÷ baseline. */
  ratio: number
  better: 'higher' | 'lower'
}

export interface Comparison {
  baseline: Contender
  ours: Contender
  goals: readonly Goal[]
  /** 5 at least. */
  rounds?: number
  print?: (line: string) => void
}

export interface Summary {
  median: number
  least: number
  most: number
}

export interface Verdict extends Goal {
  baseline: Summary
  ours: Summary
  measured: number
  reached: boolean
}

export function summarize(values: readonly number[]): Summary {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle]
  const lower = sorted.length % 2 === 1 ? upper : sorted[middle - 1]
  const [least, most] = [sorted[0], sorted.at(-1)]
  if (upper === undefined || lower === undefined || least === undefined || most === undefined)
    throw new Error('Nothing was measured')
  return { median: (lower + upper) / 2, least, most }
}

function column(samples: readonly Sample[], measure: string): number[] {
  return samples.map((sample) => {
    const value = sample[measure]
    if (value === undefined) throw new Error(`A round measured no ${measure}: it has ${Object.keys(sample).join(', ')}`)
    return value
  })
}

export function judge(goal: Goal, baselineSamples: readonly Sample[], ourSamples: readonly Sample[]): Verdict {
  const baseline = summarize(column(baselineSamples, goal.measure))
  const ours = summarize(column(ourSamples, goal.measure))
  const measured = ours.median / baseline.median
  return {
    ...goal,
    baseline,
    ours,
    measured,
    reached: goal.better === 'higher' ? measured >= goal.ratio : measured <= goal.ratio,
  }
}

function figure(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 4 })
}

function sampleLine(name: string, round: number, sample: Sample): string {
  const values = Object.entries(sample).map(([measure, value]) => `${measure} ${figure(value)}`)
  return `  round ${round + 1}  ${name.padEnd(12)} ${values.join('  ')}`
}

export function verdictLine({ measure, baseline, ours, measured, ratio, better, reached }: Verdict): string {
  const spread = ({ median, least, most }: Summary): string => `${figure(median)} (${figure(least)}–${figure(most)})`
  const goal = `${better === 'higher' ? '≥' : '≤'} ${ratio}`
  return `  ${measure}: ${spread(ours)} against ${spread(baseline)} = ${measured.toFixed(3)}, goal ${goal}: ${reached ? 'reached' : 'MISSED'}`
}

/**
 * Runs the rounds, prints every raw number, then each goal with medians, spread and ratio. `othersCores` of a round says
 * how many cores were busy with what is no part of the benchmark: near 0, or the round means little.
 */
export async function compareInRounds({
  baseline,
  ours,
  goals,
  rounds = 5,
  print = console.log,
}: Comparison): Promise<Verdict[]> {
  if (rounds < 5) throw new Error('Fewer than 5 rounds prove nothing')
  const samples = new Map<Contender, Sample[]>([
    [baseline, []],
    [ours, []],
  ])
  const neighbours = watchNeighbours()
  for (let round = 0; round < rounds; round += 1) {
    for (const [contender, taken] of samples) {
      const sample = await contender.measure(round)
      taken.push(sample)
      const others = neighbours()
      print(sampleLine(contender.name, round, others === null ? sample : { ...sample, othersCores: others }))
    }
  }
  const verdicts = goals.map((goal) => judge(goal, samples.get(baseline) ?? [], samples.get(ours) ?? []))
  for (const verdict of verdicts) print(verdictLine(verdict))
  return verdicts
}
