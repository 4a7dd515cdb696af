import type { NewEvent, StoredEvent } from '#contract/event.ts'
import { float8Array, int4Array, textArray } from '../db/binary-array.ts'

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

/** What a flush sends of one event. */
export interface AppendRow {
  event: NewEvent
  /** Where it was made ahead. */
  dataJson: string | undefined
}

/** The event's data as it is stored: JSON with every digit. */
export function dataJsonOf({ data, exactData }: NewEvent): string {
  return JSON.stringify(exactData ?? data)
}

/** Parameters of append_events(): the events' columns, in its order. */
export function toAppendColumns(rows: readonly AppendRow[]): Buffer[] {
  return [
    textArray(rows.map(({ event }) => event.source)),
    textArray(rows.map(({ event }) => event.id)),
    textArray(rows.map(({ event }) => event.type)),
    textArray(rows.map(({ event }) => event.subject)),
    float8Array(rows.map(({ event }) => event.occurredAt)),
    float8Array(rows.map(({ event }) => event.receivedAt)),
    textArray(rows.map(({ event, dataJson }) => storable(dataJson ?? dataJsonOf(event)))),
    int4Array(rows.map(({ event }) => flagsOf(event))),
  ]
}

/** JSON.stringify writes nothing else so: whole pairs stand as they are, and a backslash of the text itself is doubled. */
const unstorable = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/

/** A column of type json takes any escape; what is read out of it as text cannot hold these. */
function storable(json: string): string {
  if (json.includes('\\u') && unstorable.test(json)) {
    throw new Error('the data holds U+0000 or half a surrogate pair, which PostgreSQL cannot hold')
  }
  return json
}

/** As append_events() reads them. */
function flagsOf({ backfill, synthetic, clamped }: NewEvent): number {
  return (backfill ? 1 : 0) + (synthetic ? 2 : 0) + (clamped ? 4 : 0)
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
