import type { MappedValue } from '#contract/database.ts'
import { eventCatalogue, isCoreEventType } from '#contract/event.ts'

/* What a column's type can become, judged by its name as `format_type` writes it. What is not known is given a chance. */

type Conversion = Exclude<Extract<MappedValue, { column: string }>['as'], undefined>
export type ColumnKind =
  | 'integer'
  | 'decimal'
  | 'money'
  | 'text'
  | 'boolean'
  | 'time'
  | 'json'
  | 'bytes'
  | 'array'
  | 'other'

const kinds: readonly (readonly [RegExp, ColumnKind])[] = [
  [/\[\]$/, 'array'],
  [/^(smallint|integer|bigint)$/, 'integer'],
  [/^(numeric|real|double precision)/, 'decimal'],
  [/^money$/, 'money'],
  [/^(text|character|"char"|name|citext|uuid)/, 'text'],
  [/^boolean$/, 'boolean'],
  [/^(date|timestamp)/, 'time'],
  [/^jsonb?$/, 'json'],
  [/^bytea$/, 'bytes'],
]

export function kindOf(type: string): ColumnKind {
  return kinds.find(([pattern]) => pattern.test(type))?.[1] ?? 'other'
}

/** Text may hold anything, and so may types that are not known: each row shows. */
const able: Readonly<Record<Exclude<Conversion, 'text' | 'json'>, readonly ColumnKind[]>> = {
  number: ['integer', 'decimal', 'text', 'other'],
  'minor-units': ['integer', 'decimal', 'text', 'other'],
  boolean: ['boolean', 'integer', 'text', 'other'],
  time: ['time', 'integer', 'decimal', 'text', 'other'],
}

export function canBecome(type: string, as: Conversion): boolean {
  return as === 'text' || as === 'json' || able[as].includes(kindOf(type))
}

/** Values of which one at least must suit a member of a core type, by what a mapped value becomes. */
const samples = {
  text: ['EUR', 'a', '2026-11-27T12:00:00Z', 'https://example.com'],
  whole: [1],
  fraction: [1.5],
  truth: [true],
  thing: [{}, []],
} as const

/**
 * Whether a core type takes such a value as a member of `data`. A type that is not of the catalogue takes everything.
 *
 * @returns what the type says against it.
 */
export function whyNotMember(
  eventType: string,
  member: string,
  { type, as }: { type: string; as: Conversion | undefined },
): string | undefined {
  if (!isCoreEventType(eventType)) return undefined
  const answers = samples[sampleOf(type, as)].map((value) => eventCatalogue[eventType].safeParse({ [member]: value }))
  if (answers.some(({ success }) => success)) return undefined
  return answers[0]?.error?.issues[0]?.message
}

function sampleOf(type: string, as: Conversion | undefined): keyof typeof samples {
  switch (as) {
    case 'text':
    case 'time':
      return 'text'
    case 'minor-units':
      return 'whole'
    case 'boolean':
      return 'truth'
    case 'json':
      return kindOf(type) === 'text' ? 'thing' : ofKind(type)
    case 'number':
      return kindOf(type) === 'integer' ? 'whole' : 'fraction'
    case undefined:
      return ofKind(type)
  }
}

function ofKind(type: string): keyof typeof samples {
  switch (kindOf(type)) {
    case 'integer':
      return 'whole'
    case 'decimal':
      return 'fraction'
    case 'boolean':
      return 'truth'
    case 'json':
    case 'array':
      return 'thing'
    case 'money':
    case 'text':
    case 'time':
    case 'bytes':
    case 'other':
      return 'text'
  }
}
