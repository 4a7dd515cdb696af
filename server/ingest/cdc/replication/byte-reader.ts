/** Reads what PostgreSQL writes, big-endian, and never past the end. */
export class ByteReader {
  readonly #bytes: Buffer
  #offset = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset
  }

  uint8(): number {
    return this.#bytes.readUInt8(this.#advance(1))
  }

  uint16(): number {
    return this.#bytes.readUInt16BE(this.#advance(2))
  }

  uint32(): number {
    return this.#bytes.readUInt32BE(this.#advance(4))
  }

  uint64(): bigint {
    return this.#bytes.readBigUInt64BE(this.#advance(8))
  }

  /** One byte as a character. */
  letter(): string {
    return String.fromCharCode(this.uint8())
  }

  /** Text up to a zero byte. */
  cstring(): string {
    const end = this.#bytes.indexOf(0, this.#offset)
    if (end === -1) throw new MalformedBytesError('a name has no end')
    const text = this.#bytes.toString('utf8', this.#offset, end)
    this.#offset = end + 1
    return text
  }

  /** A view, not a copy. */
  bytes(length: number): Buffer {
    const start = this.#advance(length)
    return this.#bytes.subarray(start, start + length)
  }

  text(length: number): string {
    const start = this.#advance(length)
    return this.#bytes.toString('utf8', start, start + length)
  }

  /** The PostgreSQL epoch is 2000-01-01; @returns Unix epoch ms. */
  timestampMs(): number {
    return Number(this.#bytes.readBigInt64BE(this.#advance(8)) / 1000n) + postgresEpochMs
  }

  end(): void {
    if (this.remaining > 0) throw new MalformedBytesError(`${this.remaining} bytes are left over`)
  }

  #advance(length: number): number {
    if (length > this.remaining) {
      throw new MalformedBytesError(
        `it ends at byte ${this.#bytes.length}; ${length} more are needed at ${this.#offset}`,
      )
    }
    const start = this.#offset
    this.#offset += length
    return start
  }
}

export const postgresEpochMs = Date.UTC(2000, 0, 1)

/** The other side does not speak the protocol that it said it would. */
export class MalformedBytesError extends Error {
  override name = 'MalformedBytesError'
}
