import { isRow } from '../change-event.ts'
import { setMember } from './set-member.ts'

/*
 * Rows may hold anything that a database can: what the log cannot take must not stop the stream. Strings lose U+0000 and
 * halves of surrogate pairs to U+FFFD; values that are nested too deep, and the largest ones of what is too large as a
 * whole, are left out. Whoever reads the event is told so.
 */

/** Of one event, about, as JSON: the log takes flushes of twice that. */
export const maxEventBytes = 4 * 1024 ** 2
/** Levels below a column. */
const maxValueDepth = 64

export interface FittedData {
  data: Record<string, unknown>
  /** With all digits; absent where doubles hold them all. */
  exactData?: Record<string, unknown>
  /** About, as JSON. */
  bytes: number
  /** What is not as the database has it, in words. */
  problem?: string
}

export interface Measure {
  bytes: number
  depth: number
  hasExact: boolean
  isStorable: boolean
}

/** @param data its members, and the columns of rows in it, are what is left out. */
export function fitData(data: Record<string, unknown>): FittedData {
  const measure = measureOf(data, maxValueDepth + 2)
  if (measure.bytes <= maxEventBytes && measure.depth <= maxValueDepth && measure.isStorable) {
    return finish(data, measure)
  }
  const { kept, omitted } = omitUnfit(data)
  const keptMeasure = measureOf(kept, Infinity)
  const mended = keptMeasure.isStorable ? kept : (mend(kept) as typeof kept) // an object stays one
  const problems = [
    ...(omitted.length > 0 ? [`left out, too large or nested too deep: ${listed(omitted)}`] : []),
    ...(keptMeasure.isStorable ? [] : ['U+0000 or half a surrogate pair was replaced by U+FFFD']),
  ]
  const fitted = finish(mended, measureOf(mended, Infinity))
  return problems.length > 0 ? { ...fitted, problem: problems.join('; ') } : fitted
}

function finish(data: Record<string, unknown>, { bytes, hasExact }: Measure): FittedData {
  // Numbers with all their digits become doubles, and an object stays one.
  return hasExact ? { data: toDoubles(data) as typeof data, exactData: data, bytes } : { data, bytes }
}

/** Walks no deeper than `maxLevels`. */
export function measureOf(value: unknown, maxLevels: number): Measure {
  const measure = { bytes: 0, depth: 0, hasExact: false, isStorable: true }
  walk(value, 0, { measure, maxLevels })
  return measure
}

function walk(value: unknown, depth: number, into: { measure: Measure; maxLevels: number }): void {
  const { measure } = into
  if (depth > measure.depth) measure.depth = depth
  if (typeof value === 'string') takeText(value, measure)
  else if (typeof value !== 'object' || value === null) measure.bytes += 8
  else if (JSON.isRawJSON(value)) {
    measure.bytes += value.rawJSON.length
    measure.hasExact = true
  } else if (depth <= into.maxLevels) {
    if (Array.isArray(value)) for (const each of value) walk(each, depth + 1, into)
    else {
      for (const name of Object.keys(value)) {
        takeText(name, measure)
        walk(Reflect.get(value, name), depth + 1, into)
      }
    }
  }
}

function takeText(text: string, measure: Measure): void {
  measure.bytes += text.length + 3
  if (measure.isStorable && (text.includes('\u0000') || !text.isWellFormed())) measure.isStorable = false
}

interface Part {
  /** Member of `data`, or member and column. */
  path: readonly [string] | readonly [string, string]
  bytes: number
  depth: number
}

/** Leaves out what is too deep, then the largest parts, until it fits. */
function omitUnfit(data: Record<string, unknown>): { kept: Record<string, unknown>; omitted: string[] } {
  const parts = partsOf(data).toSorted((a, b) => b.bytes - a.bytes)
  const tooDeep = parts.filter(({ depth }) => depth > maxValueDepth)
  const rest = parts.filter(({ depth }) => depth <= maxValueDepth)
  let bytes = rest.reduce((sum, part) => sum + part.bytes, 0)
  const tooLarge = rest.filter((part) => {
    if (bytes <= maxEventBytes) return false
    bytes -= part.bytes
    return true
  })
  const omitted = new Set([...tooDeep, ...tooLarge].map(({ path }) => JSON.stringify(path)))
  return { kept: withoutParts(data, omitted), omitted: [...omitted].map((path) => nameOf(path)) }
}

function partsOf(data: Record<string, unknown>): Part[] {
  return Object.entries(data).flatMap(([name, value]): Part[] => {
    if (!isRow(value)) return [{ path: [name], ...sizeOf(name, value) }]
    return Object.entries(value).map(([column, each]) => ({ path: [name, column], ...sizeOf(column, each) }))
  })
}

function sizeOf(name: string, value: unknown): Pick<Part, 'bytes' | 'depth'> {
  const { bytes, depth } = measureOf(value, maxValueDepth + 1)
  return { bytes: bytes + name.length + 3, depth }
}

function withoutParts(data: Record<string, unknown>, omitted: ReadonlySet<string>): Record<string, unknown> {
  const members = Object.entries(data).filter(([name]) => !omitted.has(JSON.stringify([name])))
  const isKept = (name: string) => (entry: [string, unknown]) => !omitted.has(JSON.stringify([name, entry[0]]))
  return Object.fromEntries(
    members.map(([name, value]) => [
      name,
      isRow(value) ? Object.fromEntries(Object.entries(value).filter(isKept(name))) : value,
    ]),
  )
}

function nameOf(path: string): string {
  const names = JSON.parse(path) as string[] // it was written from names
  return names.join('.').slice(0, 130)
}

function listed(names: readonly string[]): string {
  const more = names.length - 10
  return names.slice(0, 10).join(', ') + (more > 0 ? ` and ${more} more` : '')
}

/** What holds no such number is not copied. */
function toDoubles(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (JSON.isRawJSON(value)) return Number(value.rawJSON)
  if (Array.isArray(value)) {
    const doubles = value.map(toDoubles)
    return doubles.some((each, index) => each !== value[index]) ? doubles : value
  }
  let copy: Record<string, unknown> | null = null
  for (const name of Object.keys(value)) {
    const each: unknown = Reflect.get(value, name)
    const double = toDoubles(each)
    if (double !== each) setMember((copy ??= { ...value }), name, double)
  }
  return copy ?? value
}

function mend(value: unknown): unknown {
  if (typeof value === 'string') return mendText(value)
  if (typeof value !== 'object' || value === null || JSON.isRawJSON(value)) return value
  if (Array.isArray(value)) return value.map(mend)
  const mended: Record<string, unknown> = {}
  for (const [name, each] of Object.entries(value)) setMember(mended, mendText(name), mend(each))
  return mended
}

function mendText(text: string): string {
  return text.replaceAll('\u0000', '\u{fffd}').toWellFormed()
}
