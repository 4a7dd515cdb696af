import type { WhyRow } from '#contract/why.ts'
import { roundToSum } from './round-to-sum.ts'

/** In the order in which they stand: what is usual, what changed it, what nobody can explain, and what it has come to. */
export const waterfallSteps = [
  'usual',
  'views',
  'conversion',
  'unitsPerOrder',
  'places',
  'unexplained',
  'today',
] as const
export type WaterfallStep = (typeof waterfallSteps)[number]

export interface WaterfallRow {
  step: WaterfallStep
  /** Whole units; all but the last add up to the last. */
  units: number
  /** The ends of its bar, as shares of the lane; it grows from the first to the second. */
  from: number
  to: number
}

/** Whole numbers that add up, each bar begun where the one before ended; without the causes where none is known. */
export function waterfall({ before, parts, unexplained, now }: WhyRow): WaterfallRow[] {
  const today = Math.round(now)
  const exact = { usual: before, ...parts, unexplained }
  const steps = waterfallSteps.filter((step) => step === 'today' || step in exact)
  const units = roundToSum(
    waterfallSteps.flatMap((step) => (step !== 'today' && exact[step] !== undefined ? [exact[step]] : [])),
    today,
  )
  const ends: number[] = []
  for (const each of units) ends.push((ends.at(-1) ?? 0) + each)
  const spans = [
    ...units.map((each, index) => ({ units: each, start: ends[index - 1] ?? 0, end: ends[index] ?? 0 })),
    { units: today, start: 0, end: today },
  ]
  const least = Math.min(0, ...ends)
  const width = Math.max(1, ...ends, today) - least
  return steps.map((step, index) => {
    const { units: shown, start, end } = spans[index] ?? { units: 0, start: 0, end: 0 }
    return { step, units: shown, from: (start - least) / width, to: (end - least) / width }
  })
}
