import type { RowChange } from '../row-change.ts'
import { formatLsn } from './lsn.ts'
import type { Lsn } from './lsn.ts'
import type { RowPart } from './relation-rows.ts'

interface TransactionOptions {
  epoch: number
  commitLsn: Lsn
  committedAt: number
  xid: number
  maxChunkChanges: number
  maxChunkBytes: number
}

/** `bytes`: as they were sent. */
export interface Chunk {
  changes: readonly RowChange[]
  bytes: number
}

/** Names the changes of one transaction and gathers them into chunks. */
export class OpenTransaction {
  /** To be handed over after its changes. */
  readonly messages: { type: 'message'; prefix: string; content: string; transactional: true }[] = []
  readonly #options: TransactionOptions
  readonly #lsn: string
  readonly #idPrefix: string
  #index = 0
  #chunk: RowChange[] = []
  #bytes = 0

  constructor(options: TransactionOptions) {
    this.#options = options
    this.#lsn = formatLsn(options.commitLsn)
    this.#idPrefix = `e${options.epoch}/${this.#lsn}/`
  }

  /** @returns a chunk that had no room for it: the last chunk is only known at the commit. */
  add(part: RowPart, bytes: number): Chunk | null {
    const { maxChunkChanges, maxChunkBytes } = this.#options
    const isFull = this.#chunk.length >= maxChunkChanges || this.#bytes + bytes > maxChunkBytes
    const full = isFull && this.#chunk.length > 0 ? this.takeChunk() : null
    this.#chunk.push(this.#change(part))
    this.#bytes += bytes
    return full
  }

  takeChunk(): Chunk {
    const chunk = { changes: this.#chunk, bytes: this.#bytes }
    this.#chunk = []
    this.#bytes = 0
    return chunk
  }

  /** Member by member: one shape for all changes, and several times as fast as a spread. */
  #change(part: RowPart): RowChange {
    const { committedAt, xid } = this.#options
    const { op, schema, table, key, before, after, kept, omitted } = part
    const index = this.#index++
    const id = `${this.#idPrefix}${index}`
    const place = { lsn: this.#lsn, xid, index }
    return { id, op, schema, table, key, before, after, kept, omitted, committedAt, place, backfill: false }
  }
}
