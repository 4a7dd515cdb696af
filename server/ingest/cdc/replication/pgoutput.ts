import { maxValueBytes } from '../row-change.ts'
import { ByteReader, MalformedBytesError } from './byte-reader.ts'
import type { Lsn } from './lsn.ts'

/*
 * What PostgreSQL's own output plugin says, protocol version 2 with neither `streaming` nor `binary`: a transaction comes
 * whole, after its commit, and no message carries a transaction's number. Source:
 * https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html
 */

/** A value that is what it was: it is stored out of line (TOAST) and the change did not touch it. */
export const unchanged = Symbol('unchanged')
/** A value that is longer than `maxValueBytes`. */
export const tooLong = Symbol('too long')

/** A column's text, or what became of it. */
export type TupleValue = string | null | typeof unchanged | typeof tooLong
/** In the order of the relation's columns. */
export type Tuple = readonly TupleValue[]

export interface RelationColumn {
  name: string
  type: number
  /** Part of the replica identity; under `full` every column is. */
  identifies: boolean
}

export interface Relation {
  id: number
  schema: string
  table: string
  replicaIdentity: 'default' | 'nothing' | 'full' | 'index'
  columns: readonly RelationColumn[]
}

/** What the database says of a row before its change. */
export type OldTuple = { of: 'key'; tuple: Tuple } | { of: 'row'; tuple: Tuple }

export type PgoutputMessage =
  /** `commitLsn` is that of the commit to come. Times are epoch ms. */
  | { type: 'begin'; commitLsn: Lsn; committedAt: number; xid: number }
  /** From `endLsn` on the transaction need not be sent again. */
  | { type: 'commit'; commitLsn: Lsn; endLsn: Lsn; committedAt: number }
  | { type: 'origin'; lsn: Lsn; name: string }
  | { type: 'relation'; relation: Relation }
  | { type: 'type'; id: number; schema: string; name: string }
  | { type: 'insert'; relationId: number; after: Tuple }
  | { type: 'update'; relationId: number; old: OldTuple | null; after: Tuple }
  | { type: 'delete'; relationId: number; old: OldTuple }
  | { type: 'truncate'; relationIds: readonly number[]; cascade: boolean; restartIdentity: boolean }
  | { type: 'message'; transactional: boolean; lsn: Lsn; prefix: string; content: Buffer }

/** @throws MalformedBytesError */
export function parsePgoutput(payload: Buffer): PgoutputMessage {
  const reader = new ByteReader(payload)
  const letter = reader.letter()
  const parse = parsers[letter]
  if (!parse) throw new MalformedBytesError(`pgoutput sent a message "${letter}", which version 2 does not have`)
  try {
    const message = parse(reader)
    reader.end()
    return message
  } catch (cause) {
    if (!(cause instanceof MalformedBytesError)) throw cause
    throw new MalformedBytesError(`pgoutput sent a malformed message "${letter}": ${cause.message}`, { cause })
  }
}

const parsers: Readonly<Partial<Record<string, (reader: ByteReader) => PgoutputMessage>>> = {
  B: (reader) => ({
    type: 'begin',
    commitLsn: reader.uint64(),
    committedAt: reader.timestampMs(),
    xid: reader.uint32(),
  }),
  C: parseCommit,
  O: (reader) => ({ type: 'origin', lsn: reader.uint64(), name: reader.cstring() }),
  R: (reader) => ({ type: 'relation', relation: parseRelation(reader) }),
  Y: (reader) => ({ type: 'type', id: reader.uint32(), schema: schemaName(reader), name: reader.cstring() }),
  I: (reader) => ({ type: 'insert', relationId: reader.uint32(), after: parseNewTuple(reader, reader.letter()) }),
  U: parseUpdate,
  D: parseDelete,
  T: parseTruncate,
  M: parseLogicalMessage,
}

function parseCommit(reader: ByteReader): PgoutputMessage {
  // Flags, none of which exists.
  reader.uint8()
  return {
    type: 'commit',
    commitLsn: reader.uint64(),
    endLsn: reader.uint64(),
    committedAt: reader.timestampMs(),
  }
}

