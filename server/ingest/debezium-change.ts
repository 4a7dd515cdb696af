import { toPointer } from '../runtime/pointer.ts'
import { changedColumns, changeVerbs, isRow, keyText, safeType } from './change-event.ts'
import { contentId, foreignType, subjectOf } from './provider-events.ts'
import type { ProviderRequest, SentValue } from './provider.ts'
import { digestOf } from './row-digest.ts'
import { idOf, member, numberOf, textOf, unixInstantOf } from './sent-value.ts'
import { findUnstorable } from './storable.ts'
import type { MappedItem } from './webhook-events.ts'
import { believe } from './webhook-events.ts'

/*
 * A Debezium change event becomes `<schema or db>.<table>.<verb>` (see change-event.ts). `data` has `op`, `table`, `schema`, `db`, `key`, `before`, `after`, `changed` (what differs,
 * where `before` is a whole row), `kept` (columns whose value the database did not send, left out of `before` and
 * `after`: they are what they were), `lsn`, `source` and `transaction` as sent.
 * https://debezium.io/documentation/reference/stable/connectors/postgresql.html#postgresql-events
 */
export interface DebeziumSettings {
  /** Columns of the key by `schema.table`, `db.table` or `table`. */
  keys: Readonly<Record<string, readonly string[]>>
  /** What stands for a value that the database did not send. */
  unavailableValue: string
}

/** Where a connector says that a change stands in its database's log; none is the same for two changes of one row. */
const coordinates = 'lsn txId server_id file pos row commit_lsn change_lsn event_serial_no scn rs_id ssn ord'.split(' ')

type Row = Record<string, unknown>

export function isChange(record: unknown): boolean {
  return typeof member(record, 'op') === 'string' && isRow(member(record, 'source'))
}

/** @param key of the row, where the request says it; an object, or the value of the only column. */
export function toChange(
  request: ProviderRequest,
  record: SentValue,
  { settings, key }: { settings: DebeziumSettings; key: unknown },
): MappedItem {
  const { value, exact, pointer } = record
  const id = changeId(exact)
  const unstorable = record.isSuspect ? findUnstorable(value, pointer) : undefined
  if (unstorable) return { ok: false, result: { id: id.toWellFormed(), outcome: 'invalid', errors: [unstorable] } }
  const place = placeOf(exact)
  const found = key ?? keyOf(exact, place, settings)
  return {
    ok: true,
    event: {
      id,
      source: request.source,
      ...nameOf(exact, place, found),
      ...believe(occurredAt(exact) ?? request.now, request.now),
      receivedAt: request.now,
      data: dataOf(value, { place, key: found, settings }),
      backfill: isHistory(exact),
      synthetic: false,
      ...(exact !== value && { exactData: dataOf(exact, { place, key: found, settings }) }),
    },
  }
}

/**
 * The same whenever Debezium sends the change again, also after it was started anew: the name of the connector, the place
 * in the database's log, and a digest of the row, since all rows of a snapshot and of one COPY share a place. Two rows
 * without any difference in one COPY are told apart only if the connector has `provide.transaction.metadata`.
 */
function changeId(change: unknown): string {
  const source = member(change, 'source')
  const place = coordinates.map((name) => idOf(member(source, name))).filter((each) => each !== undefined)
  const isPlaced = place.some((each) => each !== '0')
  const digest = digestOf([
    ...['db', 'schema', 'table'].map((name) => member(source, name) ?? null),
    ...['op', 'before', 'after', 'message'].map((name) => member(change, name) ?? null),
    member(change, 'transaction', 'total_order') ?? null,
    isPlaced ? null : (member(source, 'ts_ms') ?? null),
  ])
  const id = [idOf(member(source, 'name')) ?? 'debezium', ...place, digest].join(':')
  return id.length > 256 ? contentId(id) : id
}

interface Place {
  db: string | undefined
  schema: string | undefined
  table: string | undefined
}

function placeOf(change: unknown): Place {
  const named = (name: string) => textOf(member(change, 'source', name))
  return { db: named('db'), schema: named('schema'), table: named('table') ?? named('collection') }
}

