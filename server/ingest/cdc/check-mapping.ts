import type { DatabaseConfig, MappedValue, PolledTable, TableMapping } from '#contract/database.ts'
import { eventCatalogue, isCoreEventType } from '#contract/event.ts'
import type { PointerError } from '#contract/problem.ts'
import { toPointer } from '../../runtime/pointer.ts'
import { canBecome, whyNotMember } from './column-types.ts'
import type { LiveRelation, LiveSchema } from './live-schema.ts'
import { nearestName } from './nearest-name.ts'

/**
 * @param isSaved the config is in force: that it reads a column which changes lack was so when it was saved, and is neither
 *   news nor a reason to refuse something else.
 * @returns what does not fit the live schema, by pointer into the config, in plain words.
 */
export function checkMappings(
  config: DatabaseConfig,
  { relations, errors }: LiveSchema,
  { isSaved = false } = {},
): PointerError[] {
  const check = new Check(config, relations, isSaved)
  check.eachOnce()
  if (config.capture === 'poll') for (const [index, read] of config.reads.entries()) check.read(read, ['reads', index])
  for (const [index, mapping] of config.mappings.entries()) check.mapping(mapping, ['mappings', index])
  return [...errors, ...check.errors]
}

type Path = readonly (string | number)[]

class Check {
  readonly errors: PointerError[] = []
  readonly #config: DatabaseConfig
  readonly #captured: readonly string[]
  readonly #relations: ReadonlyMap<string, LiveRelation>
  readonly #isSaved: boolean
  readonly #names = new Set<string>()

  constructor(config: DatabaseConfig, relations: readonly LiveRelation[], isSaved: boolean) {
    this.#isSaved = isSaved
    this.#config = config
    this.#captured = config.capture === 'poll' ? config.reads.map(({ table }) => table) : config.tables
    this.#relations = new Map(relations.map((relation) => [relation.table, relation]))
  }

  /** Rows of what stands there twice would be copied twice. */
  eachOnce(): void {
    for (const [index, table] of this.#captured.entries()) {
      if (this.#captured.indexOf(table) === index) continue
      const path = this.#config.capture === 'poll' ? ['reads', index, 'table'] : ['tables', index]
      this.#say(path, `${table} stands here twice`)
    }
  }

  read({ table, key, cursor }: PolledTable, path: Path): void {
    const relation = this.#relations.get(table)
    // A query that fails has an error of its own.
    if (!relation && !this.#isQuery(table)) this.#say([...path, 'table'], `there is no table ${table} in this database`)
    if (!relation) return
    for (const [index, column] of key.entries()) this.#column(relation, column, [...path, 'key', index])
    const type = this.#column(relation, cursor, [...path, 'cursor'])
    if (type !== undefined && !canBecome(type, 'time')) {
      this.#say([...path, 'cursor'], `${cursor} is ${type}; a cursor is a time or a number that only grows`)
    }
  }

  mapping(mapping: TableMapping, path: Path): void {
    if (this.#names.has(mapping.name)) this.#say([...path, 'name'], `another mapping is called ${mapping.name}, too`)
    this.#names.add(mapping.name)
    if (this.#config.capture === 'poll') this.#polledMapping(mapping, path)
    const relation = this.#relationOf(mapping.table, [...path, 'table'])
    if (relation) this.#columns(mapping, relation, path)
    if (mapping.lines) this.#lines(mapping.lines, { header: relation, path: [...path, 'lines'] })
  }

  #polledMapping({ on, lines, when }: TableMapping, path: Path): void {
    if (!on.includes('insert')) {
      this.#say([...path, 'on'], 'rows that are polled count as inserted; a poll sees neither updates nor deletes')
    }
    if (lines) this.#say([...path, 'lines'], 'rows that are polled belong to no transaction, so they have no lines')
    for (const [index, { is }] of when.entries()) {
      if (is === 'changed') this.#say([...path, 'when', index, 'is'], 'a poll does not know what a row was before')
    }
  }

  #columns(mapping: TableMapping, relation: LiveRelation, path: Path): void {
    for (const [index, { column }] of mapping.when.entries()) {
      this.#column(relation, column, [...path, 'when', index, 'column'])
    }
    for (const [, column = ''] of (mapping.subject ?? '').matchAll(/\{([^{}]+)\}/g)) {
      this.#column(relation, column, [...path, 'subject'])
    }
    if (mapping.occurredAt !== undefined) {
      const type = this.#column(relation, mapping.occurredAt, [...path, 'occurredAt'])
      if (type !== undefined && !canBecome(type, 'time')) {
        this.#say([...path, 'occurredAt'], `${mapping.occurredAt} is ${type}, which says no time`)
      }
    }
    this.#data(mapping.data, relation, [...path, 'data'])
    this.#members(mapping, relation, path)
  }

  #data(data: TableMapping['data'], relation: LiveRelation, path: Path): void {
    for (const [name, mapped] of Object.entries(data)) {
      if ('constant' in mapped) continue
      const type = this.#column(relation, mapped.column, [...path, name, 'column'])
      if (type !== undefined && mapped.as !== undefined && !canBecome(type, mapped.as)) {
        this.#say([...path, name, 'as'], `${mapped.column} is ${type}, which cannot become ${mapped.as}`)
      }
    }
  }

  /** What no row could fulfil is said before there are rows. */
  #members({ type, data }: TableMapping, relation: LiveRelation, path: Path): void {
    for (const [name, mapped] of Object.entries(data)) {
      const why = whyNotOfType(type, name, mapped, relation)
      if (why === undefined) continue
      this.#say([...path, 'data', name], `${type} holds ${name} to a form that this does not have: ${why}`)
    }
  }

