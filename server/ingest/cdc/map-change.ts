import type { ChangeOperation, TableMapping } from '#contract/database.ts'
import type { NewEvent } from '#contract/event.ts'
import { eventCatalogue, isCoreEventType, subjectSchema } from '#contract/event.ts'
import { changedColumns, changeVerbs, keyText, safeType } from '../change-event.ts'
import { subjectOf } from '../provider-events.ts'
import { idOf } from '../sent-value.ts'
import { believe } from '../webhook-events.ts'
import { isMet } from './condition.ts'
import type { FittedData } from './fit-data.ts'
import { fitData } from './fit-data.ts'
import { readMapped, toInstant, valueOf } from './mapped-value.ts'
import type { Row, RowChange, RowOperation } from './row-change.ts'

/*
 * What a change of a row means. A mapped event is called `<change>:<mapping>`; a change of a table that nothing is said
 * about becomes `<schema>.<table>.<verb>`, is called like the change, and its `data` has the members that Debezium's door
 * makes: `op` (c, u, d, t, r), `schema`, `table`, `key`, `before`, `after`, `changed`, `kept`; and `omitted` and `place`. Nothing that
 * a row holds stops it: what is not as it should be is said in `data.mappingError`.
 */

/** An event without what its source and the moment of hand-over add. */
export interface EventDraft extends Pick<NewEvent, 'id' | 'type' | 'subject' | 'data' | 'exactData' | 'backfill'> {
  /** Epoch ms, as the database says. */
  statedAt: number
  /** About, as JSON. */
  bytes: number
  /** What is not as the mapping or the database has it, in words. */
  problem?: string
}

/** Members of `data`, numbers with all their digits. */
export interface MappedRow {
  data: Row
  /** Members that are missing because their value could not become what it should. */
  failed: readonly string[]
}

/** The lines that belong to an event. */
export interface JoinedLines {
  lines: readonly MappedRow[]
  isTruncated: boolean
}

export class Mappings {
  readonly #byTable: ReadonlyMap<string, readonly TableMapping[]>
  readonly #byHeader: ReadonlyMap<string, readonly TableMapping[]>
  readonly #byLines: ReadonlyMap<string, readonly TableMapping[]>

  constructor(mappings: readonly TableMapping[]) {
    this.#byTable = Map.groupBy(mappings, ({ table }) => table)
    const joined = mappings.filter(({ lines }) => lines)
    this.#byHeader = Map.groupBy(joined, ({ table }) => table)
    this.#byLines = Map.groupBy(joined, ({ lines }) => lines?.table ?? '')
  }

  /** Those that the change fulfils; null when nothing is said about its table. */
  of(change: RowChange): readonly TableMapping[] | null {
    const table = tableOf(change)
    const mappings = this.#byTable.get(table)
    if (!mappings) return this.#byLines.has(table) ? [] : null
    return mappings.filter((mapping) => isMeant(change, mapping))
  }

  /** Those of this table whose rows have lines, fulfilled or not. */
  headed(change: RowChange): readonly TableMapping[] {
    return this.#byHeader.get(tableOf(change)) ?? none
  }

  /** Those whose lines are rows of this table. */
  joining(change: RowChange): readonly TableMapping[] {
    return this.#byLines.get(tableOf(change)) ?? none
  }
}

const none: readonly TableMapping[] = []

function tableOf({ schema, table }: RowChange): string {
  return `${schema}.${table}`
}

const operations: Readonly<Record<RowOperation, ChangeOperation | null>> = {
  insert: 'insert',
  read: 'insert',
  update: 'update',
  delete: 'delete',
  truncate: null,
}

/** Whether the mapping takes this change of its table. */
export function isMeant(change: RowChange, { on, when }: TableMapping): boolean {
  const operation = operations[change.op]
  return operation !== null && on.includes(operation) && when.every((condition) => isMet(change, condition))
}

/** @param joined where the mapping has lines, and they can be known. */
export function mapRow(change: RowChange, mapping: TableMapping, joined?: JoinedLines): EventDraft {
  const zone = mapping.timeZone ?? 'UTC'
  const { data, failed } = readMembers(change, mapping.data, zone)
  const problems = failed.map((name) => `${name} is too long, or cannot become what mapping ${mapping.name} says`)
  for (const line of joined?.lines ?? []) {
    if (line.failed.length > 0)
      problems.push(`${line.failed.join(', ')} of a line is too long, or cannot become what it should`)
  }
  const at = mapping.occurredAt === undefined ? undefined : toInstant(valueOf(change, mapping.occurredAt), zone)
  const fitted = fitData({ ...data, ...(joined && linesOf(mapping, joined)) })
  const problem = [...problems.slice(0, 3), fitted.problem].filter((each) => each !== undefined).join('; ')
  const misfit = whyNotOfType(mapping.type, fitted.data)
  const id = `${change.id}:${mapping.name}`
  if (misfit !== undefined) return rawDraft(change, { id, problem: `mapping ${mapping.name}: ${misfit}` })
  return draft(fitted, {
    id,
    type: mapping.type,
    subject: subjectBy(change, mapping.subject),
    statedAt: at ?? change.committedAt,
    backfill: change.backfill,
    problem,
  })
}

