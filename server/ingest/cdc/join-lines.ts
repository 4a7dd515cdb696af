import type { TableMapping } from '#contract/database.ts'
import { member, numeralOf } from '../sent-value.ts'
import { measureOf } from './fit-data.ts'
import type { EventDraft, JoinedLines, MappedRow, Mappings } from './map-change.ts'
import { isMeant, mapLine, mapRow, rawDraft } from './map-change.ts'
import { mergeChanges } from './merge-changes.ts'
import type { Row, RowChange } from './row-change.ts'

/*
 * Changes in the order of their commits become events. Rows of two tables that one transaction changed can make one event:
 * the change of the header is held until the transaction ends, its lines come before it or after it. Header and lines are
 * what their rows are at the commit; conditions are true of that, or of the row as it was inserted; and a row that came and
 * went is none. Lines whose header is not in the transaction belong to nothing; what other mappings make of their rows is made
 * all the same. Of a snapshot, rows that belong together come in one transaction.
 *
 * What is held is bounded: past `maxHeldBytes` inserted headers that do not fulfil the conditions are let go; if that is not
 * enough the headers that wait become events with the lines that have come, and those that follow in the same transaction
 * without waiting, all with `linesTruncated`.
 */
const maxHeldBytes = 64 * 1024 ** 2
/** Of one held row, beside its values: a guess at what V8 takes. */
const rowOverheadBytes = 200
/** What is nested deeper is left out of events. */
const countedLevels = 100

interface Header {
  /** What the transaction has made of the row so far, as one change. */
  change: RowChange
  mapping: TableMapping
  /** The insert by itself was meant: what became of the row since cannot undo that. */
  isInsertMeant: boolean
  /** Of an update that is an event of its own, the insert that brought the row in the same transaction. */
  insert: Header | null
  bytes: number
}

interface Line {
  mapping: TableMapping
  /** Values of its columns that name the header; null where one is missing. */
  refersTo: string | null
  row: MappedRow
  bytes: number
}

export class LineJoiner {
  readonly #mappings: Mappings
  readonly #maxBytes: number
  #headers = new Set<Header>()
  /** By mapping and row, of rows that are there; of a row without a key nobody knows that it is the same. */
  #headerOf = new Map<string, Header>()
  /** By mapping and row. */
  #lines = new Map<string, Line>()
  #bytes = 0
  #nameless = 0
  /** Also headers that are inserted and do not fulfil the conditions: an update may change that. */
  #holdsUnmet = true
  #isOverfull = false

  constructor(mappings: Mappings, { maxBytes = maxHeldBytes } = {}) {
    this.#mappings = mappings
    this.#maxBytes = maxBytes
  }

