import type { StoredEvent } from '#contract/event.ts'
import type { Rewritten, WrittenEvent } from '../../log/rewrite.ts'
import { rewriteEvents } from '../../log/rewrite.ts'
import { parseExactly } from '../../ingest/exact-numbers.ts'
import { eventPeople, personKeyOf } from '../identity/event-keys.ts'
import type { IdentityRules } from '../identity/identity-rules.ts'
import { keyIdOf } from '../identity/key-id.ts'
import type { Tx } from '../projection.ts'
import type { Thing } from '../timeline/thing.ts'
import { thingOf, nameOf, renamedKeyOf, waitingKeyOf } from '../timeline/thing.ts'
import { timelineFactsOf } from '../timeline/entry-facts.ts'
import type { ErasedId, ErasedKeys } from './erased-keys.ts'
import type { Folded, OwnedThing, PeopleProjection } from './history.ts'
import { holdPeople, readHistory, readLinked, readSetAside, readThings, readThingsNamed } from './history.ts'
import { refoldIdentity } from './refold-identity.ts'
import { refoldMeetings } from './refold-meetings.ts'
import { refoldArrivals, refoldTimeline } from './refold-timeline.ts'
import { renameOrders } from './rename-orders.ts'

interface EraseOptions {
  /** Ids of the keys of the customer. */
  keyIds: readonly string[]
  erased: ErasedKeys
  rules: IdentityRules
  keysOf: (event: StoredEvent) => readonly string[]
}

export interface ErasedHistory {
  /** Rows that are gone, by place. */
  removed: Record<'events' | 'entries' | 'orders' | 'tickets' | 'keys' | 'links' | 'accounts', number>
  /** Events that were rewritten, as they are now. */
  events: Rewritten[]
  /** Ids that were rewritten. */
  renamed: { source: string; from: string; to: string }[]
  /** Orders and tickets whose later events are about nobody. */
  things: ErasedId[]
}

/**
 * Takes somebody out of the log, and folds again what was named together with them, so that the tables of people are as if the
 * log had always been as it is now. What it costs goes by the history of whoever is erased, never by the log.
 */
export async function eraseHistory(tx: Tx, options: EraseOptions): Promise<ErasedHistory> {
  const { keyIds, rules, keysOf } = options
  const folded = await holdPeople(tx)
  const { doomed, things, renamedThings } = await findDoomed(tx, options, folded)
  const rewritten = doomed.map(({ after }) => after)
  const before = doomed.map(({ before: event }) => event)
  const own = [...new Set([...keyIds, ...before.flatMap(keysOf)])]
  const gone = new Set(keyIds)
  const named = [...new Set(before.flatMap((event) => idsNamed(event, options)))].filter((id) => !gone.has(id))
  const owned = await readAffected(tx, own, before)
  const owners = owned.flatMap(({ key }) => key ?? [])
  const about = [...new Set([...own, ...named, ...owners])]
  const around = [...about, ...(await readLinked(tx, about)), ...owned.map(waitingKeyOf)]
  await rewriteEvents(tx, rewritten)
  await renameOrders(tx, doomed)
  const left = (await readHistory(tx, around, folded)).map(({ event }) => event)
  const setAside = await readSetAside(tx)
  const eventsOf = (name: PeopleProjection) =>
    left.filter(({ position }) => position <= folded[name] && !setAside.has(`${name} ${position}`))
  const timeline = await refoldTimeline(tx, { keys: own, things: owned, events: eventsOf('timeline'), keysOf })
  await refoldMeetings(
    tx,
    doomed.filter(({ before: { position } }) => position <= folded.meetings),
    personKeyOf(rules.country),
  )
  const accounts = await refoldArrivals(tx, { keys: own, events: eventsOf('arrivals'), keysOf })
  const identity = await refoldIdentity(tx, { erased: keyIds, named, events: eventsOf('identity'), rules })
  return {
    removed: { events: doomed.length, ...timeline, ...identity, accounts },
    events: rewritten,
    renamed: doomed.flatMap(({ before: { source, id }, after }) =>
      id === after.id ? [] : [{ source, from: id, to: after.id }],
    ),
    things: [...things.map(waitingKeyOf), ...renamedThings].map((id) => ({ id, kind: 'thing' })),
  }
}

/** Their orders and tickets, and others' that one of their events was about. */
async function readAffected(tx: Tx, own: readonly string[], doomed: readonly StoredEvent[]): Promise<OwnedThing[]> {
  const about = new Map(doomed.flatMap((event) => thingsOf(event).map((thing) => [nameOf(thing), thing] as const)))
  const all = [...(await readThings(tx, own)), ...(await readThingsNamed(tx, [...about.values()]))]
  return [...new Map(all.map((thing) => [nameOf(thing), thing])).values()]
}

function thingsOf(event: StoredEvent): Thing[] {
  const thing = thingOf(event, timelineFactsOf(event))
  return thing === undefined ? [] : [thing]
}

interface Doomed {
  before: StoredEvent
  after: StoredEvent
}

/** What names one of the keys, and what is about an order or a ticket of theirs. */
async function findDoomed(
  tx: Tx,
  { keyIds, erased, keysOf }: EraseOptions,
  folded: Folded,
): Promise<{ doomed: Doomed[]; things: OwnedThing[]; renamedThings: ReadonlySet<string> }> {
  const keys = new Set(keyIds)
  const mayName = [...keyIds, ...(await readLinked(tx, keyIds))]
  const history = await readHistory(tx, mayName, folded)
  const isKey = (id: string) => keys.has(id)
  const naming = history.filter(({ event }) => erased.scrub(event, isKey) !== event).map(({ event }) => event)
  const named = new Set(naming.flatMap(thingsOf).map(nameOf))
  const strongest = naming.flatMap(keysOf)
  const things = (await readThings(tx, [...new Set([...keyIds, ...strongest])])).filter(
    (thing) => (thing.key !== null && keys.has(thing.key)) || named.has(nameOf(thing)),
  )
  const waiting = new Set(things.map(waitingKeyOf))
  const isGone = (id: string) => keys.has(id) || waiting.has(id)
  const scrubAll = (isErased: (id: string) => boolean) =>
    history.flatMap((each) => scrubWritten(each, erased, isErased) ?? [])
  const doomed = scrubAll(isGone)
  const renamedThings = new Set(doomed.flatMap(renamedIn))
  if (renamedThings.size === 0) return { doomed, things, renamedThings }
  return { doomed: scrubAll((id) => isGone(id) || renamedThings.has(id)), things, renamedThings }
}

function renamedIn({ before, after }: Doomed): string[] {
  const left = thingsOf(after).map(nameOf)
  return thingsOf(before).flatMap((thing) => (left.includes(nameOf(thing)) ? [] : [renamedKeyOf(thing)]))
}

function scrubWritten(
  { event, text }: WrittenEvent,
  erased: ErasedKeys,
  isGone: (id: string) => boolean,
): Doomed | undefined {
  const written = { ...event, exactData: parseExactly(text) }
  const after = erased.scrub(written, isGone)
  return after === written ? undefined : { before: event, after }
}

/** Ids of all keys that an event says something of. */
function idsNamed(event: StoredEvent, { rules, keysOf }: EraseOptions): string[] {
  return [...keysOf(event), ...eventPeople(event, rules.country).flat().map(keyIdOf)]
}
