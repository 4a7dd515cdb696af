import type { Tx } from '../projection.ts'
import { tableWriter } from '../table-writer.ts'
import type { KeyActivity, NewEntry, TimelineChanges, TimelineState } from './fold-timeline.ts'
import type { OrderRecord, TicketRecord } from './order-record.ts'
import { toStoredTerms } from './stored-terms.ts'

/** Writes what a batch has changed, one statement a table. */
export async function saveTimeline(tx: Tx, state: TimelineState, changes: TimelineChanges): Promise<void> {
  const things = [...changes.things].flatMap((name) => state.things.get(name) ?? [])
  await writeEntries(tx, changes.entries)
  await moveEntries(tx, changes.moves)
  await writeActivity(
    tx,
    [...changes.activity].flatMap((key) => {
      const activity = state.activity.get(key)
      return activity ? [{ key, ...activity }] : []
    }),
  )
  await writeOrders(
    tx,
    things.filter((thing) => thing.kind === 'order'),
  )
  await writeTickets(
    tx,
    things.filter((thing) => thing.kind === 'ticket'),
  )
}

const writeEntries = tableWriter<NewEntry>({
  name: 'timeline_entries',
  key: ['key', 'occurred_at', 'position'],
  onConflict: 'nothing',
  columns: {
    key: ['uuid', ({ key }) => key],
    occurred_at: ['time', ({ event }) => event.occurredAt],
    position: ['int8', ({ event }) => event.position],
    type: ['text', ({ event }) => event.type],
    source: ['text', ({ event }) => event.source],
    facts: ['json', ({ facts }) => facts],
  },
})

/** What waited under an order or a ticket goes to its customer's key. */
async function moveEntries(tx: Tx, moves: TimelineChanges['moves']): Promise<void> {
  if (moves.length === 0) return
  await tx.query({
    name: 'move-timeline-entries',
    text: `
      update timeline_entries set key = move.to_key
      from unnest($1::uuid[], $2::uuid[]) as move (from_key, to_key) where key = move.from_key`,
    values: [moves.map(({ from }) => from), moves.map(({ to }) => to)],
  })
}

const writeActivity = tableWriter<KeyActivity & { key: string }>({
  name: 'key_activity',
  key: ['key'],
  columns: {
    key: ['uuid', ({ key }) => key],
    interest: ['float8', ({ interest }) => interest.sum],
    interest_at: ['time', ({ interest }) => interest.at],
    terms: ['json', ({ interest }) => toStoredTerms(interest.terms)],
    seen_at: ['time', ({ seen }) => seen?.at],
    seen_position: ['int8', ({ seen }) => seen?.position],
    seen_title: ['text', ({ seen }) => seen?.title],
    seen_path: ['text', ({ seen }) => seen?.path],
  },
})

const writeOrders = tableWriter<OrderRecord>({
  name: 'customer_orders',
  key: ['source', 'order_id'],
  columns: {
    source: ['text', ({ source }) => source],
    order_id: ['text', ({ id }) => id],
    key: ['uuid', ({ key }) => key],
    placed_at: ['time', ({ placedAt }) => placedAt],
    stated_at: ['time', ({ statedAt }) => statedAt],
    stated_position: ['int8', ({ statedPosition }) => statedPosition],
    total_minor: ['int8', ({ totalMinor }) => totalMinor],
    currency: ['text', ({ currency }) => currency],
    units: ['float8', ({ units }) => units],
    store: ['text', ({ store }) => store],
    channel: ['text', ({ channel }) => channel],
    cancelled_at: ['time', ({ cancelledAt }) => cancelledAt],
    refunded_minor: ['int8', ({ refundedMinor }) => refundedMinor],
    refund_ids: ['text[]', ({ refundIds }) => refundIds],
  },
})

const writeTickets = tableWriter<TicketRecord>({
  name: 'customer_tickets',
  key: ['source', 'ticket_id'],
  columns: {
    source: ['text', ({ source }) => source],
    ticket_id: ['text', ({ id }) => id],
    key: ['uuid', ({ key }) => key],
    title: ['text', ({ title }) => title],
    opened_at: ['time', ({ openedAt }) => openedAt],
    closed_at: ['time', ({ closedAt }) => closedAt],
  },
})
