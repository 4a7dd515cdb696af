import type { PoolClient } from 'pg'
import type { NewEvent, StoredEvent } from '#contract/event.ts'
import type { EventRow } from './events.ts'
import { toStoredEvent } from './events.ts'

/*
 * The one change that the log ever sees: what is personal of an erased customer is taken out of its events, in place. Their
 * position, source, type, times and flags stay, and a trigger refuses any other change (migration 20261128043000_erasure).
 */

type Tx = Pick<PoolClient, 'query'>

/** That of append_events(). */
const appendLock = 7_261_001

/**
 * Makes every append of any process, from this commit on, know what was written of erased keys in the same transaction.
 * Nothing is appended until that commits.
 *
 * @returns the head of the log: what is behind it was appended by whoever knew.
 */
export async function announceErasure(tx: Tx): Promise<bigint> {
  await tx.query('select pg_advisory_xact_lock($1)', [appendLock])
  const { rows } = await tx.query<{ position: string }>(
    'update log_head set erasures = erasures + 1 returning position',
  )
  return BigInt(rows[0]?.position ?? '0')
}

/** An event with its data also as it is written, to the digit. */
export interface WrittenEvent {
  event: StoredEvent
  text: string
}

/** @returns the events at these positions that the log still has, in position order. */
export async function readWritten(tx: Tx, positions: readonly bigint[]): Promise<WrittenEvent[]> {
  const { rows } = await tx.query<Omit<EventRow, 'data'> & { text: string }>({
    name: 'read-written-events',
    text: `select position, source, id, type, subject, (extract(epoch from occurred_at) * 1000)::float8 as occurred_at_ms,
        (extract(epoch from received_at) * 1000)::float8 as received_at_ms, data::text as text, backfill, synthetic, clamped
      from events where position = any($1::int8[]) order by position`,
    values: [positions.map(String)],
  })
  return rows.map(({ text, ...row }) => ({ event: toStoredEvent({ ...row, data: JSON.parse(text) as unknown }), text }))
}

export type Rewritten = Pick<StoredEvent, 'position' | 'source' | 'id' | 'type' | 'subject' | 'data'> &
  Pick<NewEvent, 'exactData'>

/** Writes id, subject and data of events anew. */
export async function rewriteEvents(tx: Tx, events: readonly Rewritten[]): Promise<void> {
  await tx.query(`select set_config('vigie.erasure', 'on', true)`)
  for (let from = 0; from < events.length; from += 1000) {
    const rows = events.slice(from, from + 1000).map(({ position, id, subject, data, exactData }) => ({
      position: position.toString(),
      id,
      subject,
      data: exactData ?? data,
    }))
    await tx.query({
      name: 'rewrite-events',
      text: `update events set id = said.id, subject = said.subject, data = said.data
        from json_to_recordset($1::json) as said (position int8, id text, subject text, data json)
        where events.position = said.position and events.position = any($2::int8[])`,
      values: [JSON.stringify(rows), rows.map(({ position }) => position)],
    })
  }
  await tx.query(`select set_config('vigie.erasure', 'off', true)`)
}

/** A repeat of an event whose id was rewritten is known by the new one. Call it with the lock of {@link announceErasure}. */
export async function rewriteKeys(
  tx: Tx,
  renamed: readonly { source: string; from: string; to: string }[],
): Promise<void> {
  if (renamed.length === 0) return
  await tx.query(
    `update event_keys set id = said.to_id from unnest($1::text[], $2::text[], $3::text[]) as said (source, from_id, to_id)
     where event_keys.source = said.source and event_keys.id = said.from_id`,
    [renamed.map(({ source }) => source), renamed.map(({ from }) => from), renamed.map(({ to }) => to)],
  )
}
