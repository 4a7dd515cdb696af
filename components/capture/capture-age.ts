import type { CaptureState } from '#contract/capture-state.ts'
import type { SourcesRow } from '#contract/views/sources.ts'
import type { Age } from '#components/age-mark/age-of.ts'
import { ageOf } from '#components/age-mark/age-of.ts'
import type { ViewAge } from '#components/wall/use-view-age.ts'

type Aged = Pick<SourcesRow, 'mode' | 'promiseSeconds' | 'everySeconds'>
type Captured = Pick<CaptureState, 'phase' | 'problem' | 'asOf'>

/**
 * How old what is known of a database is: as old as the moment until which everything is in the log, however long ago its
 * newest change is. A quiet database is not an old one.
 */
export function captureAge(
  { mode, promiseSeconds, everySeconds }: Aged,
  { phase, problem, asOf }: Captured,
  view: ViewAge,
): Age {
  if (asOf === null && problem === null) return { state: 'none' }
  if (view.grey) return { state: 'offline', lastKnownAt: view.trueAt }
  if (problem !== null && phase !== 'following') return { state: 'broken', since: problem.since }
  const isCopying = phase === 'copying' || phase === 'storing'
  return ageOf({ now: view.now, at: asOf, mode, promiseSeconds, everySeconds, trueUntil: isCopying ? asOf : null })
}
