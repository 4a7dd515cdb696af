import type { EventFilter } from '#contract/event-filter.ts'
import { fitsPattern } from '#contract/event-filter.ts'
import type { RawRequest } from '#contract/event-details.ts'
import type { WireEvent } from '#contract/event.ts'
import type { EventRow } from '#contract/views/events.ts'
import type { PublicFacts } from '#contract/views/wall.ts'
import type { LogFilter } from '../log/filter.ts'
import { maskablePattern, maskBody, maskData, masked, maskText } from './mask-personal.ts'

/** Headers that name the caller's machine, or the person. */
const personalHeaders = /cookie|authorization|forwarded|(?:^|-)ip(?:$|-)|^from$/i

/** An event of the log as it is shown to whoever may not see personal data. */
export function maskEvent(event: WireEvent): WireEvent {
  return { ...event, ...maskEnvelope(event), data: maskData(event.data, event.type) }
}

/** The same of a row of the view `events`, whose facts are for everybody. */
export function maskEventRow(row: EventRow): EventRow {
  return { ...row, ...maskEnvelope(row), facts: maskFacts(row.facts) }
}

/** What everybody may see of an event; whose page it is may stand in its title. */
export function maskFacts(facts: PublicFacts): PublicFacts {
  return facts.title === undefined ? facts : { ...facts, title: maskText(facts.title) }
}

function maskEnvelope({ id, subject }: { id: string; subject: string | null }) {
  return { id: maskText(id), subject: maskSubject(subject) }
}

export function maskSubject(subject: string | null): string | null {
  return subject === null ? null : maskText(subject)
}

/**
 * Whoever sees masked subjects searches masked subjects: else an address could be guessed letter by letter. What the log is looked
 * through for must not say it either, by where a page ends or what is newest: see {@link searchOfMasked}.
 *
 * @param event as it is shown.
 */
export function isFoundBy({ subject }: Pick<EventFilter, 'subject'>, event: { subject: string | null }): boolean {
  return subject === undefined || (event.subject !== null && fitsPattern(event.subject, subject))
}

/** Who sees masked subjects gets all that may be masked from the log, and finds among them what fits as it is shown. */
export function searchOfMasked(filter: EventFilter): LogFilter {
  return filter.subject === undefined ? filter : { ...filter, orSubjectLike: maskablePattern }
}

/** A body that was cut, or is no text, is not shown: nobody can say what is in it. */
export function maskRequest(request: RawRequest): RawRequest {
  const headers = Object.entries(request.headers).map(([name, value]) => [name, maskHeader(name, value)] as const)
  return {
    ...request,
    url: maskText(request.url),
    headers: Object.fromEntries(headers),
    body: maskBody(request.bodyEncoding === 'utf8' && request.isWhole ? request.body : ''),
    bodyEncoding: 'utf8',
  }
}

function maskHeader(name: string, value: string | string[]): string | string[] {
  const shown = (text: string): string =>
    personalHeaders.test(name) && text !== '[not kept]' ? masked : maskText(text)
  return Array.isArray(value) ? value.map(shown) : shown(value)
}
