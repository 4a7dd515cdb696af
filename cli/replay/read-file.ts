import { createReadStream } from 'node:fs'
import { open, readFile, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { PassThrough, Transform } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { CsvError, parse } from 'csv-parse'
import type { Cells, DocumentFormat, FileEvent, Format, TableFormat } from './formats/format.ts'
import { Grouping } from './group.ts'
import { ReplayError } from './replay-error.ts'

/** How far into the file a reading is; bytes are the file's own, compressed if it is. */
export interface Reading {
  bytes: number
  records: number
}

interface ReadOptions {
  path: string
  format: Format
  /** Updated while the file is read. */
  reading: Reading
}

type TableOptions = ReadOptions & { format: TableFormat }

interface Record {
  record: string[]
  info: { lines: number }
}

function operatorMessage(path: string, error: Error): string {
  const code = 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return `${path}: there is no such file.`
  if (code === 'EACCES' || code === 'EPERM') return `${path}: no permission to read it.`
  if (code === 'Z_BUF_ERROR') return `${path}: the gzip data ends early; the file is cut off. Copy it again.`
  if (typeof code === 'string' && code.startsWith('Z_')) return `${path}: cannot be decompressed (${error.message}).`
  if (error instanceof CsvError) return `${path}: not readable as CSV: ${error.message}.`
  return `${path}: ${error.message}`
}

/** @returns the size of a regular file. @throws ReplayError when there is none to read. */
export async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((cause: Error) => {
    throw new ReplayError(operatorMessage(path, cause), { cause })
  })
  if (!found.isFile()) throw new ReplayError(`${path}: is not a regular file. It is read twice, so a pipe will not do.`)
  return found.size
}

/** Gzip says so in its first two bytes, whatever the file is called. */
async function isGzip(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(2), 0, 2, 0)
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b
  } finally {
    await file.close()
  }
}

async function* readRecords({ path, reading }: TableOptions): AsyncGenerator<Record> {
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      reading.bytes += chunk.length
      done(null, chunk)
    },
  })
  const unpack = (await isGzip(path)) ? createGunzip() : new PassThrough()
  const parser = parse({ bom: true, info: true, skip_empty_lines: true, max_record_size: 1024 * 1024 })
  const fed = pipeline(createReadStream(path), count, unpack, parser)
  fed.catch(() => undefined)
  // With `info: true` csv-parse emits { record, info } instead of the record.
  yield* parser as AsyncIterable<Record>
  await fed
}

function checkHeader(cells: Cells, { path, format }: TableOptions): void {
  const missing = format.columns.filter((column) => !cells.includes(column))
  if (
    missing.length === 0 &&
    cells.length === format.columns.length &&
    format.columns.every((c, i) => c === cells[i])
  ) {
    return
  }
  throw new ReplayError(
    `${path}: the first line must name the columns of ${format.name}: ${format.columns.join(',')}` +
      (missing.length === 0 ? `; found ${cells.join(',').slice(0, 200)}.` : `; missing: ${missing.join(', ')}.`),
  )
}

/**
 * Reads a file as the events it holds, in memory that does not grow with its size (see group.ts), unless the format is one that
 * is read whole.
 * @throws ReplayError for anything wrong with the file, naming the line where there is one.
 */
export async function* readEvents(options: ReadOptions): AsyncGenerator<FileEvent> {
  const { path, format, reading } = options
  try {
    yield* 'toEvents' in format ? readDocument({ path, format, reading }) : readTable({ path, format, reading })
  } catch (error) {
    if (error instanceof ReplayError || !(error instanceof Error)) throw error
    throw new ReplayError(operatorMessage(path, error), { cause: error })
  }
}

async function* readTable(options: TableOptions): AsyncGenerator<FileEvent> {
  const { path, format, reading } = options
  const grouping = new Grouping(format.unit)
  let headerSeen = false
  for await (const { record, info } of readRecords(options)) {
    if (headerSeen) {
      reading.records += 1
      for (const rows of grouping.push(format.keyOf(record), { line: info.lines, cells: record })) {
        yield format.toEvent(rows)
      }
    } else {
      checkHeader(record, options)
      headerSeen = true
    }
  }
  if (!headerSeen) throw new ReplayError(`${path}: is empty.`)
  for (const rows of grouping.finish()) yield format.toEvent(rows)
}

async function* readDocument({
  path,
  format,
  reading,
}: ReadOptions & { format: DocumentFormat }): AsyncGenerator<FileEvent> {
  const { size } = await stat(path)
  if (size > format.maxSize)
    throw new ReplayError(`${path}: is larger than ${format.maxSize} bytes. Split it in several.`)
  reading.bytes = size
  for (const event of format.toEvents(await readFile(path, 'utf8'))) {
    reading.records += 1
    yield event
  }
}
