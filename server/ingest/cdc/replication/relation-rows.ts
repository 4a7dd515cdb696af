import type { Row, RowChange } from '../row-change.ts'
import { setMember } from '../set-member.ts'
import { MalformedBytesError } from './byte-reader.ts'
import type { ColumnType } from './column-type.ts'
import { valueReader } from './column-value.ts'
import type { ReadValue } from './column-value.ts'
import { tooLong, unchanged } from './pgoutput.ts'
import type { OldTuple, Relation, Tuple, TupleValue } from './pgoutput.ts'

/** What a change says of rows, before it has a place in a transaction. */
export type RowPart = Pick<RowChange, 'op' | 'schema' | 'table' | 'key' | 'before' | 'after' | 'kept' | 'omitted'>

export interface RelationRows {
  insert(after: Tuple): RowPart
  update(old: OldTuple | null, after: Tuple): RowPart
  delete(old: OldTuple): RowPart
  truncate(): RowPart
}

interface Column {
  name: string
  read: ReadValue
}

/** Whether the stream alone does not say which columns are the key, or in which order. */
export function needsCatalogueKey({ columns, replicaIdentity }: Relation): boolean {
  return replicaIdentity === 'full' || columns.filter(({ identifies }) => identifies).length > 1
}

/**
 * Reads the rows of one relation, in the form that it has from this point of the log on.
 *
 * @param catalogueKey the key as the catalogue has it now, where it is needed.
 */
export function relationRows(
  relation: Relation,
  { types, catalogueKey }: { types: ReadonlyMap<number, ColumnType>; catalogueKey: readonly string[] },
): RelationRows {
  const { schema, table } = relation
  const columns = relation.columns.map(({ name, type }): Column => ({
    name,
    read: valueReader(types.get(type) ?? { is: 'text' }),
  }))
  const keyIndexes = keyColumns(relation, catalogueKey)
  const row = (tuple: Tuple) => readRow(columns, tuple)
  const key = (tuple: Tuple) => readKey({ columns, keyIndexes, tuple })
  const empty = { schema, table, key: null, before: null, after: null, kept: [], omitted: [] }
  const part = (op: RowPart['op'], rest: Partial<RowPart>): RowPart => ({ ...empty, op, ...rest })
  return {
    insert: (after) =>
      part('insert', { key: key(after), after: row(after), omitted: named(columns, [after], tooLong) }),
    update: (old, sent) => {
      const before = old?.of === 'row' ? old.tuple : null
      const after = before
        ? sent.map((value, index) => (value === unchanged ? orUnchanged(before[index]) : value))
        : sent
      return part('update', {
        key: key(old?.tuple ?? after),
        before: before && row(before),
        after: row(after),
        kept: named(columns, [after], unchanged),
        omitted: named(columns, before ? [before, after] : [after], tooLong),
      })
    },
    delete: ({ of, tuple }) =>
      part('delete', {
        key: key(tuple),
        ...(of === 'row' && { before: row(tuple), omitted: named(columns, [tuple], tooLong) }),
      }),
    truncate: () => part('truncate', {}),
  }
}

function orUnchanged(value: TupleValue | undefined): TupleValue {
  return value === undefined ? unchanged : value
}

/** By index, in the key's order; none when the row has no key, or the key of now has a column that was not there then. */
function keyColumns({ columns, replicaIdentity }: Relation, catalogueKey: readonly string[]): readonly number[] {
  const ofNow = catalogueKey.map((name) => columns.findIndex((column) => column.name === name))
  if (replicaIdentity === 'full') return ofNow.includes(-1) ? [] : ofNow
  const ofThen = columns.flatMap(({ identifies }, index) => (identifies ? [index] : []))
  const isSame = ofNow.length === ofThen.length && ofThen.every((index) => ofNow.includes(index))
  return isSame ? ofNow : ofThen
}

function readRow(columns: readonly Column[], tuple: Tuple): Row {
  if (tuple.length !== columns.length) {
    throw new MalformedBytesError(`a row has ${tuple.length} values, its table ${columns.length} columns`)
  }
  const row: Record<string, unknown> = {}
  for (const [index, { name, read }] of columns.entries()) {
    const value = tuple[index]
    if (typeof value === 'string') setMember(row, name, read(value))
    else if (value === null) setMember(row, name, null)
  }
  return row
}

function readKey({
  columns,
  keyIndexes,
  tuple,
}: {
  columns: readonly Column[]
  keyIndexes: readonly number[]
  tuple: Tuple
}): Row | null {
  const key: Record<string, unknown> = {}
  for (const index of keyIndexes) {
    const column = columns[index]
    const value = tuple[index]
    if (!column || typeof value === 'symbol' || value === undefined) return null
    setMember(key, column.name, value === null ? null : column.read(value))
  }
  return keyIndexes.length > 0 ? key : null
}

const none: readonly string[] = []

function named(
  columns: readonly Column[],
  tuples: readonly Tuple[],
  what: typeof unchanged | typeof tooLong,
): readonly string[] {
  if (!tuples.some((tuple) => tuple.includes(what))) return none
  return columns.flatMap(({ name }, index) => (tuples.some((tuple) => tuple[index] === what) ? [name] : []))
}
