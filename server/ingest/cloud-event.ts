import { isUtf8 } from 'node:buffer'
import * as z from 'zod'
import type { EventResult } from '#contract/api.ts'
import type { PointerError } from '#contract/problem.ts'
import {
  eventCatalogue,
  eventTypeSchema,
  isCoreEventType,
  printableTextSchema,
  subjectSchema,
  timestampSchema,
} from '#contract/event.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import { toPointer } from '../runtime/pointer.ts'
import { isJsonType, mediaTypeOf } from './cloudevents-http.ts'
import { contentId, foreignType } from './provider-events.ts'
import type { ProviderRequest, SentValue } from './provider.ts'
import { digestOf } from './row-digest.ts'
import { member, readSent } from './sent-value.ts'
import { findUnstorable } from './storable.ts'
import type { MappedItem } from './webhook-events.ts'
import { believe } from './webhook-events.ts'

/*
 * One CloudEvent 1.0 in its JSON format becomes one event of ours. `data` is its data where that is a JSON object;
 * another JSON value stands in `data.value`, text in `data.text`, bytes in `data.base64`. `data.cloudEvent` holds every
 * attribute as sent, extensions too; what the sender itself called so moves to `data.cloudEvent.shadowed`.
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
 */
const maxAttributeLength = 2048

const textSchema = z
  .string({ error: ({ input }) => (input === undefined ? 'is required' : 'must be text') })
  .min(1, 'must not be empty')
  .max(maxAttributeLength, `must not be longer than ${maxAttributeLength} characters`)
  .pipe(printableTextSchema)

export const cloudEventSchema = z.looseObject(
  {
    specversion: z
      .literal('1.0', { error: 'must be "1.0", the version that can be read here' })
      .describe('The version of CloudEvents'),
    id: textSchema.describe('Unique within `source`: the pair says whether it is a repeat'),
    source: textSchema.describe('Where it happened'),
    type: textSchema.describe('What happened'),
    subject: textSchema.optional().describe('What it is about'),
    // RFC 3339 allows small letters.
    time: z
      .string('must be text')
      .toUpperCase()
      .pipe(timestampSchema)
      .optional()
      .describe('When it happened, RFC 3339; without it: when the door took it'),
    datacontenttype: textSchema.optional().describe('Media type of the data; JSON where it is not said'),
    dataschema: textSchema.optional().describe('Address of a schema of the data; kept, not read'),
    data: z.unknown().optional().describe('The data; an object stands in the event as it is'),
    data_base64: z
      .string('must be text')
      .regex(/^[A-Za-z0-9+/\s]*={0,2}\s*$/, 'must be base64')
      .optional()
      .describe('The data as bytes, where it is no JSON'),
  },
  'must be a CloudEvent: a JSON object',
)
type CloudEvent = z.infer<typeof cloudEventSchema>

/** What was sent as data, as members of ours. */
interface Payload {
  data: object
  exact: object
}

export function toCloudEvent(request: ProviderRequest, item: SentValue): MappedItem {
  const sent = withoutNulls(item.value)
  const parsed = cloudEventSchema.safeParse(sent)
  const invalid = (errors: PointerError[]): MappedItem => ({ ok: false, result: invalidResult(item, errors) })
  if (!parsed.success) {
    const issues = parsed.error.issues.slice(0, 10)
    return invalid(issues.map(({ path, message }) => ({ pointer: toPointer(path, item.pointer), detail: message })))
  }
  const event = parsed.data
  if (member(sent, 'data') !== undefined && event.data_base64 !== undefined) {
    return invalid([{ pointer: `${item.pointer}/data_base64`, detail: 'must not stand beside data' }])
  }
  const unstorable = item.isSuspect ? findUnstorable(sent, item.pointer) : undefined
  if (unstorable) return invalid([unstorable])
  const type = typeOf(event.type)
  const payload = payloadOf(event, item)
  const wrong = catalogueErrors(type, payload.data, `${item.pointer}/data`)
  if (wrong.length > 0) return invalid(wrong)
  return toItem({ request, item, event, type, payload })
}

interface Checked {
  request: ProviderRequest
  item: SentValue
  event: CloudEvent
  type: string
  payload: Payload
}

