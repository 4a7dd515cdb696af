import type { EventFilter } from '#contract/event-filter.ts'

/** @param first number of the first of five parameters, whose values are `filterValues`. */
export function filterCondition(first: number): string {
  const parameter = (offset: number) => `$${first + offset}::text`
  return `(${parameter(0)} is null or source = ${parameter(0)})
    and (${parameter(1)} is null or type = ${parameter(1)})
    and (${parameter(2)} is null or starts_with(type, ${parameter(2)}))
    and (${parameter(3)} is null or subject = ${parameter(3)})
    and (${parameter(4)} is null or starts_with(subject, ${parameter(4)}))`
}

export function filterValues({ source, type, subject }: EventFilter): (string | null)[] {
  return [source ?? null, ...exactOrPrefix(type), ...exactOrPrefix(subject)]
}

function exactOrPrefix(value: string | undefined): [exact: string | null, prefix: string | null] {
  if (value === undefined) return [null, null]
  return value.endsWith('*') ? [null, value.slice(0, -1)] : [value, null]
}
