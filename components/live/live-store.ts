import type { Row, ViewSnapshot } from '#contract/view.ts'
import type { ConnectionState } from './connection-state.ts'
import { initialConnection } from './connection-state.ts'
import type { AppliedSample, ViewState } from './view-state.ts'

export class LiveStore {
  readonly renderedAt: number | null
  constructor(renderedAt: number | null) {
    this.renderedAt = renderedAt
  }
  start(): () => void {
    return () => undefined
  }
  watch(_topic: string, _listener: () => void, _initial?: ViewSnapshot): () => void {
    return () => undefined
  }
  watchRow(_row: { topic: string; key: string; initial: ViewSnapshot | undefined }, _listener: () => void): () => void {
    return () => undefined
  }
  view(_topic: string): ViewState<Row> | undefined {
    return undefined
  }
  onApplied(_topic: string, _listener: (sample: AppliedSample) => void): () => void {
    return () => undefined
  }
  samples(_topic: string): readonly AppliedSample[] {
    return noSamples
  }
  watchConnection(_listener: () => void): () => void {
    return () => undefined
  }
  connection(): ConnectionState {
    return initialConnection
  }
  watchClock(_everyMs: number, _listener: () => void): () => void {
    return () => undefined
  }
  clockTick(everyMs: number): number {
    return Math.floor(Date.now() / everyMs) * everyMs
  }
}

const noSamples: readonly AppliedSample[] = []

const nothing: ViewState<Row> = { phase: 'loading', rows: new Map(), position: null, asOf: null, appliedAt: null }

export function viewOfSnapshot(snapshot: ViewSnapshot | undefined): ViewState<Row> {
  if (snapshot === undefined) return nothing
  return {
    phase: 'live',
    rows: new Map(Object.entries(snapshot.rows)),
    position: snapshot.position,
    asOf: snapshot.asOf,
    appliedAt: null,
  }
}
