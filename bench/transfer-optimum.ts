import loadHighs from 'highs'
import type { TransferProblem } from '#server/projections/transfers/transfer-plan.ts'

/*
 * The same problem as a mixed-integer program for HiGHS: z units saved one by one, q units carried, y lorries sent.
 * Relaxed, y may be a part of a lorry: that is worth at least as much as the optimum, and found a hundred times faster.
 */
const highs = await loadHighs()

export interface Bound {
  /** No plan is worth more. */
  worth: number
  millis: number
}

/** How far the solver may stay from the optimum; its bound is beyond it by no more. */
const gap = 0.01

export function relaxedBound(problem: TransferProblem): Bound {
  return solve(programOf(problem, 'relaxed'), 0)
}

export function exactBound(problem: TransferProblem): Bound {
  return solve(programOf(problem, 'exact'), gap)
}

function solve(program: string, relativeGap: number): Bound {
  const before = performance.now()
  const options = { time_limit: 120, mip_rel_gap: relativeGap, output_flag: false }
  const { Status, ObjectiveValue } = highs.solve(program, options)
  if (Status !== 'Optimal') throw new Error(`HiGHS found no optimum: ${Status}`)
  return { worth: ObjectiveValue * (1 + relativeGap), millis: performance.now() - before }
}

function programOf({ spare, saved, unitCost, lorryCost }: TransferProblem, kind: 'relaxed' | 'exact'): string {
  const worth: string[] = []
  const constraints: string[] = []
  const bounds: string[] = []
  const lorries: string[] = []
  const donors = [...spare.keys()].filter((donor) => (spare[donor] ?? 0) > 0)
  for (const [taker, units] of saved.entries()) {
    for (const [k, each] of units.entries()) {
      worth.push(`+ ${each} z${taker}_${k}`)
      bounds.push(`z${taker}_${k} <= 1`)
    }
    const carried = donors.map((donor) => `- q${donor}_${taker}`).join(' ')
    if (units.length > 0) constraints.push(`${units.map((_, k) => `+ z${taker}_${k}`).join(' ')} ${carried} <= 0`)
  }
  for (const donor of donors) {
    constraints.push(`${saved.map((_, taker) => `+ q${donor}_${taker}`).join(' ')} <= ${spare[donor]}`)
    for (const [taker, units] of saved.entries()) {
      const pair = `${donor}_${taker}`
      const worthIt = units.filter((each) => each > unitCost(donor, taker)).length
      worth.push(`- ${unitCost(donor, taker)} q${pair}`, `- ${lorryCost(donor, taker)} y${pair}`)
      constraints.push(`q${pair} - ${Math.min(spare[donor] ?? 0, worthIt)} y${pair} <= 0`)
      bounds.push(`y${pair} <= 1`)
      lorries.push(`y${pair}`)
    }
  }
  return [
    `Maximize\n obj: ${worth.join('\n ')}`,
    `Subject To\n ${constraints.map((each, index) => `c${index}: ${each}`).join('\n ')}`,
    `Bounds\n ${bounds.join('\n ')}`,
    kind === 'exact' ? `Binary\n ${lorries.join('\n ')}` : '',
    'End',
  ].join('\n')
}
