import type { CustomerKey } from '#contract/customer-key.ts'
import type { StoredEvent } from '#contract/event.ts'
import { ownSource } from '../../ingest/own-sources.ts'
import { member, members } from '../../ingest/sent-value.ts'
import { compareKeys, keyIdOf } from './key-id.ts'
import type { PhoneCountry } from './normal-key.ts'
import { customerKeyOf, emailKeyOf, phoneKeyOf, visitorKeyOf } from './normal-key.ts'

/*
 * Whom an event is about, for every door: the names of members are those that ingest gives them (tracking/, providers/), and
 * those of `contract/event.ts` for whoever sends our own words.
 */

/** @returns the keys of the person that an event is about, strongest first; of a meeting, of its first attendee. */
export function eventKeys(event: StoredEvent, country: PhoneCountry): CustomerKey[] {
  return eventPeople(event, country)[0] ?? []
}

/** @returns the keys of everybody that an event is about, each person's strongest first; nobody without a key. */
export function eventPeople(event: StoredEvent, country: PhoneCountry): CustomerKey[][] {
  if (event.synthetic || event.source === ownSource) return []
  const keys = keysOf(event, country)
  const attendees = isMeeting(event.type) ? members(event.data, 'attendees') : []
  if (attendees.length === 0) return keys.length === 0 ? [] : [keys]
  const people = [...attendees.map((each) => personKeys(each, country)), keys]
  const seen = new Set<string>()
  return people.filter(([first]) => {
    const name = first && `${first.kind}:${first.value}`
    return name !== undefined && !seen.has(name) && seen.add(name)
  })
}

/** @returns a function that gives the id of the strongest key that a person's own data names; null where it names none. */
export function personKeyOf(country: PhoneCountry): (person: unknown) => string | null {
  return (person) => {
    const [strongest] = personKeys(person, country)
    return strongest === undefined ? null : keyIdOf(strongest)
  }
}

function isMeeting(type: string): boolean {
  return type.startsWith('meeting.')
}

/**
 * Of these types an address is the customer's own. Of any other, such as an invitation, it may be somebody else's: only ids
 * say whom it is about.
 */
const saysAddresses = /^(?:customer|order|ticket|meeting|campaign)\.[a-z-]+$/

function keysOf(event: StoredEvent, country: PhoneCountry): CustomerKey[] {
  const { data, type, subject } = event
  const ids = idKeysIn(data)
  const keys = saysAddresses.test(type) ? [...ids, ...addressKeysIn(data, country)] : ids
  if (keys.length > 0) return sorted(keys)
  return subject === null ? [] : keysOfSubject(subject, member(data, 'customerSystem'))
}

/** @returns the keys that stand in what is said of one person, strongest first. */
export function personKeys(person: unknown, country: PhoneCountry): CustomerKey[] {
  return sorted([...idKeysIn(person), ...addressKeysIn(person, country)])
}

/** Without one of these there is nothing to find for `idKeysIn`. */
const idMembers = ['customerId', 'userId', 'visitorId', 'previousId', 'externalIds']

function idKeysIn(data: unknown): CustomerKey[] {
  // Many events name nobody, and several projections ask each one.
  if (!idMembers.some((name) => member(data, name) !== undefined)) return []
  const system = member(data, 'customerSystem')
  return present([
    customerKeyOf(member(data, 'customerId'), system),
    customerKeyOf(member(data, 'userId')),
    visitorKeyOf(member(data, 'visitorId')),
    // Segment's alias: mostly the visitor that somebody was before.
    visitorKeyOf(member(data, 'previousId')),
    ...members(data, 'externalIds').map((each) => externalKeyOf(each)),
  ])
}

function externalKeyOf(external: unknown): CustomerKey | undefined {
  const system = member(external, 'system')
  return system === undefined ? undefined : customerKeyOf(member(external, 'id'), system)
}

function addressKeysIn(data: unknown, country: PhoneCountry): CustomerKey[] {
  return present([emailKeyOf(member(data, 'email')), phoneKeyOf(member(data, 'phone'), country)])
}

/** `customer/17` and `visitor/v-1`, as doors write them. */
function keysOfSubject(subject: string, system: unknown): CustomerKey[] {
  const slash = subject.indexOf('/')
  const id = subject.slice(slash + 1)
  switch (subject.slice(0, Math.max(slash, 0))) {
    case 'customer':
      return present([customerKeyOf(id, system)])
    case 'visitor':
      return present([visitorKeyOf(id)])
    default:
      return []
  }
}

function present(keys: readonly (CustomerKey | undefined)[]): CustomerKey[] {
  return keys.filter((key) => key !== undefined)
}

/** Each once: a customer's id may be said twice, as `customerId` and as `userId`. */
function sorted(keys: readonly CustomerKey[]): CustomerKey[] {
  if (keys.length < 2) return [...keys]
  const ordered = keys.toSorted(compareKeys)
  return ordered.filter((key, index) => {
    const before = ordered[index - 1]
    return before === undefined || compareKeys(before, key) !== 0
  })
}
