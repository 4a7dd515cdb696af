import type { EventFilter, EventsTopic } from '#contract/event-filter.ts'
import { eventFilterMembers, eventFilterQuery, eventsTopic, typeFilterPattern } from '#contract/event-filter.ts'

/** What stands in the address and in the fields: types and subjects are found by how they begin. */
export type Filter = EventFilter

const slugPattern = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
/** What the live protocol takes. */
const maxTopicLength = 256

type Query = Pick<URLSearchParams, 'get'>

/** Reads an address; what cannot be a filter is left out. */
export function filterOfQuery(query: Query): Filter {
  const filter: Filter = {}
  for (const member of eventFilterMembers) {
    const value = query.get(member)?.trim()
    if (value && isValid(member, value)) filter[member] = value
  }
  return topicOf(filter).length <= maxTopicLength ? filter : { source: filter.source, type: filter.type }
}

/** Whether a field's text can be looked for. */
export function isValid(member: keyof Filter, value: string): boolean {
  if (value === '') return true
  if (topicOf({ [member]: value }).length > maxTopicLength / 2) return false
  switch (member) {
    case 'source':
      return slugPattern.test(value)
    case 'type':
      return typeFilterPattern.test(beginning(value))
    case 'subject':
      // oxlint-disable-next-line eslint/no-control-regex -- what no subject holds
      return !/[\u0000-\u001f\u007f]/.test(value)
  }
}

function beginning(value: string): string {
  return value.endsWith('*') ? value : `${value}*`
}

/** The filter as the log is asked with it. */
export function searchOf({ source, type, subject }: Filter): EventFilter {
  return {
    ...(source && { source }),
    ...(type && { type: beginning(type) }),
    ...(subject && { subject: beginning(subject) }),
  }
}

export function topicOf(filter: Filter): EventsTopic {
  return eventsTopic(searchOf(filter))
}

export function isEmptyFilter(filter: Filter): boolean {
  return eventFilterQuery(filter) === ''
}

/** The address of the screen with this filter, and perhaps an opened event. */
export function addressOf(filter: Filter, open: string | null): string {
  const query = new URLSearchParams(eventFilterQuery(filter))
  if (open !== null) query.set('open', open)
  return query.size === 0 ? '/events' : `/events?${query.toString()}`
}