/** A logical message belongs to no table. */
function nameOf(change: unknown, { db, schema, table }: Place, key: unknown): { type: string; subject: string | null } {
  const where = schema ?? db ?? textOf(member(change, 'source', 'name')) ?? 'debezium'
  const op = member(change, 'op')
  if (op === 'm') {
    const subject = subjectOf('message', member(change, 'message', 'prefix')) ?? null
    return { type: foreignType(where, 'message.emitted'), subject }
  }
  const verb = changeVerbs.get(op) ?? 'changed'
  const subject = table === undefined ? undefined : subjectOf(table, keyText(key))
  return { type: safeType(`${where}.${table ?? 'table'}.${verb}`), subject: subject ?? null }
}

/** Columns that the settings name, or the column `id`. */
function keyOf(change: unknown, { db, schema, table }: Place, { keys }: DebeziumSettings): Row | undefined {
  const row = [member(change, 'after'), member(change, 'before')].find(isRow)
  if (!row || table === undefined) return undefined
  const names = [`${schema ?? db ?? ''}.${table}`, `${db ?? ''}.${table}`, table]
  const set = names.find((name) => Object.hasOwn(keys, name))
  const columns = (set === undefined ? undefined : keys[set]) ?? ['id']
  const key = columns.map((column) => [column, idOf(member(row, column))] as const)
  return key.every(([, value]) => value !== undefined) ? Object.fromEntries(key) : undefined
}

/** The database's clock at the commit; MySQL knows seconds. Debezium's own, where there is none. */
function occurredAt(change: unknown): number | undefined {
  const times = [member(change, 'source', 'ts_ms'), member(change, 'ts_ms')]
  return times
    .filter((time) => numberOf(time) !== 0)
    .map((time) => unixInstantOf(time, 1))
    .find((at) => at !== undefined)
}

/** Rows that were there before, as a snapshot of any kind reads them. */
function isHistory(change: unknown): boolean {
  const snapshot = textOf(member(change, 'source', 'snapshot')) ?? 'false'
  return member(change, 'op') === 'r' || snapshot !== 'false'
}

function dataOf(
  change: unknown,
  { place, key, settings }: { place: Place; key: unknown; settings: DebeziumSettings },
): Row {
  const before = readRow(member(change, 'before'), settings)
  const after = readRow(member(change, 'after'), settings)
  const kept = [...new Set([...before.kept, ...after.kept])]
  const facts = {
    op: member(change, 'op'),
    ...place,
    key,
    before: before.row,
    after: after.row,
    changed: changedColumns(before.row, after.row),
    kept: kept.length === 0 ? undefined : kept,
    lsn: member(change, 'source', 'lsn') ?? undefined,
    message: member(change, 'message') ?? undefined,
    transaction: member(change, 'transaction') ?? undefined,
    source: member(change, 'source'),
  }
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined))
}

function readRow(row: unknown, { unavailableValue }: DebeziumSettings): { row: unknown; kept: string[] } {
  if (!isRow(row)) return { row: row ?? null, kept: [] }
  const isSent = ([, value]: [string, unknown]) => !isUnavailable(value, unavailableValue)
  const columns = Object.entries(row)
  return {
    row: Object.fromEntries(columns.filter(isSent)),
    kept: columns.filter((column) => !isSent(column)).map(([name]) => name),
  }
}

/** In a column of bytes it is base64, in an array the only item, in a map the only key. */
function isUnavailable(value: unknown, placeholder: string): boolean {
  if (typeof value === 'string') return value === placeholder || value === Buffer.from(placeholder).toString('base64')
  if (Array.isArray(value)) return value.length === 1 && isUnavailable(value[0], placeholder)
  return isRow(value) && Object.keys(value).length === 1 && Object.hasOwn(value, placeholder)
}

/** Without the schema that may stand around it. */
export function unwrap(item: SentValue): SentValue {
  const { value, exact } = item
  if (!isRow(value) || !Object.hasOwn(value, 'payload') || !Object.hasOwn(value, 'schema')) return item
  const payload = value['payload']
  return {
    ...item,
    value: payload,
    exact: exact === value ? payload : member(exact, 'payload'),
    pointer: toPointer(['payload'], item.pointer),
  }
}
