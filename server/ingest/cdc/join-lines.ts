import type { TableMapping } from '#contract/database.ts'
import { member, numeralOf } from '../sent-value.ts'
import { measureOf } from './fit-data.ts'
import type { EventDraft, JoinedLines, MappedRow, Mappings } from './map-change.ts'
import { mapLine, mapRow, rawDraft } from './map-change.ts'
import type { Row, RowChange } from './row-change.ts'

/*
 * Changes in the order of their commits become events. Rows of two tables that one transaction changed can make one event:
 * the change of the header is held until the transaction ends, its lines come before it or after it. A line is what its
 * row is at the commit; one that was deleted is none. Lines whose header is not in the transaction belong to nothing;
 * what other mappings make of their rows is made all the same. Rows of a snapshot are handed over as one transaction.
 *
 * What is held is bounded: past `maxHeldBytes` the headers that wait become events with the lines that have come, and those
 * that follow in the same transaction without waiting, all with `linesTruncated`.
 */
const maxHeldBytes = 64 * 1024 ** 2
/** Of one held row, beside its values: a guess at what V8 takes. */
const rowOverheadBytes = 200
/** What is nested deeper is left out of events. */
const countedLevels = 100

interface Header {
  change: RowChange
  mapping: TableMapping
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
  #headers: Header[] = []
  /** By mapping and row. */
  #lines = new Map<string, Line>()
  #bytes = 0
  #nameless = 0
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
      else this.#hold({ change, mapping })
    }
    if (!isPolled(change) && !this.#isOverfull) {
      for (const mapping of this.#mappings.joining(change)) this.#keepLine(change, mapping)
    }
    if (this.#bytes > this.#maxBytes) {
      this.#isOverfull = true
      yield* this.#release()
    }
  }

  *endTransaction(): Generator<EventDraft, void> {
    yield* this.#release()
    this.#isOverfull = false
  }

  #hold(header: Header): void {
    this.#headers.push(header)
    const { before, after, key } = header.change
    this.#bytes += heldBytes([before, after, key])
  }

  #keepLine(change: RowChange, mapping: TableMapping): void {
    if (change.op === 'truncate') return this.#forgetLines(mapping)
    const columns = Object.keys(change.key ?? {})
    const before = lineName(mapping, change.key, columns)
    // The key may have changed: what comes next is named after the new one.
    const after = lineName(mapping, change.after && { ...change.key, ...change.after }, columns)
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
    this.#headers = []
    this.#lines = new Map()
    this.#bytes = 0
    for (const { change, mapping } of headers) {
      yield mapRow(change, mapping, joinedTo(change, mapping, { lines, isTruncated }))
    }
  }
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

function lineName({ name }: TableMapping, row: Row | null, columns: readonly string[]): string | null {
  const values = row === null || columns.length === 0 ? null : valuesOf(row, columns)
  return values && `${name} ${values}`
}

/** @returns one text for the values, a number and its text being alike; null where one is missing. */
function valuesOf(row: Row, columns: readonly string[]): string | null {
  const values = columns.map((column) => {
    const value = member(row, column)
    const text = numeralOf(value) ?? value
    return typeof text === 'string' || typeof text === 'boolean' ? text : null
  })
  return values.includes(null) ? null : JSON.stringify(values)
}

function heldBytes(held: unknown): number {
  return measureOf(held, countedLevels).bytes + rowOverheadBytes
}
