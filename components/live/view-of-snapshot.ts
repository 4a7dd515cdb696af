import type { Row, ViewSnapshot } from '#contract/view.ts'
import type { ViewState } from './view-state.ts'

const nothing: ViewState<Row> = { phase: 'loading', rows: new Map(), position: null, asOf: null, appliedAt: null }
const known = new WeakMap<ViewSnapshot, ViewState<Row>>()

/**
 * What a screen shows of a snapshot before the socket is up. The same object for the same snapshot, so that all who show
 * it agree and nothing renders twice.
 */
export function viewOfSnapshot(snapshot: ViewSnapshot | undefined): ViewState<Row> {
  if (snapshot === undefined) return nothing
  const view: ViewState<Row> = known.get(snapshot) ?? {
    phase: 'live',
    rows: new Map(Object.entries(snapshot.rows)),
    position: snapshot.position,
    asOf: snapshot.asOf,
    appliedAt: null,
  }
  known.set(snapshot, view)
  return view
}
