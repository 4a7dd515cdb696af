import type { StoredEvent } from '#contract/event.ts'
import type { Tx } from './projection.ts'

/** The newest canary of a source that is captured or read; times are epoch ms. */
export interface CanaryChange {
  source: string
  sentAt: number
  receivedAt: number
  position: bigint
}

/** At most one change per source of the batch. What a door was sent under this type is none: no door makes synthetic events. */
export function foldCanaries(events: readonly StoredEvent[]): CanaryChange[] {
  const changes = new Map<string, CanaryChange>()
  for (const { source, type, synthetic, occurredAt, receivedAt, position } of events) {
    if (!synthetic || type !== 'source.canary') continue
    const known = changes.get(source)
    if (known && known.position > position) continue
    changes.set(source, { source, sentAt: occurredAt, receivedAt, position })
  }
  return [...changes.values()]
}

export async function keepCanaries(tx: Tx, changes: readonly CanaryChange[]): Promise<void> {
  await tx.query({
    name: 'keep-canaries',
    text: `insert into source_canaries (source, sent_at, received_at, position)
           select source, to_timestamp(sent_at / 1000), to_timestamp(received_at / 1000), position
           from unnest($1::text[], $2::float8[], $3::float8[], $4::int8[])
             as change (source, sent_at, received_at, position)
           on conflict (source) do update set
             sent_at = excluded.sent_at, received_at = excluded.received_at, position = excluded.position
           where source_canaries.position < excluded.position`,
    values: [
      changes.map(({ source }) => source),
      changes.map(({ sentAt }) => sentAt),
      changes.map(({ receivedAt }) => receivedAt),
      changes.map(({ position }) => position.toString()),
    ],
  })
}
