import type { Permission } from '#contract/access.ts'
import type { Mode } from '#contract/freshness.ts'
import type { Row, ViewName } from '#contract/view.ts'

/** A view read out of the tables at one log position. */
export interface ViewReading {
  /** The rows are true exactly at this position. */
  position: bigint
  rows: Record<string, Row>
  /** Times (epoch ms) of the newest event in the rows; null when there is none. */
  newest: { occurredAt: number; receivedAt: number } | null
}

/**
 * What a screen subscribes to: a small map of keyed rows. One file a view; `read` is one transaction with one
 * snapshot, so that rows and position belong together.
 */
export interface View {
  readonly name: ViewName
  readonly permission: Permission
  /** Its topics are `name:parameter`; without one its name is its only topic. */
  readonly hasParameter: boolean
  /** The age in seconds that its numbers promise not to exceed. */
  readonly freshnessTargetSeconds: number
  readonly mode: Mode
  /** Re-read at least this often while watched, although nothing touched it: for views with moving time windows. */
  readonly refreshMs?: number
  /** The projections whose changes can change this view. */
  readonly reads: readonly string[]
  /** @returns null when the topic's parameter names nothing. */
  read(topic: string): Promise<ViewReading | null>
  /**
   * As `read`, for those who may not see personal data. Nothing of the reading depends on what they do not see: neither which rows
   * there are nor what is newest. Absent where rows hold none, or where nobody else may see the view.
   */
  readonly readMasked?: (topic: string) => Promise<ViewReading | null>
}
