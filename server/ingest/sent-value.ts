import { maxDepth, maxInflatedBytes } from '#contract/api.ts'
import { printableTextSchema, timestampSchema } from '#contract/event.ts'
import type { JsonLimits } from './body.ts'
import { parseJson } from './body.ts'
import { parseExactly } from './exact-numbers.ts'
import type { SentValue } from './provider.ts'
import { mayHoldUnstorable } from './storable.ts'

/*
 * Reading a payload that may hold anything: only own members, no conversion that a sender did not mean, and numbers that
 * have more digits than a double as they were written (see exact-numbers.ts).
 */
declare global {
  interface JSON {
    isRawJSON(value: unknown): value is { rawJSON: string }
  }
}

/**
 * A body of several events that holds one which is nested too deep still holds the others: such a body is read to a depth at
 * which each event by itself is still seen to be too deep (see storable.ts).
 */
export const batchLimits = { depth: 512, cutsDeeper: true }

/**
 * For a sender that has signed, does not compress, and never comes again with what was refused for its size: the size that
 * others have inflated is its only limit.
 */
export const largeBodies = {
  maxSentBytes: maxInflatedBytes,
  json: { members: 1_000_000, stringBytes: maxInflatedBytes },
}

/** @throws ProblemError when the bytes are not JSON, or are larger in some way than a document of ours ever is. */
export function readSent(rawBody: Buffer, limits: Partial<JsonLimits> = {}): SentValue {
  const usual = isArray(rawBody) ? batchLimits : {}
  const { value, text, depth, mayLoseDigits } = parseJson(rawBody, { ...usual, ...limits })
  const exact = mayLoseDigits ? parseExactly(text) : value
  return { value, exact, isSuspect: depth > maxDepth || mayHoldUnstorable(rawBody), pointer: '#' }
}

/** As far as its first byte tells. */
function isArray(json: Buffer): boolean {
  const isSpace = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)
  return json[json.findIndex((byte) => !isSpace(byte))] === 0x5b
}

/** @returns the own member at the end of the path, undefined when there is none. */
export function member(value: unknown, ...path: readonly string[]): unknown {
  let found = value
  for (const name of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined
    found = Reflect.get(found, name) as unknown // JSON holds values only, no accessors
  }
  return found
}

export function members(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = member(value, ...path)
  return Array.isArray(found) ? found : []
}

/** The items of a body that is an array, or the body as its only item. */
export function itemsOf(body: SentValue): SentValue[] {
  if (!Array.isArray(body.value)) return [body]
  const exact = Array.isArray(body.exact) ? body.exact : []
  return body.value.map((value: unknown, index) => ({
    ...body,
    value,
    exact: exact[index] as unknown, // both were parsed from one text
    pointer: `${body.pointer}/${index}`,
  }))
}

/** A line of text that is not empty. */
export function textOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '' || value.length > 512) return undefined
  return value.isWellFormed() && printableTextSchema.safeParse(value).success ? value : undefined
}

/** An id, whether written as text or as a number of any length. */
export function idOf(value: unknown): string | undefined {
  const text = numeralOf(value) ?? textOf(value)
  return text !== undefined && text.length <= 200 ? text : undefined
}

/** A number as it was written. */
export function numeralOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return JSON.isRawJSON(value) ? value.rawJSON : undefined
}

export function numberOf(value: unknown): number | undefined {
  const number = Number(numeralOf(value) ?? Number.NaN)
  return Number.isFinite(number) ? number : undefined
}

/** @returns epoch ms of an ISO 8601 time; one without offset is taken as UTC. */
export function instantOf(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined
  const text = /(?:[zZ]|[+-]\d\d:?\d\d)$/.test(value) ? value : `${value}Z`
  return timestampSchema.safeParse(text).success ? Date.parse(text) : undefined
}

/** @returns epoch ms of a Unix time whose numbers count units of `unitMs`. */
export function unixInstantOf(value: unknown, unitMs: number): number | undefined {
  const number = numberOf(value)
  // Within the years that ISO 8601 writes with four digits.
  return number !== undefined && number >= 0 && number * unitMs < 253_402_300_800_000
    ? Math.floor(number * unitMs)
    : undefined
}
