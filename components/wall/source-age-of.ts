import type { WallSourceRow } from '#contract/views/wall.ts'
import type { Age } from '#components/age-mark/age-of.ts'
import { ageOf, isFine } from '#components/age-mark/age-of.ts'
import type { ViewAge } from './use-view-age.ts'

/**
 * Up to when what is in a source is known: its newest event or, of a captured database, the moment until which all that
 * was committed is here. One in which nothing changes is live, not silent.
 */
export function knownUntil({ lastReceivedAt, asOf }: Pick<WallSourceRow, 'lastReceivedAt' | 'asOf'>): number | null {
  return asOf === null ? lastReceivedAt : Math.max(lastReceivedAt ?? asOf, asOf)
}

type Aged = Pick<WallSourceRow, 'mode' | 'promiseSeconds' | 'everySeconds' | 'problemSince'>

/**
 * The age of a source that was last heard `at`, as far as this screen can know it: while the line is lost nobody knows,
 * and while a backlog is folded only what was true then is known. Silence of ours is never held against a source; one that
 * answers with an error is broken, however new the last that it said.
 */
export function sourceAgeOf(
  { mode, promiseSeconds, everySeconds, problemSince }: Aged,
  at: number | null,
  { age: view, grey, now, trueAt }: ViewAge,
): Age {
  if (at !== null && grey) return view.state === 'stale' ? view : { state: 'offline', lastKnownAt: trueAt }
  if (problemSince !== null && !grey) return { state: 'broken', since: problemSince }
  const age = ageOf({ now, at, mode, promiseSeconds, everySeconds })
  if (view.state !== 'catching-up' || age.state === 'none') return age
  const then = ageOf({ now: view.until, at, mode, promiseSeconds, everySeconds })
  return isFine(then.state) ? view : then
}
