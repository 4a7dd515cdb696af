import type { CaptureState } from '#contract/capture-state.ts'
import type { DatabaseProblem } from '#contract/database.ts'
import type { CaptureContext, CaptureMemory } from './capture.ts'
import { CaptureError } from './capture.ts'

/** Changes are missing from the last moment of which all are in the log (or `from`) until `to` (or a new beginning). One gap at a time is open. */
export function declareGap(
  memory: Pick<CaptureMemory, 'state' | 'report'>,
  gap: { reason: DatabaseProblem; now: number; from?: number; to?: number },
): void {
  const { gaps, asOf } = memory.state
  if (gaps.some(({ to }) => to === null)) return
  memory.report({ gaps: [...gaps, { from: gap.from ?? asOf ?? gap.now, to: gap.to ?? null, reason: gap.reason }] })
}

/** The rows as they were at `to` are in the log; changes before are still missing. */
export function endGap(gaps: CaptureState['gaps'], to: number): CaptureState['gaps'] {
  return gaps.map((gap) => (gap.to === null ? { ...gap, to: Math.max(gap.from, to) } : gap))
}

/** Changes that nobody will ever bring are missing from now on, and whoever looks at a screen sees since when. */
export async function declaringGaps(
  { memory, clock }: Pick<CaptureContext, 'memory' | 'clock'>,
  work: () => Promise<never>,
): Promise<never> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof CaptureError && error.givesUp) {
      declareGap(memory, { reason: error.code, now: clock.now() })
    }
    throw error
  }
}
