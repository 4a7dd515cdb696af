import type { NewEvent, StoredEvent } from '#contract/event.ts'

/** What became of one appended event. A duplicate's first copy keeps its place; the repeat is stored nowhere. */
export type AppendOutcome = { outcome: 'stored'; position: bigint } | { outcome: 'duplicate' }

export interface Appended {
  /** One per event, in the order given. */
  outcomes: AppendOutcome[]
  /** Epoch ms at which the flush that holds them had committed. */
  committedAt: number
  /** At least one is about somebody who was erased: it was stored without what is personal. */
  hasErased: boolean
}

/** The row that a flush sends for one event; the times are epoch ms. */
export interface AppendRow {
  n: number
  source: string
  id: string
  type: string
  subject: string | null
  occurred_at: number
  received_at: number
  data: unknown
  backfill: boolean
  synthetic: boolean
  clamped: boolean
}

export function toAppendRow(event: NewEvent, n: number): AppendRow {
  return {
    n,
    source: event.source,
    id: event.id,
    type: event.type,
    subject: event.subject,
    occurred_at: event.occurredAt,
    received_at: event.receivedAt,
    data: event.exactData ?? event.data,
    backfill: event.backfill,
    synthetic: event.synthetic,
    clamped: event.clamped,
  }
}

/** A row as `read` selects it: bigint as text, times as epoch ms. */
export interface EventRow {
  position: string
  source: string
  id: string
  type: string
  subject: string | null
  occurred_at_ms: number
  received_at_ms: number
  data: unknown
  backfill: boolean
  synthetic: boolean
  clamped: boolean
}

export function toStoredEvent(row: EventRow): StoredEvent {
  return {
    position: BigInt(row.position),
    source: row.source,
    id: row.id,
    type: row.type,
    subject: row.subject,
    occurredAt: row.occurred_at_ms,
    receivedAt: row.received_at_ms,
    data: row.data,
    backfill: row.backfill,
    synthetic: row.synthetic,
    clamped: row.clamped,
  }
}
