import { EventEmitter } from 'node:events'
import type { CapturePhase } from '#contract/capture-state.ts'
import type { DatabaseProblem } from '#contract/database.ts'
import type { StageTimes } from '#contract/freshness.ts'
import type { RefusalStage } from '#contract/quarantine.ts'

/**
 * What the server says about itself: metrics, health, live hints and tests listen here. One line an event: when it is
 * sent and what it carries. Durations in ms, times epoch ms.
 */
export interface TelemetryEvents {
  /** A door answered. `outcome` is `accepted` or the problem's code. */
  'door.answered': { source: string; outcome: string; events: number; durationMs: number }
  /** A door refused a request of a known source, whole or in part; it is kept in the quarantine or not. */
  'door.refused': { source: string; stage: RefusalStage; isKept: boolean }
  /** A flush committed: `from`…`to` are the positions given out (equal to previous head + 1 … new head). */
  'log.appended': {
    from: bigint
    to: bigint
    stored: number
    duplicates: number
    committedAt: number
    durationMs: number
  }
  /** A flush failed; its callers were told. */
  'log.append-failed': { events: number; error: Error }
  /** A projection's transaction committed: its tables now include everything up to `position`. */
  'projection.applied': {
    projection: string
    position: bigint
    events: number
    /** Topics that may have changed, such as `customer:42`; the name of a view stands for all its topics. */
    touched: readonly string[]
    newest: { source: string; occurredAt: number; receivedAt: number; storedAt: number | null; projectedAt: number }
    durationMs: number
  }
  'projection.set-aside': { projection: string; position: bigint; error: Error }
  /** A loop failed and will try again after `retryMs`. */
  'projection.failed': { projection: string; error: Error; retryMs: number }
  /** A look at a source that somebody is told about when it falls silent. */
  'source.watched': { source: string; isSilent: boolean }
  /** Changes of a captured database are in the log; `lagMs` is from the newest one's commit until then. */
  'capture.stored': { source: string; changes: number; events: number; lagMs: number }
  /** A row did not become what its mapping says; it is in the log all the same. */
  'capture.mapping-failed': { source: string; detail: string }
  /** A capture stopped; it is tried again after `retryMs`, or, with null, when somebody asks for a new beginning. */
  'capture.failed': { source: string; code: DatabaseProblem; retryMs: number | null }
  'capture.phase': { source: string; phase: CapturePhase }
  /** A change of our own came back out of the database and was handed to a subscriber. */
  'capture.canary-seen': { source: string; sentAt: number; roundTripMs: number }
  /** A message about alerts was given to the mail server. */
  'notification.attempted': { alerts: number; outcome: 'sent' | 'refused' | 'uncertain' | 'gone' }
  'live.connected': { connections: number }
  'live.disconnected': { connections: number; reason: string }
  'live.emitted': {
    topic: string
    view: string
    /** Stage times of the newest event shown; the same one again when a patch brings no newer. */
    asOf: StageTimes | null
    receivers: number
    skipped: number
    bytes: number
    durationMs: number
  }
  'live.resumed': { topic: string; how: 'patch' | 'snapshot' }
}

export type TelemetryName = keyof TelemetryEvents

/** A typed event bus in process. Listeners must not throw. */
export class Telemetry {
  readonly #emitter = new EventEmitter().setMaxListeners(0)

  emit<Name extends TelemetryName>(name: Name, event: TelemetryEvents[Name]): void {
    this.#emitter.emit(name, event)
  }

  /** @returns a function that stops listening. */
  on<Name extends TelemetryName>(name: Name, listener: (event: TelemetryEvents[Name]) => void): () => void {
    this.#emitter.on(name, listener)
    return () => this.#emitter.off(name, listener)
  }

  /** Resolves with the first event of that name that satisfies the condition. */
  once<Name extends TelemetryName>(
    name: Name,
    condition: (event: TelemetryEvents[Name]) => boolean = () => true,
  ): Promise<TelemetryEvents[Name]> {
    return new Promise((resolve) => {
      const stop = this.on(name, (event) => {
        if (!condition(event)) return
        stop()
        resolve(event)
      })
    })
  }
}
