/*
 * What the log is looked through for. No schema library here: screens make topics and addresses of it.
 */

/** Absent = everything. A `type` or `subject` that ends with `*` stands for all that begin with what is before it. */
export interface EventFilter {
  source?: string | undefined
  type?: string | undefined
  subject?: string | undefined
}

export const eventFilterMembers = ['source', 'type', 'subject'] as const satisfies readonly (keyof EventFilter)[]

/** A type, or the beginning of types. */
export const typeFilterPattern = /^(?:\*|[A-Za-z0-9_][A-Za-z0-9_.:/-]{0,127}\*?)$/

export type EventsTopic = 'events' | `events:${string}`

/** The topic of the newest events that pass the filter: `events`, or `events:source=shop&type=order.*`. */
export function eventsTopic(filter: EventFilter): EventsTopic {
  const query = eventFilterQuery(filter)
  return query === '' ? 'events' : `events:${query}`
}

/** The filter as the query of an address, in one order, so that equal filters are equal addresses. */
export function eventFilterQuery(filter: EventFilter): string {
  const query = new URLSearchParams()
  for (const member of eventFilterMembers) {
    const value = filter[member]
    if (value !== undefined && value !== '') query.set(member, value)
  }
  return query.toString()
}

/** @param wanted a type or subject, or with `*` at its end the beginning of such. */
export function fitsPattern(value: string, wanted: string): boolean {
  return wanted.endsWith('*') ? value.startsWith(wanted.slice(0, -1)) : value === wanted
}