  #lines(
    { table, match, data }: NonNullable<TableMapping['lines']>,
    { header, path }: { header: LiveRelation | undefined; path: Path },
  ): void {
    const relation = this.#relationOf(table, [...path, 'table'])
    if (Object.keys(match).length === 0) {
      this.#say([...path, 'match'], 'name the column of the line, and the column of this table that it refers to')
    }
    for (const [own, referred] of Object.entries(match)) {
      if (relation) this.#column(relation, own, [...path, 'match', own])
      if (header) this.#column(header, referred, [...path, 'match', own])
    }
    if (relation) this.#data(data, relation, [...path, 'data'])
  }

  #relationOf(table: string, path: Path): LiveRelation | undefined {
    if (!this.#captured.includes(table)) {
      const meant = nearestName(table, this.#captured)
      this.#say(path, `${table} is not among the tables that are captured${meant ? `; did you mean ${meant}?` : ''}`)
      return undefined
    }
    const relation = this.#relations.get(table)
    if (!relation && !this.#isQuery(table)) this.#say(path, `there is no table ${table} in this database`)
    return relation
  }

  #isQuery(name: string): boolean {
    const { capture } = this.#config
    return capture === 'poll' && this.#config.reads.some(({ table, query }) => table === name && query !== undefined)
  }

  /** @returns its type; undefined when it is said that there is none, or that changes lack it. */
  #column({ table, columns }: LiveRelation, column: string, path: Path): string | undefined {
    const found = columns.find(({ name }) => name === column)
    if (found?.unsent !== undefined && !this.#isSaved) this.#say(path, `${column} of ${table} ${found.unsent}`)
    if (found) return found.unsent === undefined ? found.type : undefined
    const names = columns.map(({ name }) => name)
    const meant = nearestName(column, names)
    const hint = meant === undefined ? `it has ${names.slice(0, 20).join(', ')}` : `did you mean ${meant}?`
    this.#say(path, `${table} has no column ${column}; ${hint}`)
    return undefined
  }

  #say(path: Path, detail: string): void {
    this.errors.push({ pointer: toPointer(path), detail })
  }
}

function whyNotOfType(type: string, name: string, mapped: MappedValue, relation: LiveRelation): string | undefined {
  if ('constant' in mapped) {
    if (!isCoreEventType(type)) return undefined
    return eventCatalogue[type].safeParse({ [name]: mapped.constant }).error?.issues[0]?.message
  }
  const column = relation.columns.find((each) => each.name === mapped.column)
  const isRead = column?.unsent === undefined
  const isFit = column && isRead && (mapped.as === undefined || canBecome(column.type, mapped.as))
  return isFit ? whyNotMember(type, name, { type: column.type, as: mapped.as }) : undefined
}
