import type { StageTimes } from '#contract/freshness.ts'
import type { Refused } from '#contract/live.ts'
import type { Row, RowOf, ViewName } from '#contract/view.ts'

/** What a topic's rows are, read off the topic itself: `wall` → wall rows, `customer:42` → customer rows. */
export type RowOfTopic<Topic extends string> = Topic extends ViewName
  ? RowOf<Topic>
  : Topic extends `${infer Name extends ViewName}:${string}`
    ? RowOf<Name>
    : Row

/**
 * - `loading`: nothing to show yet; `position` is null
 * - `live`: equal to the server, or the server-rendered snapshot while the first connection is being made
 * - `stale`: connected, but not sure to be equal: the server has been silent for 5 s, or a re-subscription is not yet
 *   answered. Rows are the last known ones
 * - `offline`: the line is lost; rows are the last known ones, and may be none
 * - `refused`: there is nothing to show; what may be said of it is the meaning of its `refusal` (refusal-meaning.ts)
 */
export type ViewPhase = 'loading' | 'live' | 'stale' | 'offline' | 'refused'

export interface ViewState<R> {
  phase: ViewPhase
  /** Replaced, never changed; an unchanged row keeps its identity. */
  rows: ReadonlyMap<string, R>
  /** The log position that the rows are true at, decimal; null before the first rows. */
  position: string | null
  /** Stage times of the newest event in the rows. */
  asOf: StageTimes | null
  /** When this browser put these rows on the screen's store, epoch ms of the server's clock; null for a server-rendered snapshot. */
  appliedAt: number | null
  /** Present when the phase is `refused`. */
  refusal?: Refused
}

/**
 * Something that moved the position, on its way to the eye: for measuring door-to-screen time. All times: server's clock,
 * epoch ms.
 */
export interface AppliedSample {
  /** `patch`: heard when it happened. `snapshot`: the answer to a subscription, whose events may be old. */
  how: 'snapshot' | 'patch'
  position: string
  /** Stage times of the newest event that it brought; null when it brought none, and its times measure nothing. */
  asOf: StageTimes | null
  appliedAt: number
  /** After the frame that shows it was painted. */
  paintedAt: number
}