/** Tables of the system's own schema are sent without its name. */
function schemaName(reader: ByteReader): string {
  return reader.cstring() || 'pg_catalog'
}

const replicaIdentities: Readonly<Partial<Record<string, Relation['replicaIdentity']>>> = {
  d: 'default',
  n: 'nothing',
  f: 'full',
  i: 'index',
}

function parseRelation(reader: ByteReader): Relation {
  const id = reader.uint32()
  const schema = schemaName(reader)
  const table = reader.cstring()
  const setting = reader.letter()
  const replicaIdentity = replicaIdentities[setting]
  if (!replicaIdentity) throw new MalformedBytesError(`there is no replica identity "${setting}"`)
  const columns = Array.from({ length: reader.uint16() }, () => parseRelationColumn(reader))
  return { id, schema, table, replicaIdentity, columns }
}

function parseRelationColumn(reader: ByteReader): RelationColumn {
  const identifies = (reader.uint8() & 1) === 1
  const name = reader.cstring()
  const type = reader.uint32()
  // The modifier: values are written with it already.
  reader.uint32()
  return { name, type, identifies }
}

function parseUpdate(reader: ByteReader): PgoutputMessage {
  const relationId = reader.uint32()
  const letter = reader.letter()
  if (letter === 'N') return { type: 'update', relationId, old: null, after: parseTuple(reader) }
  const old = parseOldTuple(reader, letter)
  return { type: 'update', relationId, old, after: parseNewTuple(reader, reader.letter()) }
}

function parseDelete(reader: ByteReader): PgoutputMessage {
  return { type: 'delete', relationId: reader.uint32(), old: parseOldTuple(reader, reader.letter()) }
}

function parseTruncate(reader: ByteReader): PgoutputMessage {
  const count = reader.uint32()
  const flags = reader.uint8()
  if (count * 4 !== reader.remaining) throw new MalformedBytesError(`it should name ${count} tables`)
  const relationIds = Array.from({ length: count }, () => reader.uint32())
  return { type: 'truncate', relationIds, cascade: (flags & 1) !== 0, restartIdentity: (flags & 2) !== 0 }
}

function parseLogicalMessage(reader: ByteReader): PgoutputMessage {
  return {
    type: 'message',
    transactional: (reader.uint8() & 1) === 1,
    lsn: reader.uint64(),
    prefix: reader.cstring(),
    content: reader.bytes(reader.uint32()),
  }
}

function parseNewTuple(reader: ByteReader, letter: string): Tuple {
  if (letter !== 'N') throw new MalformedBytesError(`a new row begins with "N", not with "${letter}"`)
  return parseTuple(reader)
}

function parseOldTuple(reader: ByteReader, letter: string): OldTuple {
  if (letter === 'K') return { of: 'key', tuple: parseTuple(reader) }
  if (letter === 'O') return { of: 'row', tuple: parseTuple(reader) }
  throw new MalformedBytesError(`an old row begins with "K" or "O", not with "${letter}"`)
}

function parseTuple(reader: ByteReader): Tuple {
  const count = reader.uint16()
  // Each takes a byte at least: a wrong count makes no long array.
  if (count > reader.remaining) throw new MalformedBytesError(`a row of ${count} columns is cut short`)
  const values: TupleValue[] = []
  for (let index = 0; index < count; index += 1) values.push(parseTupleValue(reader))
  return values
}

/** The letters n, u and t. */
const formOf = { null: 0x6e, unchanged: 0x75, text: 0x74 }

function parseTupleValue(reader: ByteReader): TupleValue {
  const form = reader.uint8()
  if (form === formOf.null) return null
  if (form === formOf.unchanged) return unchanged
  if (form !== formOf.text) {
    throw new MalformedBytesError(`a value of a form "${String.fromCharCode(form)}" was not asked for`)
  }
  const length = reader.uint32()
  if (length <= maxValueBytes) return reader.text(length)
  reader.bytes(length)
  return tooLong
}
