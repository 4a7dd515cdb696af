import { textOf } from '../ingest/sent-value.ts'

const dateOnly = /^\d{4}(?:-\d\d){0,2}$/
const isoTime = /^\d{4}-\d\d-\d\dt/i
/** Names that JavaScript's engine knows, after which an offset may stand. */
const zoneName = /(?<![a-z])(?:z|utc?|gmt|[ecmp][ds]t)(?![a-z])/i
/** After a time only: in a date the same signs are hyphens. */
const offset = /:\d\d(?:\.\d+)?\s*(?:[ap]m\s*)?[+-]\d/i
/** What the engine passes over, such as the name of a zone behind its offset. */
const remark = /\s*\([^()]*\)/g

/**
 * @returns epoch ms of a time that a sender wrote into its data, in any form that JavaScript reads; one without an offset is
 * taken as UTC, as at the doors: what a fold makes of the log must not depend on the time zone that its process runs in.
 */
export function writtenTimeOf(value: unknown): number | undefined {
  const text = textOf(value)?.replaceAll(remark, '').trim()
  if (text === undefined) return undefined
  const at = Date.parse(`${text}${missingZoneOf(text)}`)
  return Number.isNaN(at) ? undefined : at
}

/** A `Z` would be nothing behind anything but ISO 8601, and a word nothing behind that. */
function missingZoneOf(text: string): string {
  if (dateOnly.test(text) || zoneName.test(text) || offset.test(text)) return ''
  return isoTime.test(text) ? 'Z' : ' UTC'
}
