import { quotedArray, unquotedArray } from '../db/array-text.ts'
import { epochMs } from '../db/epoch-ms.ts'
import type { Tx } from './projection.ts'

/*
 * Rows of a batch on their way to a table: one statement for all of them, each column as one array or, of JSON, as one document.
 * Times are epoch ms; JSON is never undefined.
 */
type ColumnType = 'text' | 'uuid' | 'json' | 'float8' | 'int8' | 'int4' | 'bool' | 'time' | 'float8[]' | 'text[]'

export type Columns<Row> = Readonly<Record<string, readonly [ColumnType, (row: Row) => unknown]>>

interface Table<Row> {
  name: string
  key: readonly string[]
  columns: Columns<Row>
  /** Instead of replacing what is there. */
  onConflict?: string
}

const onTheWire: Record<ColumnType, string> = {
  text: 'text[]',
  uuid: 'uuid[]',
  json: 'json',
  float8: 'float8[]',
  int8: 'int8[]',
  int4: 'int4[]',
  bool: 'bool[]',
  time: 'float8[]',
  // Arrays in an array would be one of two dimensions.
  'float8[]': 'text[]',
  'text[]': 'json',
}

function read(name: string, type: ColumnType): string {
  if (type === 'time') return `to_timestamp(${name} / 1000)`
  if (type === 'float8[]') return `${name}::float8[]`
  if (type === 'text[]') return `array(select json_array_elements_text(${name}))`
  return name
}

/** One document for all rows needs no quotes inside quotes, which cost more than the JSON itself. */
const asDocument: ReadonlySet<ColumnType> = new Set(['json', 'text[]'])

function columnText(type: ColumnType, values: readonly unknown[]): string {
  if (asDocument.has(type)) return JSON.stringify(values)
  if (type === 'float8[]') return quotedArray(values.map((value) => `{${String(value)}}`))
  return type === 'text' ? quotedArray(values) : unquotedArray(values)
}

/** @returns a function that writes rows; those that are there are replaced. */
export function tableWriter<Row>({ name, key, columns, onConflict }: Table<Row>) {
  const entries = Object.entries(columns)
  const names = entries.map(([column]) => column)
  const values = names.filter((column) => !key.includes(column)).map((column) => `${column} = excluded.${column}`)
  const text = `insert into ${name} (${names.join(', ')})
    select ${entries.map(([column, [type]]) => read(column, type)).join(', ')}
    from ${rowsOf(entries.map(([column, [type]]) => [column, type]))}
    on conflict (${key.join(', ')}) do ${onConflict ?? `update set ${values.join(', ')}`}`
  return async (tx: Tx, rows: readonly Row[]): Promise<void> => {
    if (rows.length === 0) return
    const sent = entries.map(([, [type, of]]) =>
      columnText(
        type,
        rows.map((row) => of(row)),
      ),
    )
    await tx.query({ name: `write-${name}`, text, values: sent })
  }
}

/** All arrays side by side, and the documents beside them. */
function rowsOf(columns: readonly (readonly [string, ColumnType])[]): string {
  const numbered = columns.map(([name, type], index) => ({ name, type, sent: `$${index + 1}::${onTheWire[type]}` }))
  const arrays = numbered.filter(({ type }) => !asDocument.has(type))
  const documents = numbered.filter(({ type }) => asDocument.has(type))
  const functions = [
    `unnest(${arrays.map(({ sent }) => sent).join(', ')})`,
    ...documents.map(({ sent }) => `json_array_elements(${sent})`),
  ]
  return `rows from (${functions.join(', ')}) as changed (${[...arrays, ...documents].map(({ name }) => name).join(', ')})`
}

/** A time column as epoch ms, under its own name, or another. */
export function ms(column: string, name = column.split('.').at(-1)): string {
  return `${epochMs(column)} as "${name}"`
}
