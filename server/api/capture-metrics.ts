import type { Registry } from 'prom-client'
import { Counter, Gauge } from 'prom-client'
import type { CapturedState } from '../ingest/cdc/capture-states.ts'
import type { Telemetry } from '../runtime/telemetry.ts'

/** How captured databases are; a paused one has no lag. Whichever process captures them, every one knows their states. */
export function measureCaptures(
  telemetry: Telemetry,
  register: Registry,
  readStates: () => Promise<readonly CapturedState[]>,
): void {
  const states = sharedReading(readStates)
  const gauge = (name: string, help: string, valueOf: (captured: CapturedState) => number | null) =>
    new Gauge({
      name,
      help,
      labelNames: ['source'],
      registers: [register],
      async collect() {
        this.reset()
        for (const captured of await states()) {
          const value = valueOf(captured)
          if (value !== null) this.set({ source: captured.source }, value)
        }
      },
    })
  gauge('vigie_cdc_slot_wal_bytes', 'Write-ahead log that a replication slot holds back', ({ state }) =>
    state.capture === 'replication' && state.wal !== null ? state.wal.keptBytes : null,
  )
  gauge('vigie_cdc_outbox_bytes', 'Room that an outbox takes in the captured database', ({ state }) =>
    state.capture === 'outbox' && state.wal !== null ? state.wal.keptBytes : null,
  )
  gauge('vigie_cdc_lag_seconds', 'Time since the moment until which all that was committed is in the log', (captured) =>
    captured.enabled && captured.state.asOf !== null ? Math.max(0, Date.now() - captured.state.asOf) / 1000 : null,
  )
  gauge(
    'vigie_canary_roundtrip_seconds',
    'How long the last change of our own took from the database to a subscriber',
    ({ state }) => (state.canary?.roundTripMs == null ? null : state.canary.roundTripMs / 1000),
  )
  countProblems(register, states)
  countChanges(telemetry, register)
}

function countProblems(register: Registry, states: () => Promise<readonly CapturedState[]>): void {
  new Gauge({
    name: 'vigie_cdc_problem',
    help: '1 while something stands in the way of a capture',
    labelNames: ['source', 'code'],
    registers: [register],
    async collect() {
      this.reset()
      for (const { source, state } of await states()) {
        if (state.problem) this.set({ source, code: state.problem.code }, 1)
      }
    },
  })
}

function countChanges(telemetry: Telemetry, register: Registry): void {
  const changes = new Counter({
    name: 'vigie_cdc_changes_total',
    help: 'Changes of captured databases that this process brought into the log',
    labelNames: ['source'],
    registers: [register],
  })
  telemetry.on('capture.stored', ({ source, changes: count }) => changes.inc({ source }, count))
}

/** All gauges of one scrape ask at the same time: one question answers them. */
function sharedReading<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let underWay: Promise<Value> | null = null
  return () =>
    (underWay ??= read().finally(() => {
      underWay = null
    }))
}
