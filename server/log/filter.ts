import type { EventFilter } from '#contract/event-filter.ts'

/** What the log is looked through for. */
export interface LogFilter extends EventFilter {
  /**
   * Events whose subject this finds pass as well, whatever `subject` says: a regular expression of PostgreSQL, without case. For
   * whoever must not learn what the log's subjects hold, and looks at these as they are shown.
   */
  orSubjectLike?: string | undefined
}

/**
 * The regular expression comes before what it widens: it is tried on every subject then, so that how long an answer takes does not
 * tell whether one is equal to what was asked for.
 *
 * @param first number of the first of six parameters, whose values are `filterValues`.
 */
export function filterCondition(first: number): string {
  const parameter = (offset: number) => `$${first + offset}::text`
  return `(${parameter(0)} is null or source = ${parameter(0)})
    and (${parameter(1)} is null or type = ${parameter(1)})
    and (${parameter(2)} is null or starts_with(type, ${parameter(2)}))
    and (subject ~* ${parameter(5)}
      or ((${parameter(3)} is null or subject = ${parameter(3)})
        and (${parameter(4)} is null or starts_with(subject, ${parameter(4)}))))`
}

export function filterValues({ source, type, subject, orSubjectLike }: LogFilter): (string | null)[] {
  return [source ?? null, ...exactOrPrefix(type), ...exactOrPrefix(subject), orSubjectLike ?? null]
}

function exactOrPrefix(value: string | undefined): [exact: string | null, prefix: string | null] {
  if (value === undefined) return [null, null]
  return value.endsWith('*') ? [null, value.slice(0, -1)] : [value, null]
}
