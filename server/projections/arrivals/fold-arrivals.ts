import type { CallOutcome } from '#contract/arrivals.ts'
import { calledCustomerSchema, takenCustomerSchema } from '#contract/arrivals.ts'
import type { StoredEvent } from '#contract/event.ts'
import { ownSource } from '../../ingest/own-sources.ts'
import { member, textOf } from '../../ingest/sent-value.ts'

/** A new account, and who takes care of it. Times are epoch ms. */
export interface ArrivalRecord {
  /** Id of the strongest key of the event that opened it. */
  key: string
  source: string
  createdAt: number
  position: bigint
  name: string | null
  phone: string | null
  email: string | null
  channel: string | null
  /** How often it was given back. */
  turn: number
  takenBy: { id: string; name: string } | null
  takenAt: number | null
  outcome: CallOutcome | null
  note: string | null
  calledAt: number | null
}

export const arrivalEvents = [
  'customer.created',
  'customer.updated',
  'customer.identified',
  'customer.taken',
  'customer.released',
  'customer.called',
] as const

export interface KeyedArrivalEvent {
  event: StoredEvent
  key: string
}

/**
 * @param arrivals those that are known of the keys of the events; it is changed.
 * @returns keys of those that have changed.
 */
export function foldArrivals(arrivals: Map<string, ArrivalRecord>, events: readonly KeyedArrivalEvent[]): Set<string> {
  const changed = new Set<string>()
  for (const { event, key } of events) {
    const before = arrivals.get(key)
    const after = take(before, event, key)
    if (after === undefined || after === before) continue
    arrivals.set(key, after)
    changed.add(key)
  }
  return changed
}

function take(known: ArrivalRecord | undefined, event: StoredEvent, key: string): ArrivalRecord | undefined {
  if (event.source === ownSource) return known && takeOwn(known, event)
  if (known !== undefined) return withDetails(known, event.data)
  // History opens no account, and what only changes one does not either.
  if (event.type !== 'customer.created' || event.backfill) return undefined
  return withDetails(opened(event, key), event.data)
}

function opened({ source, occurredAt, position }: StoredEvent, key: string): ArrivalRecord {
  const nobody = { name: null, phone: null, email: null, channel: null }
  const untouched = { turn: 0, takenBy: null, takenAt: null, outcome: null, note: null, calledAt: null }
  return { key, source, createdAt: occurredAt, position, ...nobody, ...untouched }
}

/** What was said first stays: a number that somebody may just be calling does not change under their hands. */
function withDetails(known: ArrivalRecord, data: unknown): ArrivalRecord {
  const said = {
    name: known.name ?? textOf(member(data, 'name')) ?? null,
    phone: known.phone ?? textOf(member(data, 'phone')) ?? null,
    email: known.email ?? textOf(member(data, 'email')) ?? null,
    channel: known.channel ?? textOf(member(data, 'channel')) ?? null,
  }
  const isSame =
    said.name === known.name &&
    said.phone === known.phone &&
    said.email === known.email &&
    said.channel === known.channel
  return isSame ? known : { ...known, ...said }
}

function takeOwn(known: ArrivalRecord, event: StoredEvent): ArrivalRecord {
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- all others are not about new accounts
  switch (event.type) {
    case 'customer.taken': {
      const taken = takenCustomerSchema.safeParse(event.data).data
      if (taken === undefined || known.takenBy !== null || taken.turn !== known.turn) return known
      return { ...known, takenBy: taken.by, takenAt: event.occurredAt }
    }
    case 'customer.released': {
      const released = takenCustomerSchema.safeParse(event.data).data
      if (released === undefined || released.turn !== known.turn) return known
      return { ...known, turn: known.turn + 1, takenBy: null, takenAt: null }
    }
    case 'customer.called': {
      const called = calledCustomerSchema.safeParse(event.data).data
      if (called === undefined) return known
      return { ...known, outcome: called.outcome, note: called.note ?? null, calledAt: event.occurredAt }
    }
    default:
      return known
  }
}
