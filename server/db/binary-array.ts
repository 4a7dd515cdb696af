/*
 * Arrays of one dimension as parameters of queries, in PostgreSQL's binary format: written and read several times as fast as their
 * text, in which every quotation mark of an element is escaped. `pg` sends what is a Buffer as it is.
 * Format: array_recv() in PostgreSQL's src/backend/utils/adt/arrayfuncs.c. Five int4: dimensions, whether there are nulls, OID of
 * the elements' type, length, lower bound; then each element behind its length in bytes, -1 for null.
 */
const headerBytes = 20
/** UTF-8 takes three bytes at the most for a unit of UTF-16. */
const maxBytesPerUnit = 3

const oids = { int4: 23, text: 25, float8: 701 } as const

function startArray(type: keyof typeof oids, length: number, elementsBytes: number): Buffer {
  const buffer = Buffer.allocUnsafe(headerBytes + 4 * length + elementsBytes)
  buffer.writeInt32BE(1, 0)
  buffer.writeInt32BE(0, 4)
  buffer.writeInt32BE(oids[type], 8)
  buffer.writeInt32BE(length, 12)
  buffer.writeInt32BE(1, 16)
  return buffer
}

/**
 * @param texts without U+0000, which PostgreSQL refuses.
 * @throws Error when a text holds half a surrogate pair, which no UTF-8 does.
 */
export function textArray(texts: readonly (string | null)[]): Buffer {
  const units = texts.reduce((sum, text) => sum + (text?.length ?? 0), 0)
  const buffer = startArray('text', texts.length, maxBytesPerUnit * units)
  let at = headerBytes
  for (const text of texts) {
    if (text?.isWellFormed() === false) throw new Error('half a surrogate pair cannot be stored')
    const bytes = text === null ? -1 : buffer.write(text, at + 4)
    if (bytes < 0) buffer.writeInt32BE(1, 4)
    buffer.writeInt32BE(bytes, at)
    at += 4 + Math.max(bytes, 0)
  }
  return buffer.subarray(0, at)
}

export function float8Array(numbers: readonly number[]): Buffer {
  return numberArray('float8', 8, numbers, (buffer, number, at) => buffer.writeDoubleBE(number, at))
}

/** @param numbers of 32 bits, with sign. */
export function int4Array(numbers: readonly number[]): Buffer {
  return numberArray('int4', 4, numbers, (buffer, number, at) => buffer.writeInt32BE(number, at))
}

/** @param write one number; returns where the next one begins. */
function numberArray(
  type: 'float8' | 'int4',
  bytes: number,
  numbers: readonly number[],
  write: (buffer: Buffer, number: number, at: number) => number,
): Buffer {
  const buffer = startArray(type, numbers.length, bytes * numbers.length)
  let at = headerBytes
  for (const number of numbers) at = write(buffer, number, buffer.writeInt32BE(bytes, at))
  return buffer
}