  /** Events that do not wait for the end of the transaction. */
  *take(change: RowChange): Generator<EventDraft, void> {
    const mappings = this.#mappings.of(change)
    if (mappings === null) yield rawDraft(change)
    for (const mapping of mappings ?? []) {
      if (!mapping.lines || isPolled(change)) yield mapRow(change, mapping)
      else if (this.#isOverfull) yield mapRow(change, mapping, { lines: [], isTruncated: true })
    }
    if (!isPolled(change) && !this.#isOverfull) {
      for (const mapping of this.#mappings.headed(change)) this.#keepHeader(change, mapping)
      for (const mapping of this.#mappings.joining(change)) this.#keepLine(change, mapping)
    }
    if (this.#bytes > this.#maxBytes) yield* this.#makeRoom()
  }

  *endTransaction(): Generator<EventDraft, void> {
    yield* this.#release()
    this.#isOverfull = false
    this.#holdsUnmet = true
  }

  #keepHeader(change: RowChange, mapping: TableMapping): void {
    if (change.op === 'truncate') return this.#emptyTable(mapping)
    const names = rowNames(mapping, change)
    const known = names.before === null ? undefined : this.#headerOf.get(names.before)
    if (change.op === 'update' && known && this.#renew(known, change)) return this.#rename(known, names)
    if (change.op === 'delete' && this.#endRow(known, names.before)) return
    const isOfInsert = change.op === 'insert' && mapping.on.includes('insert')
    const isMet = isMeant(change, mapping)
    if (!isMet && !(this.#holdsUnmet && isOfInsert)) return
    const insert = change.op === 'update' && known ? insertOf(known) : null
    const header = { change, mapping, isInsertMeant: isOfInsert && isMet, insert, bytes: headerBytes(change) }
    this.#headers.add(header)
    this.#bytes += header.bytes
    if (change.op !== 'delete') this.#rename(header, names)
  }

  /** What was told of a row that was there before is told all the same. @returns whether the row came and went. */
  #endRow(known: Header | undefined, name: string | null): boolean {
    if (name !== null) this.#headerOf.delete(name)
    const insert = known ? insertOf(known) : null
    if (!known || !insert) return false
    this.#dropHeader(known, null)
    this.#dropHeader(insert, null)
    return true
  }

  /** @returns false for an update that means something, as that a column has changed, which an insert cannot. */
  #renew(header: Header, change: RowChange): boolean {
    const merged = mergeChanges(header.change, change)
    const isOfUpdate = isMeant(change, header.mapping) && !isMeant(merged, header.mapping)
    if (header.change.op === 'insert' && isOfUpdate) return false
    const bytes = headerBytes(merged)
    this.#bytes += bytes - header.bytes
    header.change = merged
    header.bytes = bytes
    return true
  }

  #rename(header: Header, { before, after }: RowNames): void {
    if (before !== null) this.#headerOf.delete(before)
    const name = after ?? before
    if (name !== null) this.#headerOf.set(name, header)
  }

  #dropHeader(header: Header, name: string | null): void {
    if (!this.#headers.delete(header)) return
    this.#bytes -= header.bytes
    if (name !== null) this.#headerOf.delete(name)
  }

  #emptyTable(mapping: TableMapping): void {
    this.#dropHeaders((header) => header.mapping === mapping && insertOf(header) !== null)
    for (const [name, header] of this.#headerOf) if (header.mapping === mapping) this.#headerOf.delete(name)
  }

  #dropHeaders(isGone: (header: Header) => boolean): void {
    for (const [name, header] of this.#headerOf) if (isGone(header)) this.#dropHeader(header, name)
    for (const header of this.#headers) if (isGone(header)) this.#dropHeader(header, null)
  }

  *#makeRoom(): Generator<EventDraft, void> {
    if (this.#holdsUnmet) this.#dropHeaders((header) => !isTold(header))
    this.#holdsUnmet = false
    if (this.#bytes <= this.#maxBytes) return
    this.#isOverfull = true
    yield* this.#release()
  }

  #keepLine(change: RowChange, mapping: TableMapping): void {
    if (change.op === 'truncate') return this.#forgetLines(mapping)
    const { before, after } = rowNames(mapping, change)
    const known = before === null ? undefined : this.#lines.get(before)
    if (before !== null) this.#forgetLine(before, { keepsPlace: before === after })
    if (change.after === null) return
    const row = withKept(mapLine(change, mapping), { known, change, mapping })
    const refersTo = valuesOf(change.after, Object.keys(mapping.lines?.match ?? {}))
    const line = { mapping, row, refersTo, bytes: heldBytes([row.data, refersTo]) }
    this.#lines.set(after ?? before ?? `${mapping.name} ${++this.#nameless}`, line)
    this.#bytes += line.bytes
  }

  #forgetLine(name: string, { keepsPlace }: { keepsPlace: boolean }): void {
    this.#bytes -= this.#lines.get(name)?.bytes ?? 0
    if (!keepsPlace) this.#lines.delete(name)
  }

  #forgetLines(mapping: TableMapping): void {
    for (const [name, line] of this.#lines) {
      if (line.mapping === mapping) this.#forgetLine(name, { keepsPlace: false })
    }
  }

  *#release(): Generator<EventDraft, void> {
    const headers = this.#headers
    const lines = Map.groupBy(this.#lines.values(), ({ mapping, refersTo }) => `${mapping.name} ${refersTo}`)
    const isTruncated = this.#isOverfull
    this.#headers = new Set()
    this.#headerOf = new Map()
    this.#lines = new Map()
    this.#bytes = 0
    for (const header of headers) {
      const { change, mapping } = header
      if (isTold(header)) yield mapRow(change, mapping, joinedTo(change, mapping, { lines, isTruncated }))
    }
  }
}

function isTold({ change, mapping, isInsertMeant }: Header): boolean {
  return isInsertMeant || isMeant(change, mapping)
}

/** @returns what brought the row; null when it was there before the transaction. */
function insertOf(header: Header): Header | null {
  return header.change.op === 'insert' ? header : header.insert
}

/** It belongs to no transaction; rows of a snapshot, which are history, are all of one moment. */
function isPolled({ op, backfill }: RowChange): boolean {
  return op === 'read' && !backfill
}

/** What an update did not send again is what the transaction wrote before. */
function withKept(
  { data, failed }: MappedRow,
  { known, change, mapping }: { known: Line | undefined; change: RowChange; mapping: TableMapping },
): MappedRow {
  if (!known || change.kept.length === 0) return { data, failed }
  const isKept = (name: string) => {
    const mapped = mapping.lines?.data[name]
    return mapped !== undefined && 'column' in mapped && change.kept.includes(mapped.column)
  }
  const kept = Object.entries(known.row.data).filter(([name]) => isKept(name))
  return { data: { ...Object.fromEntries(kept), ...data }, failed }
}

function joinedTo(
  change: RowChange,
  mapping: TableMapping,
  { lines, isTruncated }: { lines: ReadonlyMap<string, readonly Line[]>; isTruncated: boolean },
): JoinedLines {
  const row = change.after ?? change.before ?? change.key ?? {}
  const named = valuesOf(row, Object.values(mapping.lines?.match ?? {}))
  const own = named === null ? [] : (lines.get(`${mapping.name} ${named}`) ?? [])
  return { lines: own.map((line) => line.row), isTruncated }
}

interface RowNames {
  before: string | null
  after: string | null
}

/** The key may change: what comes next is named after the new one. Null where there is no key, or no row. */
function rowNames(mapping: TableMapping, { key, after }: RowChange): RowNames {
  const columns = Object.keys(key ?? {})
  return {
    before: rowName(mapping, key, columns),
    after: rowName(mapping, after && { ...key, ...after }, columns),
  }
}

function rowName({ name }: TableMapping, row: Row | null, columns: readonly string[]): string | null {
  const values = row === null || columns.length === 0 ? null : valuesOf(row, columns)
  return values && `${name} ${values}`
}

/** @returns one text for the values, a number and its text being alike; null where one is missing. */
export function valuesOf(row: Row, columns: readonly string[]): string | null {
  const values = columns.map((column) => {
    const value = member(row, column)
    const text = numeralOf(value) ?? value
    return typeof text === 'string' || typeof text === 'boolean' ? text : null
  })
  return values.includes(null) ? null : JSON.stringify(values)
}

function headerBytes({ before, after, key }: RowChange): number {
  return heldBytes([before, after, key])
}

function heldBytes(held: unknown): number {
  return measureOf(held, countedLevels).bytes + rowOverheadBytes
}
