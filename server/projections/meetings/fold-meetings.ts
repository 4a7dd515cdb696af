import { hash } from 'node:crypto'
import type { StoredEvent } from '#contract/event.ts'
import { idOf, member, members, textOf } from '../../ingest/sent-value.ts'
import { writtenTimeOf } from '../written-time.ts'

/** Who comes. `key` is the id of the strongest key; null = nobody who could be known. */
export interface MeetingPerson {
  key: string | null
  email: string | null
  name: string | null
  /** What the calendar says of the answer: accepted, declined, …; null = nothing. */
  status: string | null
  isOrganizer: boolean
  /** One of the company's own people. */
  isTeam: boolean
}

/** Which of two versions is newer: the greater sequence, then the later event, then the later position. */
export interface Version {
  sequence: number
  at: number
  position: bigint
}

export interface MeetingDetails {
  title: string | null
  description: string | null
  location: string | null
  url: string | null
  /** Epoch ms. */
  startsAt: number
  endsAt: number
  allDay: boolean
  people: MeetingPerson[]
}

/**
 * What it is, is said by the newest `meeting.scheduled`; whether it takes place, by the newest event of both types. So whatever
 * the order in which they come, the same is left.
 */
export interface MeetingRecord {
  id: string
  source: string
  meetingId: string
  newest: Version & { cancelled: boolean }
  /** null = only a cancellation has come. */
  stated: (Version & MeetingDetails) | null
}

export const meetingEvents = ['meeting.scheduled', 'meeting.cancelled'] as const

/** The id of a meeting everywhere: its own is unique within its source only. */
export function meetingKey(source: string, meetingId: string): string {
  const hex = hash('sha256', `meeting:${source}:${meetingId}`, 'hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}

export interface MeetingEvent {
  event: StoredEvent
  id: string
  meetingId: string
  /** null of a cancellation. */
  details: MeetingDetails | null
}

/**
 * @param keyOf id of the strongest key that a person's data names.
 * @returns null for one that names no meeting, or no time.
 */
export function readMeetingEvent(event: StoredEvent, keyOf: (person: unknown) => string | null): MeetingEvent | null {
  if (event.synthetic) return null
  const { source, type, data } = event
  const isScheduled = type === 'meeting.scheduled'
  const meetingId = idOf(member(data, 'meetingId')) ?? (isScheduled ? event.id : undefined)
  const startsAt = writtenTimeOf(member(data, 'startsAt'))
  if (meetingId === undefined || (isScheduled && startsAt === undefined)) return null
  const id = meetingKey(source, meetingId)
  if (!isScheduled || startsAt === undefined) return { event, id, meetingId, details: null }
  const endsAt = writtenTimeOf(member(data, 'endsAt')) ?? startsAt
  const details = {
    title: textOf(member(data, 'title')) ?? null,
    description: textOf(member(data, 'description')) ?? null,
    location: textOf(member(data, 'location')) ?? null,
    url: linkOf(member(data, 'url')),
    startsAt,
    endsAt: Math.max(startsAt, endsAt),
    allDay: member(data, 'allDay') === true,
    people: peopleOf(data, keyOf),
  }
  return { event, id, meetingId, details }
}

/** Of one customer, or of all in `attendees`. */
function peopleOf(data: unknown, keyOf: (person: unknown) => string | null): MeetingPerson[] {
  const attendees = members(data, 'attendees').map((each) => personOf(each, keyOf(each)))
  const own = keyOf(data)
  const self = own === null || attendees.some(({ key }) => key === own) ? [] : [personOf(data, own)]
  const team = members(data, 'team').map((each) => ({ ...personOf(each, null), isTeam: true }))
  return [...attendees, ...self, ...team]
}

function personOf(person: unknown, key: string | null): MeetingPerson {
  const text = (name: string) => textOf(member(person, name)) ?? null
  return {
    key,
    email: text('email'),
    name: text('name'),
    status: text('status'),
    isOrganizer: text('role') === 'organizer',
    isTeam: false,
  }
}

/** Only what a browser opens as a page. */
function linkOf(value: unknown): string | null {
  const url = URL.parse(textOf(value) ?? '')
  return url?.protocol === 'https:' ? url.href : null
}

/** Changes the records in place. @returns ids of those that have changed. */
export function foldMeetings(records: Map<string, MeetingRecord>, events: readonly MeetingEvent[]): Set<string> {
  const changed = new Set<string>()
  for (const each of events) {
    const known = records.get(each.id)
    const next = take(known, each)
    if (next === known) continue
    records.set(each.id, next)
    changed.add(each.id)
  }
  return changed
}

function take(known: MeetingRecord | undefined, { event, id, meetingId, details }: MeetingEvent): MeetingRecord {
  const version = versionOf(event)
  const newest = { ...version, cancelled: details === null }
  const stated = details && { ...version, ...details }
  if (!known) return { id, source: event.source, meetingId, newest, stated }
  const isNewest = isNewer(version, known.newest)
  const isStated = stated !== null && (known.stated === null || isNewer(version, known.stated))
  if (!isNewest && !isStated) return known
  return { ...known, newest: isNewest ? newest : known.newest, stated: isStated ? stated : known.stated }
}

function versionOf({ data, occurredAt, position }: StoredEvent): Version {
  const sequence = Number(member(data, 'sequence') ?? 0)
  return {
    sequence: Number.isSafeInteger(sequence) && sequence <= 2 ** 31 - 1 ? sequence : 0,
    at: occurredAt,
    position,
  }
}

function isNewer(one: Version, other: Version): boolean {
  if (one.sequence !== other.sequence) return one.sequence > other.sequence
  if (one.at !== other.at) return one.at > other.at
  return one.position > other.position
}
