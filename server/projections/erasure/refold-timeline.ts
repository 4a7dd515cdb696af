import type { StoredEvent } from '#contract/event.ts'
import { arrivalEvents } from '../arrivals/fold-arrivals.ts'
import { arrivalsProjection } from '../arrivals.ts'
import type { Tx } from '../projection.ts'
import type { KeyedEvent, NewEntry } from '../timeline/fold-timeline.ts'
import { foldTimeline, keyEvents } from '../timeline/fold-timeline.ts'
import { loadTimeline } from '../timeline/load-timeline.ts'
import { saveTimeline } from '../timeline/save-timeline.ts'
import { nameOf, waitingKeyOf } from '../timeline/thing.ts'
import type { OwnedThing } from './history.ts'

interface Refold {
  /** Ids of keys of which everything is folded again. */
  keys: readonly string[]
  /** Orders and tickets of theirs, likewise. */
  things: readonly OwnedThing[]
  /** What is left about them, in the order of the log. */
  events: readonly StoredEvent[]
  keysOf: (event: StoredEvent) => readonly string[]
}

/** @returns how many rows went, before what is left came back. */
export async function refoldTimeline(tx: Tx, { keys, things, events, keysOf }: Refold) {
  const own = new Set(keys)
  const names = new Set(things.map(nameOf))
  const removed = await removeTimeline(tx, { keys, things })
  const keyed = keyEvents(events, keysOf).filter((each) => each.keys.some((key) => own.has(key)) || isOf(names, each))
  const state = await loadTimeline(tx, keyed)
  const all = foldTimeline(state, keyed)
  const ofThings = new Set(keyed.filter((each) => isOf(names, each)).map(({ event }) => event.position))
  const isOwn = ({ key, event }: NewEntry) => own.has(key) || ofThings.has(event.position)
  await updateFacts(
    tx,
    all.entries.filter((entry) => !isOwn(entry)),
  )
  await saveTimeline(tx, state, {
    entries: all.entries.filter(isOwn),
    activity: new Set([...all.activity].filter((key) => own.has(key))),
    things: new Set([...all.things].filter((name) => names.has(name))),
    moves: all.moves,
  })
  return removed
}

function isOf(names: ReadonlySet<string>, { thing }: KeyedEvent): boolean {
  return thing !== undefined && names.has(nameOf(thing))
}

async function removeTimeline(tx: Tx, { keys, things }: Pick<Refold, 'keys' | 'things'>) {
  const under = [...keys, ...things.map(waitingKeyOf)]
  const ofKind = (kind: OwnedThing['kind']) => things.filter((thing) => thing.kind === kind)
  const [orders, tickets] = [ofKind('order'), ofKind('ticket')]
  const entries = await tx.query('delete from timeline_entries where key = any($1::uuid[])', [under])
  await tx.query('delete from key_activity where key = any($1::uuid[])', [keys])
  await tx.query(
    `delete from customer_orders using unnest($1::text[], $2::text[]) as gone (source, id)
     where customer_orders.source = gone.source and order_id = gone.id`,
    [orders.map(({ source }) => source), orders.map(({ id }) => id)],
  )
  await tx.query(
    `delete from customer_tickets using unnest($1::text[], $2::text[]) as gone (source, id)
     where customer_tickets.source = gone.source and ticket_id = gone.id`,
    [tickets.map(({ source }) => source), tickets.map(({ id }) => id)],
  )
  return { entries: entries.rowCount ?? 0, orders: orders.length, tickets: tickets.length }
}

/** Of an event about several people the others keep their entry; its words may be others now. */
async function updateFacts(tx: Tx, entries: readonly NewEntry[]): Promise<void> {
  if (entries.length === 0) return
  await tx.query(
    `update timeline_entries set facts = said.facts
     from unnest($1::uuid[], $2::int8[], $3::json[], $4::float8[]) as said (key, position, facts, at)
     where timeline_entries.key = said.key and timeline_entries.position = said.position
       and occurred_at = to_timestamp(said.at / 1000)`,
    [
      entries.map(({ key }) => key),
      entries.map(({ event }) => event.position.toString()),
      entries.map(({ facts }) => JSON.stringify(facts)),
      entries.map(({ event }) => event.occurredAt),
    ],
  )
}

/** @returns how many new accounts went, before what is left came back. */
export async function refoldArrivals(tx: Tx, { keys, events, keysOf }: Omit<Refold, 'things'>): Promise<number> {
  const own = new Set(keys)
  const types: ReadonlySet<string> = new Set(arrivalEvents)
  const { rowCount } = await tx.query('delete from arrivals where key = any($1::uuid[])', [keys])
  const wanted = events.filter((event) => types.has(event.type) && own.has(keysOf(event)[0] ?? ''))
  await arrivalsProjection(keysOf).apply(wanted, tx)
  return rowCount ?? 0
}
