import { textOf } from '../ingest/sent-value.ts'

const dateOnly = /^\d{4}(?:-\d\d){0,2}$/
/** After a time only: in a date the same signs are hyphens. */
const withOffset = /(?:z|utc|gmt|:\d\d(?:\.\d+)?\s*[+-]\d\d(?::?\d\d)?)$/i

/**
 * @returns epoch ms of a time that a sender wrote into its data, in any form that JavaScript reads; one without an offset is
 * taken as UTC, as at the doors: what a fold makes of the log must not depend on the time zone that its process runs in.
 */
export function writtenTimeOf(value: unknown): number | undefined {
  const text = textOf(value)?.trim()
  if (text === undefined) return undefined
  const at = Date.parse(dateOnly.test(text) || withOffset.test(text) ? text : `${text}Z`)
  return Number.isNaN(at) ? undefined : at
}
