import type { CustomerKey } from '#contract/customer-key.ts'
import type { StoredEvent } from '#contract/event.ts'
import { idOf, member, members, textOf } from '../../ingest/sent-value.ts'
import { eventPeople } from './event-keys.ts'
import type { Evidence, KeyFacts } from './identity-records.ts'
import { noFacts } from './identity-records.ts'
import type { PhoneCountry } from './normal-key.ts'

/** One person of an event. */
export interface SeenPerson {
  /** Strongest first. */
  keys: CustomerKey[]
  evidence: Evidence
  facts: KeyFacts
}

/** @returns whom an event is about, and what it says of them. */
export function readPeople(event: StoredEvent, country: PhoneCountry): SeenPerson[] {
  const people = eventPeople(event, country)
  const [only] = people
  if (only === undefined) return []
  if (people.length > 1 || members(event.data, 'attendees').length > 0) {
    return people.map((keys) => ({ keys, evidence: evidenceOf(event, keys), facts: noFacts }))
  }
  return [{ keys: only, evidence: evidenceOf(event, only), facts: factsOf(event) }]
}

/** Of these types, a business system speaks of its own customers. */
const businessTypes = /^(?:customer\.(?:created|updated)|(?:order|ticket|meeting|campaign)\..*)$/
const stated: ReadonlyMap<unknown, Evidence> = new Map(
  (['login', 'form', 'crm', 'import'] as const).map((evidence) => [evidence, evidence]),
)

/**
 * How it is known that two keys of an event are one person's. Who signs in has proved it. What a visitor types into a form
 * proves nothing: it may be anybody's address.
 */
function evidenceOf({ type, data, backfill }: StoredEvent, keys: readonly CustomerKey[]): Evidence {
  if (businessTypes.test(type)) return backfill ? 'import' : 'crm'
  const said = stated.get(member(data, 'evidence'))
  if (said !== undefined) return said
  return keys.some(({ kind }) => kind === 'customer' || kind === 'crm') ? 'login' : 'form'
}

/** In other types a name may be anything's. */
const saysNames = /^(?:customer|order|ticket)\./

function factsOf({ type, data, occurredAt: at }: StoredEvent): KeyFacts {
  if (!saysNames.test(type)) return noFacts
  const name = nameIn(data)
  const company = lineOf(member(data, 'company')) ?? lineOf(member(data, 'company', 'name'))
  const account = accountIn(data)
  return {
    name: name ?? null,
    nameAt: name === undefined ? null : at,
    company: company ?? null,
    companyAt: company === undefined ? null : at,
    account: account ?? null,
    accountAt: account === undefined ? null : at,
    createdAt: type === 'customer.created' ? at : null,
    firstOrderAt: type === 'order.placed' ? at : null,
  }
}

function nameIn(data: unknown): string | undefined {
  const whole = lineOf(member(data, 'name'))
  if (whole !== undefined) return whole
  const parts = [member(data, 'firstName'), member(data, 'lastName')].flatMap((part) => lineOf(part) ?? [])
  return parts.length === 0 ? undefined : parts.join(' ')
}

function accountIn(data: unknown): string | undefined {
  const id = lineOf(idOf(member(data, 'companyId')))
  const system = lineOf(idOf(member(data, 'customerSystem')))
  return id === undefined || system === undefined ? id : `${system}:${id}`
}

function lineOf(value: unknown): string | undefined {
  const text = textOf(value)?.trim().replaceAll(/\s+/g, ' ').slice(0, 200)
  return text === '' ? undefined : text
}
