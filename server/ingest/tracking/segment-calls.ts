import { isCoreEventType } from '#contract/event.ts'
import type { SentValue } from '../provider.ts'
import type { Draft } from '../provider-events.ts'
import { subjectOf } from '../provider-events.ts'
import { idOf, member, textOf } from '../sent-value.ts'
import { commerceDraft } from './commerce.ts'
import { pageFacts } from './page-facts.ts'
import type { TrackingConfig } from './permission.ts'
import { isRecord } from './segment-items.ts'
import { typeOfName } from './track-type.ts'

const calls = ['track', 'page', 'screen', 'identify', 'group', 'alias'] as const
export type SegmentCall = (typeof calls)[number]

export function isSegmentCall(call: string | undefined): call is SegmentCall {
  return calls.some((each) => each === call)
}

interface Missing {
  member: string
  detail: string
}

/** @returns what the call lacks to say anything; undefined when it is whole. */
export function missingIn(call: SegmentCall, item: unknown): Missing | undefined {
  const has = (name: string) => idOf(member(item, name)) !== undefined
  const need = (name: string) => ({ member: name, detail: 'is needed: a line of 1 to 200 characters' })
  if (!has('userId') && !has('anonymousId')) {
    return { member: 'userId', detail: 'or anonymousId is needed: a line of 1 to 200 characters' }
  }
  switch (call) {
    case 'track':
      return textOf(member(item, 'event')) === undefined
        ? { member: 'event', detail: 'is needed: a line of 1 to 512 characters' }
        : undefined
    case 'group':
      return has('groupId') ? undefined : need('groupId')
    case 'alias':
      return has('previousId') ? undefined : need('previousId')
    case 'page':
    case 'screen':
    case 'identify':
      return undefined
  }
}

/** @param sent a call that lacks nothing. */
export function draftOfCall(call: SegmentCall, sent: SentValue, config: TrackingConfig): Draft {
  const item = sent.exact
  const who = whoOf(item)
  const subject = subjectOf('customer', who.userId) ?? subjectOf('visitor', who.visitorId)
  switch (call) {
    case 'page':
    case 'screen':
      return { type: 'page.viewed', subject, facts: { ...pageFacts(call, item), ...who } }
    case 'identify':
      return { type: 'customer.identified', subject, facts: { ...who, ...traitsOf(item) } }
    case 'alias':
      return {
        type: 'customer.identified',
        subject,
        facts: { ...who, previousId: idOf(member(item, 'previousId')) },
      }
    case 'group':
      return {
        type: 'customer.identified',
        subject,
        facts: { ...who, companyId: idOf(member(item, 'groupId')), company: textOf(member(item, 'traits', 'name')) },
      }
    case 'track':
      return { subject, ...trackDraft(sent, who, config) }
  }
}

interface Who {
  userId: string | undefined
  visitorId: string | undefined
  companyId: string | undefined
}

function whoOf(item: unknown): Who {
  return {
    userId: idOf(member(item, 'userId')),
    visitorId: idOf(member(item, 'anonymousId')),
    companyId: idOf(member(item, 'context', 'groupId')),
  }
}

function trackDraft({ value, exact }: SentValue, who: Who, { currency }: TrackingConfig): Draft {
  const name = textOf(member(exact, 'event')) ?? ''
  const order = commerceDraft({ name, properties: member(exact, 'properties'), currency })
  if (order) return { ...order, facts: { ...order.facts, ...who, customerId: who.userId } }
  const type = typeOfName(name)
  if (!isCoreEventType(type)) return { type, facts: { event: name, ...who } }
  const properties = member(value, 'properties')
  return { type, facts: { ...who, ...(isRecord(properties) && properties) } }
}

/** Keys that link a visitor with a customer, and what people are called by. */
export function traitsOf(item: unknown): Record<string, unknown> {
  const trait = (...path: string[]) => member(item, 'traits', ...path) ?? member(item, 'context', 'traits', ...path)
  const company = trait('company')
  const parts = [trait('firstName') ?? trait('first_name'), trait('lastName') ?? trait('last_name')]
  const name = parts.flatMap((part) => textOf(part) ?? []).join(' ')
  return {
    email: textOf(trait('email')),
    phone: textOf(trait('phone')),
    name: textOf(trait('name')) ?? textOf(name),
    company: textOf(company) ?? textOf(member(company, 'name')),
    ...(idOf(member(company, 'id')) !== undefined && { companyId: idOf(member(company, 'id')) }),
  }
}
