import { hash } from 'node:crypto'
import type ICAL from 'ical.js'
import type { CalendarEntry } from './calendar-entry.ts'
import { plainText, textOf } from './calendar-entry.ts'

/** One meeting of a calendar as it stands, ready to become an event. */
export interface Meeting {
  /** The same for every version of it. */
  meetingId: string
  state: 'scheduled' | 'cancelled'
  /** When its newest change was made, epoch ms; null = it does not say. */
  statedAt: number | null
  startsAt: number
  endsAt: number
  sequence: number
  /** Of `meeting.scheduled` and `meeting.cancelled`; see contract/event.ts. */
  data: MeetingData
  /** Alike where state and data are. */
  digest: string
}

export interface MeetingData extends Record<string, unknown> {
  meetingId: string
  title?: string | undefined
  startsAt: string
  endsAt: string
  sequence: number
  attendees: Attendee[]
}

export interface Attendee {
  email: string
  name?: string
  /** accepted, declined, tentative, or what else the calendar says of their answer; absent = they have not said. */
  status?: string
  role?: 'organizer'
}

const maxTitle = 300
const maxDescription = 1000
const maxName = 200
const maxAttendees = 200

interface Naming {
  /** The moment that the rule of its series says; null = it is no occurrence of one. */
  originalAt: number | null
  options: { ownDomains: readonly string[] }
}

export function toMeeting(entry: CalendarEntry, { originalAt, options }: Naming): Meeting {
  const { component, start, durationMs, isAllDay, sequence, statedAt, isCancelled } = entry
  const endsAt = start.at + durationMs
  const state = isCancelled ? 'cancelled' : 'scheduled'
  const { attendees, team } = peopleOf(component, options.ownDomains)
  const data: MeetingData = {
    meetingId: meetingIdOf(entry.uid, originalAt),
    ...optional('title', textOf(component, 'summary'), maxTitle),
    ...optional('description', textOf(component, 'description'), maxDescription),
    ...optional('location', textOf(component, 'location'), maxTitle),
    ...optional('url', linkOf(component)),
    startsAt: new Date(start.at).toISOString(),
    endsAt: new Date(endsAt).toISOString(),
    ...(isAllDay && { allDay: true }),
    ...(originalAt !== null && { recurring: true }),
    sequence,
    attendees,
    ...(team.length > 0 && { team }),
  }
  const digest = hash('sha256', JSON.stringify([state, data]), 'hex').slice(0, 16)
  return { meetingId: data.meetingId, state, statedAt, startsAt: start.at, endsAt, sequence, data, digest }
}

/** Not through the middle of a surrogate pair. */
function cut(text: string, units: number): string {
  return text.slice(0, units).replace(/[\ud800-\udbff]$/, '')
}

function optional(name: string, value: string | undefined, maxUnits = Infinity): Record<string, string> {
  return value === undefined ? {} : { [name]: cut(value, maxUnits) }
}

function meetingIdOf(uid: string, originalAt: number | null): string {
  return originalAt === null ? shortUid(uid) : `${shortUid(uid)}@${new Date(originalAt).toISOString()}`
}

/** A UID may be as long as its program likes; an event's id and subject may not. */
export function shortUid(uid: string): string {
  return plainText(uid).length > 180 ? hash('sha256', uid, 'hex') : plainText(uid)
}

interface People {
  attendees: Attendee[]
  /** The company's own. */
  team: Attendee[]
}

/** Rooms and other things do not come; whoever invited does, once. */
function peopleOf(component: ICAL.Component, ownDomains: readonly string[]): People {
  const byAddress = new Map<string, Attendee>()
  const organizer = component.getFirstProperty('organizer')
  const asked = component.getAllProperties('attendee').filter((each) => !isThing(each))
  for (const [property, isOrganizer] of [
    ...(organizer ? [[organizer, true] as const] : []),
    ...asked.map((each) => [each, false] as const),
  ]) {
    const person = personOf(property, isOrganizer)
    const known = person && byAddress.get(person.email)
    if (person) byAddress.set(person.email, { ...person, ...known, ...optional('name', known?.name ?? person.name) })
  }
  const people = [...byAddress.values()].slice(0, maxAttendees)
  const isOwn = ({ email }: Attendee) => ownDomains.includes(email.slice(email.lastIndexOf('@') + 1))
  return { attendees: people.filter((each) => !isOwn(each)), team: people.filter((each) => isOwn(each)) }
}

function isThing(property: ICAL.Property): boolean {
  return /^(?:resource|room)$/i.test(parameter(property, 'cutype') ?? '')
}

function personOf(property: ICAL.Property, isOrganizer: boolean): Attendee | null {
  const address = parameter(property, 'email') ?? String(property.getFirstValue() ?? '').replace(/^mailto:/i, '')
  const email = plainText(address).toLowerCase()
  if (!/^[^\s@]+@[^\s@]+$/.test(email) || email.length > 254) return null
  const name = plainText(parameter(property, 'cn') ?? '')
  const status = plainText(parameter(property, 'partstat') ?? '').toLowerCase()
  return {
    email,
    ...(name !== '' && name.toLowerCase() !== email && { name: cut(name, maxName) }),
    ...(status !== '' && status !== 'needs-action' && { status }),
    ...(isOrganizer && { role: 'organizer' as const }),
  }
}

function parameter(property: ICAL.Property, name: string): string | undefined {
  const value: unknown = property.getFirstParameter(name)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Where it takes place on the line, as calendars say it. */
function linkOf(component: ICAL.Component): string | undefined {
  const names = ['x-google-conference', 'x-microsoft-skypeteamsmeetingurl', 'conference', 'url', 'location']
  for (const name of names) {
    const link = /https:\/\/[^\s<>"']+/.exec(textOf(component, name) ?? '')?.[0]
    if (link !== undefined && link.length <= 2000 && URL.canParse(link)) return link
  }
  return undefined
}