export function mapLine(change: RowChange, mapping: TableMapping): MappedRow {
  return readMembers(change, mapping.lines?.data ?? {}, mapping.timeZone ?? 'UTC')
}

function readMembers(change: RowChange, members: TableMapping['data'], timeZone: string): MappedRow {
  const failed: string[] = []
  const data = Object.entries(members).flatMap(([name, mapped]) => {
    const read = readMapped(change, mapped, timeZone)
    const isOmitted = 'column' in mapped && change.omitted.includes(mapped.column)
    if (!read.ok || isOmitted) failed.push(name)
    return read.ok && read.value !== undefined ? [[name, read.value] as const] : []
  })
  return { data: Object.fromEntries(data), failed }
}

function linesOf({ lines }: TableMapping, { lines: rows, isTruncated }: JoinedLines): Row {
  const held = rows.map(({ data }) => data)
  return { [lines?.as ?? 'lines']: held, ...(isTruncated && { linesTruncated: true }) }
}

function whyNotOfType(type: string, data: unknown): string | undefined {
  const checked = isCoreEventType(type) ? eventCatalogue[type].safeParse(data) : undefined
  const [issue] = checked?.error?.issues ?? []
  return issue && `${issue.path.join('.')} ${issue.message}`
}

const opLetters: Readonly<Record<RowOperation, string>> = {
  insert: 'c',
  update: 'u',
  delete: 'd',
  truncate: 't',
  read: 'r',
}

/** The row as it is, under the name of its table. */
export function rawDraft(
  change: RowChange,
  { id = change.id, problem }: { id?: string; problem?: string } = {},
): EventDraft {
  const { schema, table, key, before, after, kept, omitted, place } = change
  const op = opLetters[change.op]
  const changed = changedColumns(before, after)
  const data: Record<string, unknown> = key
    ? { op, table, schema, key, before, after }
    : { op, table, schema, before, after }
  if (changed) data['changed'] = changed
  if (kept.length > 0) data['kept'] = kept
  if (omitted.length > 0) data['omitted'] = omitted
  data['place'] = place
  const fitted = fitData(data)
  return draft(fitted, {
    id,
    type: safeType(`${schema}.${table}.${changeVerbs.get(op) ?? 'changed'}`),
    subject: ownSubject(change),
    statedAt: change.committedAt,
    backfill: change.backfill,
    problem: [problem, fitted.problem].filter((each) => each !== undefined).join('; '),
  })
}

function draft(
  { data, exactData, bytes }: FittedData,
  { problem, ...envelope }: Omit<EventDraft, 'data' | 'exactData' | 'bytes'> & { problem: string },
): EventDraft {
  if (problem === '') return { ...envelope, data, ...(exactData && { exactData }), bytes }
  const said = { mappingError: problem.toWellFormed().replaceAll('\u0000', '\u{fffd}') }
  return {
    ...envelope,
    data: { ...data, ...said },
    ...(exactData && { exactData: { ...exactData, ...said } }),
    bytes: bytes + problem.length,
    problem: said.mappingError,
  }
}

/** @param template such as `order/{order_id}`; without it, or where a column has no value for it, table and key. */
function subjectBy(change: RowChange, template: string | undefined): string | null {
  if (template === undefined) return ownSubject(change)
  let isWhole = true
  const subject = template.replaceAll(/\{([^{}]+)\}/g, (_, column: string) => {
    const text = idOf(valueOf(change, column))
    if (text === undefined) isWhole = false
    return text ?? ''
  })
  return isWhole ? printable(subject) : ownSubject(change)
}

function ownSubject({ table, key }: RowChange): string | null {
  return printable(subjectOf(table, keyText(key)))
}

function printable(subject: string | undefined): string | null {
  return subject !== undefined && subject.isWellFormed() && subjectSchema.safeParse(subject).success ? subject : null
}

/**
 * Member by member, as `rawDraft` makes its data: one shape for all, and several times as fast as a spread.
 *
 * @param receivedAt epoch ms at which the change was handed over.
 */
export function toNewEvent(
  { id, type, subject, data, exactData, backfill, statedAt }: EventDraft,
  { source, receivedAt }: { source: string; receivedAt: number },
): NewEvent {
  const { occurredAt, clamped } = believe(statedAt, receivedAt)
  const event = { id, source, type, subject, occurredAt, receivedAt, data, backfill, synthetic: false, clamped }
  return exactData === undefined ? event : { ...event, exactData }
}
