import type { CustomerKey } from '#contract/customer-key.ts'
import type { NewEvent, StoredEvent } from '#contract/event.ts'
import { ownSource } from '../../ingest/own-sources.ts'
import { member, members, textOf } from '../../ingest/sent-value.ts'
import { eventPeople, personKeys } from '../identity/event-keys.ts'
import { keyIdOf } from '../identity/key-id.ts'
import type { PhoneCountry } from '../identity/normal-key.ts'
import { timelineFactsOf } from '../timeline/entry-facts.ts'
import type { Thing } from '../timeline/thing.ts'
import { renamedKeyOf, thingOf, waitingKeyOf } from '../timeline/thing.ts'
import { erasedMember } from './erased-member.ts'
import type { PersonalWords } from './kept-members.ts'
import { keptMembers, namesAnybody, withoutWords } from './kept-members.ts'

export interface Scrubbing {
  /** Of ids of keys, and of orders and tickets (`waitingKeyOf`), also of those that are called otherwise now (`renamedKeyOf`). */
  isErased: (id: string) => boolean
  country: PhoneCountry
  /** The same for the same id, so that a repeat stays one. */
  pseudonymOf: (id: string) => string
}

/**
 * Pure: takes out of an event what is personal of whoever is erased. What is counted stays: its type, its times, and of its
 * data what `kept-members.ts` lists. Of an event about several people the others stay.
 *
 * @returns the same object when it is about nobody erased.
 */
export function scrubEvent<Event extends NewEvent>(event: Event, scrubbing: Scrubbing): Event {
  if (event.source === ownSource) return scrubOwn(event, scrubbing)
  const { isErased, country } = scrubbing
  const people = eventPeople(toStored(event), country)
  const gone = people.filter((keys) => keys.some((key) => isErased(keyIdOf(key))))
  if (gone.length === 0) return isAboutErasedThing(event, isErased) ? scrubWhole(event, [], scrubbing) : event
  const keys = gone.flat()
  return gone.length === people.length ? scrubWhole(event, keys, scrubbing) : scrubPart(event, keys, scrubbing)
}

/** What the keys of an event are read from does not depend on its position. */
function toStored(event: NewEvent): StoredEvent {
  return { ...event, position: 0n }
}

function isAboutErasedThing(event: NewEvent, isErased: (id: string) => boolean): boolean {
  if (!event.type.startsWith('order.') && !event.type.startsWith('ticket.')) return false
  const thing = thingOf(toStored(event), timelineFactsOf(event))
  return thing !== undefined && isErased(waitingKeyOf(thing))
}

/** Subjects that are no person's. */
const things = /^(?:order|ticket|cart|checkout|product|stock|store|meeting|campaign)\//

function scrubWhole<Event extends NewEvent>(event: Event, keys: readonly CustomerKey[], scrubbing: Scrubbing): Event {
  const { data, exactData, subject, type } = event
  const words = wordsOf(keys, [data])
  const nameThing = thingNamer(event, words, scrubbing)
  const keptOf = (value: unknown) => ({ ...keptMembers(value, { type, words, nameThing }), [erasedMember]: true })
  return {
    ...event,
    id: idOf(event, keys, scrubbing),
    subject: subject === null ? null : keptSubject(subject, words, nameThing),
    data: keptOf(data),
    ...(exactData !== undefined && { exactData: keptOf(exactData) }),
  }
}

type NameThing = (kind: Thing['kind'], id: string) => string

function thingNamer({ source }: NewEvent, words: PersonalWords, { isErased, pseudonymOf }: Scrubbing): NameThing {
  return (kind, id) =>
    isErased(renamedKeyOf({ kind, source, id })) || namesAnybody(id, allOf(words)) ? pseudonymOf(id) : id
}

function keptSubject(subject: string, words: PersonalWords, nameThing: NameThing): string | null {
  const [, kind, id] = /^(order|ticket)\/(.+)$/s.exec(subject) ?? []
  if (id !== undefined && (kind === 'order' || kind === 'ticket')) return `${kind}/${nameThing(kind, id)}`
  return things.test(subject) && withoutWords(subject, allOf(words)) !== null ? subject : null
}

/** Attendees who stay are told of as before. */
function scrubPart<Event extends NewEvent>(event: Event, keys: readonly CustomerKey[], scrubbing: Scrubbing): Event {
  const isGone = (person: unknown) =>
    personKeys(person, scrubbing.country).some((key) => scrubbing.isErased(keyIdOf(key)))
  const words = wordsOf(keys, [event.data, ...members(event.data, 'attendees')].filter(isGone))
  const nameThing = thingNamer(event, words, scrubbing)
  const partOf = (value: unknown) => {
    const top = isGone(value) ? keptMembers(value, { type: event.type, words, nameThing }) : value
    const attendees = members(value, 'attendees').filter((each) => !isGone(each))
    return withoutWords({ ...Object.fromEntries(Object.entries(Object(top) as object)), attendees }, allOf(words)) // an object, as it has attendees
  }
  const { exactData } = event
  return {
    ...event,
    id: idOf(event, keys, scrubbing),
    subject: event.subject === null || !/^(?:customer|visitor)\//.test(event.subject) ? event.subject : null,
    data: partOf(event.data),
    ...(exactData !== undefined && { exactData: partOf(exactData) }),
  }
}

/** An id that a sender made of an address or of another key keeps neither. */
function idOf({ id }: NewEvent, keys: readonly CustomerKey[], { pseudonymOf }: Scrubbing): string {
  const small = id.toLowerCase()
  return keys.some(({ value }) => small.includes(value.toLowerCase())) ? pseudonymOf(id) : id
}

/** Values that are nobody else's, and names: whatever text holds one is somebody's. */
function wordsOf(keys: readonly CustomerKey[], people: readonly unknown[]): PersonalWords {
  const values = keys.filter(({ kind, value }) => kind === 'email' || kind === 'phone' || value.length >= 8)
  const said = (...names: readonly string[]) =>
    people.flatMap((person) => names.flatMap((name) => textOf(member(person, name)) ?? []))
  return {
    keys: smallWords([...values.map(({ value }) => value), ...said('email', 'phone')]),
    names: smallWords(said('name', 'lastName')),
  }
}

function smallWords(words: readonly string[]): string[] {
  return [...new Set(words.map((word) => word.toLowerCase()))].filter((word) => word.length > 2)
}

function allOf({ keys, names }: PersonalWords): string[] {
  return [...keys, ...names]
}

interface OwnLink {
  from: unknown
  to: unknown
}

/** What people of the company did with a customer says ids of keys, and notes. */
function scrubOwn<Event extends NewEvent>(event: Event, { isErased, pseudonymOf }: Scrubbing): Event {
  const { type, data } = event
  if (!type.startsWith('customer.') || type === 'customer.erased') return event
  const isGone = (id: unknown) => typeof id === 'string' && isErased(id.toLowerCase())
  const links = members(data, 'links').map((link): OwnLink => ({ from: member(link, 'from'), to: member(link, 'to') }))
  const left = links.filter(({ from, to }) => !isGone(from) && !isGone(to))
  if (!isGone(member(data, 'customer')) && left.length === links.length) return event
  const by = member(data, 'by')
  const isLeft = left.length > 0
  const rest = isLeft ? { links: left } : { [erasedMember]: true }
  return { ...event, id: pseudonymOf(event.id), subject: null, data: { ...rest, by } }
}