function toItem({ request, item, event, type, payload }: Checked): MappedItem {
  const attributes = attributesOf(item.value)
  const exact = attributesOf(item.exact)
  const needsExact = payload.exact !== payload.data || item.exact !== item.value
  return {
    ok: true,
    event: {
      id: keyOf(event, item.exact),
      source: request.source,
      type,
      subject: subjectSchema.safeParse(event.subject).data ?? null,
      ...believe(event.time === undefined ? request.now : Date.parse(event.time), request.now),
      receivedAt: request.now,
      data: withAttributes(payload.data, attributes),
      backfill: isHistory(event),
      synthetic: false,
      ...(needsExact && { exactData: withAttributes(payload.exact, exact) }),
    },
  }
}

/** A type that ours cannot hold becomes `cloudevents.<type>` with `_` in it. */
function typeOf(type: string): string {
  return eventTypeSchema.safeParse(type).success ? type : foreignType('cloudevents', type)
}

/**
 * `<source> <id>`, which says both as long as the source has no space; otherwise, and when it is too long, a digest.
 * Debezium gives all rows of a snapshot, or of one COPY, the same id: the row belongs to theirs.
 */
function keyOf(event: CloudEvent, exact: unknown): string {
  const { source, id } = event
  const parts = isDebezium(event) ? [source, id, digestOf(member(exact, 'data') ?? null)] : [source, id]
  const key = parts.join(' ')
  return source.includes(' ') || key.length > 256 ? contentId(JSON.stringify(parts)) : key
}

function isDebezium(event: CloudEvent): boolean {
  return typeof event['iodebeziumop'] === 'string'
}

/** The extension `backfill`, and rows that Debezium read in a snapshot. */
function isHistory(event: CloudEvent): boolean {
  return String(event['backfill']) === 'true' || event['iodebeziumop'] === 'r'
}

/** @returns the value itself when it is no object. A null says that an attribute is not set. */
function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([name, each]) => each !== null || name === 'data'))
}

function attributesOf(event: unknown): Record<string, unknown> {
  const attributes = Object.entries(withoutNulls(event) ?? {})
  return Object.fromEntries(attributes.filter(([name]) => name !== 'data' && name !== 'data_base64'))
}

function withAttributes(data: object, attributes: Record<string, unknown>): Record<string, unknown> {
  const shadowed = member(data, 'cloudEvent')
  return { ...data, cloudEvent: shadowed === undefined ? attributes : { ...attributes, shadowed } }
}

function payloadOf({ datacontenttype, data_base64: base64 }: CloudEvent, item: SentValue): Payload {
  if (base64 !== undefined) return bytesPayload(Buffer.from(base64, 'base64'), datacontenttype)
  const value = member(item.value, 'data')
  if (value === undefined) return { data: {}, exact: {} }
  const isText = typeof value === 'string' && datacontenttype !== undefined && !isJsonType(datacontenttype)
  if (isText) return same({ text: value })
  const data = wrap(value)
  return item.exact === item.value ? same(data) : { data, exact: wrap(member(item.exact, 'data')) }
}

/** Bytes whose type says that they are JSON or text are kept as that, if they are. */
function bytesPayload(bytes: Buffer, datacontenttype = ''): Payload {
  if (isJsonType(datacontenttype)) {
    try {
      const { value, exact, isSuspect } = readSent(bytes)
      if (!isSuspect || !findUnstorable(value, '#')) return { data: wrap(value), exact: wrap(exact) }
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
    }
  }
  const isText = /^text\/|[/+]xml$|[/+]json$|^application\/x-www-form-urlencoded$/.test(mediaTypeOf(datacontenttype))
  if (isText && isUtf8(bytes) && !bytes.includes(0)) return same({ text: bytes.toString('utf8') })
  return same({ base64: bytes.toString('base64') })
}

function same(data: object): Payload {
  return { data, exact: data }
}

function wrap(value: unknown): object {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value)
  return isRecord ? value : { value }
}

function catalogueErrors(type: string, data: object, pointer: string): PointerError[] {
  const checked = isCoreEventType(type) ? eventCatalogue[type].safeParse(data) : undefined
  const issues = checked?.error?.issues.slice(0, 10) ?? []
  return issues.map(({ path, message }) => ({ pointer: toPointer(path, pointer), detail: message }))
}

function invalidResult({ value, pointer }: SentValue, errors: PointerError[]): EventResult {
  const id = member(value, 'id')
  const shown = typeof id === 'string' && id !== '' ? id.slice(0, 256).toWellFormed() : pointer
  return { id: shown, outcome: 'invalid', errors }
}
