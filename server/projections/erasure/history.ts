import type { WrittenEvent } from '../../log/rewrite.ts'
import { readWritten } from '../../log/rewrite.ts'
import type { Tx } from '../projection.ts'
import type { Thing } from '../timeline/thing.ts'

/*
 * Where the events of some keys stand. The log has no index but its position, and needs none here: whatever names a key has an
 * entry on the timeline under the strongest key that it names, which is this one or one that is linked with it. Only what was set
 * aside, and what one of the projections has not folded yet, is not there.
 */

/** @returns ids of the keys at the other end of every link of these, whatever its strength. */
export async function readLinked(tx: Tx, keys: readonly string[]): Promise<string[]> {
  const { rows } = await tx.query<{ key: string }>(
    `select key_b as key from identity_links where key_a = any($1::uuid[])
     union select key_a from identity_links where key_b = any($1::uuid[])`,
    [keys],
  )
  return rows.map(({ key }) => key)
}

const people = ['identity', 'timeline', 'arrivals', 'meetings'] as const
/** Projections that keep personal data. */
export type PeopleProjection = (typeof people)[number]
export type Folded = Readonly<Record<PeopleProjection, bigint>>

/** Holds the projections of people, and that of stock, which knows their orders, where they are until the transaction ends. */
export async function holdPeople(tx: Tx): Promise<Folded> {
  const { rows } = await tx.query<{ projection: PeopleProjection | 'stock'; position: string }>(
    'select projection, position::text from checkpoints where projection = any($1) order by projection for update',
    [[...people, 'stock']],
  )
  const folded = new Map(rows.map(({ projection, position }) => [projection, BigInt(position)]))
  const of = (name: PeopleProjection) => folded.get(name) ?? 0n
  return { identity: of('identity'), timeline: of('timeline'), arrivals: of('arrivals'), meetings: of('meetings') }
}

/** @returns the events that may name one of these keys or wait under one, in position order. */
export async function readHistory(tx: Tx, keys: readonly string[], folded: Folded): Promise<WrittenEvent[]> {
  const [low, high] = [folded.identity, folded.timeline].toSorted((a, b) => (a < b ? -1 : 1))
  const { rows } = await tx.query<{ position: string }>(
    `select position::text from timeline_entries where key = any($1::uuid[])
     union select position::text from set_aside_events where projection = any($2)
     union select position::text from events where position > $3 and position <= $4`,
    [keys, people, low?.toString(), high?.toString()],
  )
  const positions = rows.map(({ position }) => BigInt(position)).toSorted((a, b) => (a < b ? -1 : 1))
  const events: WrittenEvent[] = []
  for (let from = 0; from < positions.length; from += 1000) {
    events.push(...(await readWritten(tx, positions.slice(from, from + 1000))))
  }
  return events
}

export interface OwnedThing extends Thing {
  key: string | null
}

/** Those of these orders and tickets that are known, whoever's they are. */
export async function readThingsNamed(tx: Tx, things: readonly Thing[]): Promise<OwnedThing[]> {
  const { rows } = await tx.query<OwnedThing>(
    `with said as (select * from unnest($1::text[], $2::text[], $3::text[]) as said (kind, source, id))
     select said.kind, said.source, said.id, key from said
     join customer_orders on said.kind = 'order' and customer_orders.source = said.source and order_id = said.id
     union all
     select said.kind, said.source, said.id, key from said
     join customer_tickets on said.kind = 'ticket' and customer_tickets.source = said.source and ticket_id = said.id`,
    [things.map(({ kind }) => kind), things.map(({ source }) => source), things.map(({ id }) => id)],
  )
  return rows
}

/** Orders and tickets of these keys. */
export async function readThings(tx: Tx, keys: readonly string[]): Promise<OwnedThing[]> {
  const { rows } = await tx.query<OwnedThing>(
    `select 'order' as kind, source, order_id as id, key from customer_orders where key = any($1::uuid[])
     union all select 'ticket', source, ticket_id, key from customer_tickets where key = any($1::uuid[])`,
    [keys],
  )
  return rows
}

/** @returns `projection position` of every event that one of the projections of people could not take. */
export async function readSetAside(tx: Tx): Promise<Set<string>> {
  const { rows } = await tx.query<{ name: string }>(
    `select projection || ' ' || position as name from set_aside_events where projection = any($1)`,
    [people],
  )
  return new Set(rows.map(({ name }) => name))
}
