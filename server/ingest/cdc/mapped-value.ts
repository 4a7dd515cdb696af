import { Temporal } from 'temporal-polyfill'
import type { MappedValue } from '#contract/database.ts'
import { maxDepth } from '#contract/api.ts'
import { parseExactly } from '../exact-numbers.ts'
import { scanJson } from '../json-scan.ts'
import { minorOf } from '../money.ts'
import { instantOf, member, numberOf, numeralOf, unixInstantOf } from '../sent-value.ts'
import type { RowChange } from './row-change.ts'

/*
 * Values of columns and what they become. A column that the database did not send is undefined; of a row before the change
 * that it did not send at all, the key is known. Numbers keep every digit (see row-change.ts).
 */

/** The row after the change; of a deleted row, before it. */
export function valueOf(change: RowChange, column: string): unknown {
  return change.op === 'delete' ? valueBefore(change, column) : member(change.after, column)
}

export function valueBefore({ op, before, key }: RowChange, column: string): unknown {
  return op === 'update' || op === 'delete' ? member(before ?? key, column) : undefined
}

type Column = Extract<MappedValue, { column: string }>
type Conversion = Exclude<Column['as'], undefined>

/** @returns undefined to be left out; `ok: false` when there is a value that cannot become what it should. */
export function readMapped(
  change: RowChange,
  mapped: MappedValue,
  timeZone: string,
): { ok: true; value: unknown } | { ok: false } {
  if ('constant' in mapped) return { ok: true, value: mapped.constant }
  const value = sentValue(change, mapped)
  if (value === undefined || value === null) return { ok: true, value: undefined }
  if (mapped.as === undefined) return { ok: true, value }
  const converted = conversions[mapped.as](value, { digits: mapped.digits ?? 2, timeZone })
  return converted === undefined ? { ok: false } : { ok: true, value: converted }
}

function sentValue(change: RowChange, { column, of }: Column): unknown {
  if (of === undefined) return valueOf(change, column)
  return of === 'after' ? member(change.after, column) : valueBefore(change, column)
}

/** @returns undefined when the value cannot become that. */
type Convert = (value: unknown, how: { digits: number; timeZone: string }) => unknown

const conversions: Readonly<Record<Conversion, Convert>> = {
  text: toText,
  number: toNumber,
  'minor-units': (value, { digits }) => minorOf(value, digits),
  boolean: toBoolean,
  time(value, { timeZone }) {
    const at = toInstant(value, timeZone)
    return at === undefined ? undefined : new Date(at).toISOString()
  },
  json: toJson,
}

function toText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  try {
    return numeralOf(value) ?? JSON.stringify(value)
  } catch {
    return undefined // nested too deep, or too long, to be written
  }
}

/** @returns a number, or one with all its digits for JSON.stringify where a double has not. */
function toNumber(value: unknown): unknown {
  if (numeralOf(value) !== undefined) return value
  if (typeof value !== 'string' || value.length > 400) return undefined
  const [, sign = '', digits = ''] = /^([+-]?)0*(\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?)$/.exec(value.trim()) ?? []
  if (digits === '') return undefined
  const text = sign === '-' ? `-${digits}` : digits
  const number = Number(text)
  if (!Number.isFinite(number)) return undefined
  return String(number) === text ? number : JSON.rawJSON(text)
}

const booleans = new Map<unknown, boolean>([
  ...[true, 1, 'true', 't', 'yes', 'y', 'on', '1'].map((value) => [value, true] as const),
  ...[false, 0, 'false', 'f', 'no', 'n', 'off', '0'].map((value) => [value, false] as const),
])

function toBoolean(value: unknown): boolean | undefined {
  return booleans.get(typeof value === 'string' ? value.trim().toLowerCase() : value)
}

function toJson(value: unknown): unknown {
  if (typeof value !== 'string') return value
  if (scanJson(Buffer.from(value), maxDepth).isTooDeep) return undefined
  try {
    return parseExactly(value)
  } catch {
    return undefined
  }
}

const localTime = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)\s?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i

/** Unix times of as many digits count milliseconds: in seconds they were in the year 5138. */
const leastMs = 100_000_000_000
const earliest = Date.parse('0001-01-01T00:00:00Z')
const latest = Date.parse('9999-12-31T23:59:59.999Z')

/**
 * @param timeZone of a time without one, and of a date: then its first moment.
 * @returns epoch ms; undefined for what is no time of the years 1 to 9999.
 */
export function toInstant(value: unknown, timeZone: string): number | undefined {
  const number = numberOf(value)
  if (number !== undefined) return unixInstantOf(value, number < leastMs ? 1000 : 1)
  if (typeof value !== 'string' || value.length > 64) return undefined
  const [, day, time = '00:00:00', offset] = localTime.exec(value.trim()) ?? []
  if (day === undefined) return undefined
  const at =
    offset === undefined ? instantIn(timeZone, `${day}T${time}`) : instantOf(`${day}T${time}${fullOffset(offset)}`)
  return at !== undefined && at >= earliest && at <= latest ? at : undefined
}

function fullOffset(offset: string): string {
  const [, hours, minutes = '00'] = /^([+-]\d\d):?(\d\d)?$/.exec(offset) ?? []
  return hours === undefined ? 'Z' : `${hours}:${minutes}`
}

/** A time that the clocks skip is the later one of the two that it may be, one that they repeat the earlier. */
function instantIn(timeZone: string, local: string): number | undefined {
  const utc = instantOf(`${local}Z`)
  if (utc === undefined || timeZone === 'UTC') return utc
  return Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone).epochMilliseconds
}
