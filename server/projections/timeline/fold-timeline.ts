import type { StoredEvent } from '#contract/event.ts'
import type { InterestSettings } from '#contract/interest.ts'
import type { TimelineFacts } from '#contract/timeline.ts'
import { member, members } from '../../ingest/sent-value.ts'
import { erasedMember } from '../erasure/erased-member.ts'
import { timelineFactsOf } from './entry-facts.ts'
import type { Interest, Seen } from './interest.ts'
import { addToInterest, newerSeen, noInterest } from './interest.ts'
import type { OrderRecord, TicketRecord } from './order-record.ts'
import { newOrder, newTicket, takeOrderEvent, takeTicketEvent } from './order-record.ts'
import type { Thing } from './thing.ts'
import { nameOf, thingOf, waitingKeyOf } from './thing.ts'

/** An event with the id of the strongest key of each person that it names, most often one. */
export interface KeyedEvent {
  event: StoredEvent
  facts: TimelineFacts
  keys: readonly string[]
  thing: Thing | undefined
}

export interface KeyActivity {
  interest: Interest
  seen: Seen | null
}

/** What a batch reads before and writes after. */
export interface TimelineState {
  settings: InterestSettings
  activity: Map<string, KeyActivity>
  /** By {@link nameOf}. */
  things: Map<string, OrderRecord | TicketRecord>
}

export interface NewEntry {
  key: string
  event: StoredEvent
  facts: TimelineFacts
}

export interface TimelineChanges {
  entries: NewEntry[]
  activity: Set<string>
  things: Set<string>
  /** Entries that waited for the customer of a thing: from a key to another. */
  moves: { from: string; to: string }[]
}

/** @param keysOf ids of the strongest key of each person that an event names. */
export function keyEvents(
  events: readonly StoredEvent[],
  keysOf: (event: StoredEvent) => readonly string[],
): KeyedEvent[] {
  return events.flatMap((event) => {
    if (event.synthetic) return []
    const keys = keysOf(event)
    if (keys.length === 0 && (isErased(event) || !isAboutThing(event))) return []
    const facts = timelineFactsOf(event)
    const thing = thingOf(event, facts)
    return keys.length === 0 && thing === undefined ? [] : [{ event, facts, keys, thing }]
  })
}

/** Of an order of somebody erased nothing is kept but what is counted elsewhere. */
function isErased({ data }: StoredEvent): boolean {
  return member(data, erasedMember) === true
}

function isAboutThing({ type }: StoredEvent): boolean {
  return type.startsWith('order.') || type.startsWith('ticket.')
}

/** Event by event, in the order of the log: the same log leaves the same tables, however it is cut. */
export function foldTimeline(state: TimelineState, events: readonly KeyedEvent[]): TimelineChanges {
  const changes: TimelineChanges = { entries: [], activity: new Set(), things: new Set(), moves: [] }
  for (const keyed of events) {
    const { event, facts, keys, thing } = keyed
    const owner = thing === undefined ? null : takeThing(state, changes, { ...keyed, thing })
    const under = keys.length > 0 || owner === null ? keys : [owner]
    for (const key of under) changes.entries.push({ key, event, facts })
    if (isInvitation(event)) continue
    for (const key of keys) takeActivity(state, changes, { ...keyed, key })
  }
  return changes
}

/** What a calendar says of a meeting is what its organizer did; a meeting that somebody books names nobody but them. */
function isInvitation({ type, data }: StoredEvent): boolean {
  return type.startsWith('meeting.') && members(data, 'attendees').length > 0
}

/** @returns the key of whoever it belongs to, or the one that it waits under; null where nobody was ever named. */
function takeThing(
  state: TimelineState,
  changes: TimelineChanges,
  { event, facts, keys, thing }: KeyedEvent & { thing: Thing },
): string | null {
  const name = nameOf(thing)
  const before = state.things.get(name)
  const [key = null] = keys
  // What is placed or opened by nobody stays nobody's; what happens to it later says whose it was, or waits.
  if (before === undefined && key === null && isBeginning(event)) return null
  const taken = takeThingEvent(before ?? newThing(thing), event, facts)
  const after = taken.key === null && key !== null ? { ...taken, key } : taken
  state.things.set(name, after)
  changes.things.add(name)
  if (before?.key === null && after.key !== null) release(changes, thing, after.key)
  return after.key ?? waitingKeyOf(thing)
}

function isBeginning({ type }: StoredEvent): boolean {
  return type === 'order.placed' || type === 'ticket.opened'
}

function newThing(thing: Thing): OrderRecord | TicketRecord {
  return thing.kind === 'order' ? newOrder(thing) : newTicket(thing)
}

function takeThingEvent(
  thing: OrderRecord | TicketRecord,
  event: StoredEvent,
  facts: TimelineFacts,
): OrderRecord | TicketRecord {
  return thing.kind === 'order' ? takeOrderEvent(thing, event, facts) : takeTicketEvent(thing, event, facts)
}

function release(changes: TimelineChanges, thing: Thing, to: string): void {
  const from = waitingKeyOf(thing)
  for (const entry of changes.entries) if (entry.key === from) entry.key = to
  changes.moves.push({ from, to })
}

function takeActivity(
  { activity, settings }: TimelineState,
  changes: TimelineChanges,
  { event, facts, key }: KeyedEvent & { key: string },
): void {
  const known = activity.get(key) ?? { interest: noInterest, seen: null }
  const counted = { type: event.type, facts, at: event.occurredAt }
  const interest = addToInterest(known.interest, counted, settings)
  const seen = newerSeen(known.seen, event, facts)
  if (interest === known.interest && seen === known.seen) return
  activity.set(key, { interest, seen })
  changes.activity.add(key)
}
