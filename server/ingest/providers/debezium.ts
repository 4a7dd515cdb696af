import * as z from 'zod'
import { toCloudEvent } from '../cloud-event.ts'
import { mediaTypeOf } from '../cloudevents-http.ts'
import { isChange, toChange, unwrap } from '../debezium-change.ts'
import type { DebeziumSettings } from '../debezium-change.ts'
import { defineProvider } from '../provider.ts'
import type { ProviderRequest, SentValue } from '../provider.ts'
import { contentId, foreignType, subjectOf, toEvent } from '../provider-events.ts'
import { batchLimits, itemsOf, largeBodies, member, readSent, textOf, unixInstantOf } from '../sent-value.ts'
import { findHeader } from '../signatures.ts'
import { generateSecret, parseSecret, readSignatureHeaders, verifySignature } from '../standard-webhooks.ts'
import type { MappedItem } from '../webhook-events.ts'
import { limitCount } from '../webhook-events.ts'

/**
 * Records of Debezium Server's HTTP sink, signed as Standard Webhooks: one or an array, with and without schema, also
 * in Debezium's CloudEvents form. What says nothing of a row (tombstones, heartbeats, the borders of transactions) is
 * accepted and stored nowhere.
 * https://debezium.io/documentation/reference/stable/operations/debezium-server.html#_http_client
 */
export const debezium = defineProvider({
  kind: 'debezium',
  door: 'debezium',
  maxSentBytes: largeBodies.maxSentBytes,
  config: z.strictObject({
    /** Columns of a table's key, by `schema.table`, `db.table` or `table`; absent = the column `id`. */
    keys: z.record(z.string().max(200), z.array(z.string().max(200)).min(1).max(16)).default({}),
    /** As the connector's `unavailable.value.placeholder`. */
    unavailableValue: z.string().min(1).max(200).default('__debezium_unavailable_value'),
  }),
  secret: { generate: generateSecret, parse: parseSecret },
  accepts: (contentType) => acceptedTypes.has(mediaTypeOf(contentType)),
  read: ({ rawBody }) =>
    rawBody.length === 0
      ? { value: null, exact: null, isSuspect: false, pointer: '#' }
      : readSent(rawBody, recordLimits),
  verify: ({ headers, rawBody, now }, keys) => verifySignature(keys, readSignatureHeaders(headers, now), rawBody),
  map(request, body, settings) {
    const items = itemsOf(body)
    limitCount(items.length)
    const isSingle = !Array.isArray(body.value)
    return items.flatMap((item, index) => toItems(request, item, { settings, index, isSingle }))
  },
})

/**
 * A row may have a thousand columns and a column may hold a document: what is refused for its size stops Debezium for good.
 * A record that is nested too deep is invalid by itself.
 */
const recordLimits = { ...batchLimits, ...largeBodies.json }

/** A tombstone may come without a body, and then without a type. */
const acceptedTypes = new Set(['application/json', 'application/cloudevents+json', ''])

interface Position {
  settings: DebeziumSettings
  index: number
  isSingle: boolean
}

function toItems(request: ProviderRequest, item: SentValue, { settings, index, isSingle }: Position): MappedItem[] {
  if (member(item.value, 'specversion') !== undefined) return [toCloudEvent(request, item)]
  const record = unwrap(item)
  if (isChange(record.value)) {
    return [toChange(request, record, { settings, key: isSingle ? keyHeader(request) : undefined })]
  }
  if (saysNothing(record.value)) return []
  const messageId = findHeader(request.headers, 'webhook-id', 'svix-id') ?? contentId(request.rawBody)
  const id = isSingle ? messageId : `${messageId}:${index}`
  if (typeof record.value !== 'object' || Array.isArray(record.value)) return [noRecord(record.pointer)]
  return [toEvent(request, record, { ...draftOf(record.exact), id })]
}

/** Tombstones; heartbeats have a time only; the begin and the end of a transaction have a status. */
function saysNothing(record: unknown): boolean {
  if (record === null || record === undefined) return true
  const names = typeof record === 'object' ? Object.keys(record) : ['']
  if (names.every((name) => /^ts_(?:ms|us|ns)$/.test(name))) return true
  return /^(?:BEGIN|END)$/.test(String(member(record, 'status'))) && names.includes('event_count')
}

/** A changed table, or what a transform made of a row, which has no place in a log: its id is that of the request. */
function draftOf(record: unknown) {
  const where = textOf(member(record, 'source', 'db')) ?? textOf(member(record, 'databaseName'))
  const isSchemaChange = ['historyRecord', 'ddl', 'tableChanges'].some((name) => member(record, name) !== undefined)
  if (!isSchemaChange) return { type: 'debezium.record' }
  return {
    type: foreignType('debezium', 'schema.changed'),
    subject: subjectOf('database', where),
    occurredAt: unixInstantOf(member(record, 'source', 'ts_ms'), 1),
  }
}

function noRecord(pointer: string): MappedItem {
  const detail = 'must be a Debezium record: a JSON object, or null'
  return { ok: false, result: { id: pointer, outcome: 'invalid', errors: [{ pointer, detail }] } }
}

/** The header that the transform HeaderFrom can make of the record's key; its value is in base64 unless that is off. */
function keyHeader({ headers }: ProviderRequest): unknown {
  const sent = findHeader(headers, 'x-debezium-key')
  if (sent === undefined) return undefined
  for (const text of [Buffer.from(sent, 'base64').toString('utf8'), sent]) {
    try {
      const key: unknown = readSent(Buffer.from(text)).exact
      return member(key, 'payload') ?? key
    } catch {
      // Not JSON in this encoding.
    }
  }
  return textOf(sent)
}
