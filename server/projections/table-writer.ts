import type { Tx } from './projection.ts'

/*
 * Rows of a batch on their way to a table: one statement for all of them, each column as one array. Times are epoch ms.
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
  text: 'text',
  uuid: 'uuid',
  json: 'text',
  float8: 'float8',
  int8: 'int8',
  int4: 'int4',
  bool: 'bool',
  time: 'float8',
  // Arrays in an array would be one of two dimensions.
  'float8[]': 'text',
  'text[]': 'json',
}

function read(name: string, type: ColumnType): string {
  if (type === 'time') return `to_timestamp(${name} / 1000)`
  if (type === 'float8[]') return `${name}::float8[]`
  if (type === 'json') return `${name}::json`
  if (type === 'text[]') return `array(select json_array_elements_text(${name}))`
  return name
}

function send(type: ColumnType, value: unknown): unknown {
  if (type === 'float8[]') return `{${String(value)}}`
  if (type === 'text[]' || type === 'json') return JSON.stringify(value)
  return typeof value === 'bigint' ? value.toString() : value
}

const unquoted: ReadonlySet<ColumnType> = new Set(['float8', 'int8', 'int4', 'bool', 'time'])

/** Numbers need no quotes, which the driver would put around each, and look for in it. */
function arrayOf(type: ColumnType, values: readonly unknown[]): unknown {
  if (!unquoted.has(type)) return values.map((value) => send(type, value))
  return `{${values.map((value) => unquotedText(value)).join(',')}}`
}

function unquotedText(value: unknown): string {
  if (value == null) return 'null'
  if (['number', 'bigint', 'boolean', 'string'].includes(typeof value)) return `${value as number | string}` // just proved
  throw new Error(`${typeof value} is no value of a column of numbers`)
}

/** @returns a function that writes rows; those that are there are replaced. */
export function tableWriter<Row>({ name, key, columns, onConflict }: Table<Row>) {
  const entries = Object.entries(columns)
  const names = entries.map(([column]) => column)
  const values = names.filter((column) => !key.includes(column)).map((column) => `${column} = excluded.${column}`)
  const text = `insert into ${name} (${names.join(', ')})
    select ${entries.map(([column, [type]]) => read(column, type)).join(', ')}
    from unnest(${entries.map(([, [type]], index) => `$${index + 1}::${onTheWire[type]}[]`).join(', ')})
      as changed (${names.join(', ')})
    on conflict (${key.join(', ')}) do ${onConflict ?? `update set ${values.join(', ')}`}`
  return async (tx: Tx, rows: readonly Row[]): Promise<void> => {
    if (rows.length === 0) return
    const arrays = entries.map(([, [type, of]]) =>
      arrayOf(
        type,
        rows.map((row) => of(row)),
      ),
    )
    await tx.query({ name: `write-${name}`, text, values: arrays })
  }
}

/** A time column as epoch ms. */
export function ms(column: string): string {
  const name = column.split('.').at(-1)
  return `(extract(epoch from ${column}) * 1000)::float8 as ${name}`
}
