import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parseExactly } from '../ingest/exact-numbers.ts'

/*
 * What PostgreSQL itself says was committed: its own example of a decoder (`test_decoding`), read by its own program. Nothing of
 * ours is between the two and the write-ahead log.
 */
const program = '/usr/bin/pg_recvlogical'

export const hasRecvlogical = existsSync(program)

/** In the columns' order. `undefined`: not sent, because it is what it was. */
export type DecodedRow = Readonly<Record<string, unknown>>

export interface DecodedChange {
  op: 'c' | 'u' | 'd' | 't'
  /** `schema.table` */
  table: string
  /** As it was before: the key, or what is not null of the whole row. null = not sent. */
  old: DecodedRow | null
  new: DecodedRow | null
}

/** Every change that the slot has kept up to this position, by transactions, in the order of their commits. */
export async function readSlotToEnd(
  url: string,
  { slot, end }: { slot: string; end: string },
): Promise<DecodedChange[][]> {
  const folder = await mkdtemp(join(tmpdir(), 'vigie-decoded-'))
  try {
    const file = join(folder, 'changes')
    const options = ['--option', 'include-xids=0', '--option', 'skip-empty-xacts=1']
    const reading = ['--dbname', url, '--slot', slot, '--start', '--no-loop', '--endpos', end, '--file', file]
    await promisify(execFile)(program, [...reading, ...options])
    return parseDecoded(await readFile(file, 'utf8'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** @param text as `test_decoding` writes it. A value may hold line breaks. @throws where it is not understood. */
export function parseDecoded(text: string): DecodedChange[][] {
  const cursor = new Cursor(text)
  const transactions: DecodedChange[][] = []
  while (!cursor.isAtEnd) {
    if (cursor.take(/BEGIN(?: \d+)?\n/y)) transactions.push([])
    else if (cursor.take(/COMMIT(?: \d+)?\n/y)) continue
    else if (!skipMessage(cursor)) transactions.at(-1)?.push(readChange(cursor))
  }
  return transactions
}

class Cursor {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length
  }

  /** @param pattern is sticky. */
  take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)
    if (found) this.#at += found[0].length
    return found
  }

  expect(pattern: RegExp): RegExpExecArray {
    const found = this.take(pattern)
    if (!found) throw new Error(`this is no ${pattern.source}: ${this.#text.slice(this.#at, this.#at + 200)}`)
    return found
  }

  /** Characters; of messages that are plain ASCII also bytes. */
  skip(length: number): void {
    this.#at += length
  }
}

/** A logical message, such as a sign of life of ours. */
function skipMessage(cursor: Cursor): boolean {
  const [, size] = cursor.take(/message: transactional: [01] prefix: [^,]*, sz: (\d+) content:/y) ?? []
  if (size === undefined) return false
  cursor.skip(Number(size))
  cursor.expect(/\n/y)
  return true
}

const ops = new Map<string | undefined, DecodedChange['op']>([
  ['INSERT', 'c'],
  ['UPDATE', 'u'],
  ['DELETE', 'd'],
  ['TRUNCATE', 't'],
])

function readChange(cursor: Cursor): DecodedChange {
  const [, table = '', verb] = cursor.expect(/table ([^:\n]+): (INSERT|UPDATE|DELETE|TRUNCATE):/y)
  const op = ops.get(verb) ?? 't'
  if (op === 't') {
    cursor.expect(/[^\n]*\n/y)
    return { op, table, old: null, new: null }
  }
  const hasOld = op === 'd' || cursor.take(/ old-key:/y) !== null
  const old = hasOld ? readRow(cursor) : null
  if (hasOld && op === 'u') cursor.expect(/ new-tuple:/y)
  const row = op === 'd' ? null : readRow(cursor)
  cursor.expect(/\n/y)
  return { op, table, old, new: row }
}

const column = / ("(?:[^"]|"")+"|[^"[\s:]+)\[(.+?)\]:(?:'([^']*(?:''[^']*)*)'|(\S+))/y

function readRow(cursor: Cursor): DecodedRow {
  const values: [string, unknown][] = []
  for (let found = cursor.take(column); found; found = cursor.take(column)) {
    const [, name = '', type = '', quoted, plain = ''] = found
    const text = quoted?.replaceAll("''", "'") ?? plain
    const isNull = quoted === undefined && plain === 'null'
    values.push([name, plain === 'unchanged-toast-datum' ? undefined : isNull ? null : valueOf(type, text)])
  }
  return Object.fromEntries(values)
}

/** The types that the workload has; what is not named here is text. */
function valueOf(type: string, text: string): unknown {
  switch (type) {
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'numeric':
      return /\d$/.test(text) ? parseExactly(text) : text
    case 'boolean':
      return text === 'true'
    case 'json':
    case 'jsonb':
      return parseExactly(text)
    case 'timestamp without time zone':
      return text.replace(' ', 'T')
    case 'timestamp with time zone':
      return `${text.replace(' ', 'T')}:00`
    case 'text[]':
      return text === '{}' ? [] : text.slice(1, -1).split(',')
    default:
      return text
  }
}
