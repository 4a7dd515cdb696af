import type { Client } from 'pg'
import type { CaptureContext } from '../capture.ts'
import type { OutboxConfig } from '#contract/database.ts'
import type { Limits } from '../limited-query.ts'
import type { OutboxRow, OutboxTransaction } from './outbox-rows.ts'
import { changeId, firstOf, inUse, isCanary, lastOf, OutboxTable, readCanary, toChange } from './outbox-rows.ts'

/*
 * One reading of the outbox: transactions one after another, each stored, then deleted. A transaction is deleted in one
 * statement after the whole of it is in the log; a crash between the two brings it again, whole and under the same ids.
 * Small transactions are read and stored together, a large one in pieces, so that memory holds about one piece.
 */

export interface ReadingSizes {
  /** Transactions looked up at a time. */
  transactions: number
  /** Rows, and bytes of them, at a time; a single row is never split. */
  rows: number
  bytes: number
}

export const readingSizes: ReadingSizes = { transactions: 10_000, rows: 1000, bytes: 4 * 1024 * 1024 }

type Reading = Pick<CaptureContext<OutboxConfig>, 'config' | 'sink' | 'memory' | 'clock'> & {
  client: Client
  limits: Limits
  sizes: ReadingSizes
}

export class OutboxReader {
  readonly #reading: Reading
  readonly #outbox: OutboxTable

  constructor(reading: Reading) {
    this.#reading = reading
    this.#outbox = new OutboxTable(reading.client, reading.config.schema)
  }

  /** Resolves when all that was committed before `asOf` is in the log; `lastChangeAt` is null when there was nothing. */
  async read(): Promise<{ asOf: number; lastChangeAt: number | null }> {
    const { clock, limits, sizes } = this.#reading
    let lastChangeAt: number | null = null
    for (;;) {
      const asOf = clock.now()
      const transactions = await this.#outbox.listTransactions(sizes.transactions, limits)
      for (const batch of batchesOf(transactions, sizes)) {
        const commits = await this.#storeBatch(batch)
        if (commits.length > 0) lastChangeAt = Math.max(lastChangeAt ?? 0, ...commits)
      }
      if (transactions.length < sizes.transactions) return { asOf, lastChangeAt }
    }
  }

  /** @returns when its changes were committed. */
  async #storeBatch(batch: readonly OutboxTransaction[]): Promise<number[]> {
    const { limits } = this.#reading
    const [first] = batch
    const stored = batch.length === 1 && first ? await this.#storeInPieces(first) : await this.#storeTogether(batch)
    // The larger, the longer it may take.
    await this.#outbox.deleteTransactions(batch, { ...limits, timeoutMs: limits.timeoutMs + countRows(batch) / 50 })
    return stored
  }

  async #storeInPieces(transaction: OutboxTransaction): Promise<number[]> {
    const commits: number[] = []
    let count = 0
    for await (const rows of this.#pieces([transaction])) {
      count += rows.length
      commits.push(...(await this.#store(transaction, rows, count === transaction.rows)))
    }
    return commits
  }

  /** All are under way before any is awaited, so they share the log's flushes; none is left alone when one fails. */
  async #storeTogether(batch: readonly OutboxTransaction[]): Promise<number[]> {
    const rows = new Map<string, OutboxRow[]>(batch.map(({ txid }) => [txid, []]))
    for await (const piece of this.#pieces(batch)) for (const row of piece) rows.get(row.txid)?.push(row)
    const storing = batch.map((transaction) => this.#store(transaction, rows.get(transaction.txid) ?? [], true))
    await Promise.allSettled(storing)
    return (await Promise.all(storing)).flat()
  }

  async *#pieces(batch: readonly OutboxTransaction[]): AsyncGenerator<OutboxRow[]> {
    const { limits, sizes, config } = this.#reading
    const of = {
      txids: batch.map(({ txid }) => txid),
      lastId: lastOf(batch),
      maxRows: sizes.rows,
      maxBytes: sizes.bytes,
    }
    let afterId = (BigInt(firstOf(batch)) - 1n).toString()
    for (let missing = countRows(batch); missing > 0;) {
      const piece = await this.#outbox.readRows({ ...of, afterId }, limits)
      const last = piece.at(-1)
      if (!last) throw inUse(config.schema)
      yield piece
      missing -= piece.length
      afterId = last.id
    }
  }

  /** Triggers that are somebody else's to take away go on writing for tables that are not captured any more. */
  #isCaptured({ schema, table }: { schema: string; table: string }): boolean {
    return this.#reading.config.tables.includes(`${schema}.${table}`)
  }

  /** @returns when they were committed; nothing of a sign of life of our own. */
  async #store(
    transaction: OutboxTransaction,
    rows: readonly OutboxRow[],
    endsTransaction: boolean,
  ): Promise<number[]> {
    const { sink, memory } = this.#reading
    const { epoch } = memory
    const { committedAt } = transaction
    const [first] = rows
    if (first && isCanary(first)) {
      await sink.storeCanary({ id: changeId(epoch, first.id), sentAt: readCanary(first) })
      return []
    }
    const changes = rows
      .map((row) => toChange(row, { epoch, committedAt }))
      .filter((change) => this.#isCaptured(change))
    await sink.store(changes, { endsTransaction })
    return [committedAt]
  }
}

function countRows(batch: readonly OutboxTransaction[]): number {
  return batch.reduce((sum, { rows }) => sum + rows, 0)
}

/** Neighbours that fit into one piece together; one that does not fit is alone. */
function batchesOf(transactions: readonly OutboxTransaction[], sizes: ReadingSizes): OutboxTransaction[][] {
  const batches: OutboxTransaction[][] = []
  let room = { rows: 0, bytes: 0 }
  for (const transaction of transactions) {
    const { rows, bytes } = transaction
    if (rows <= room.rows && bytes <= room.bytes) batches.at(-1)?.push(transaction)
    else {
      batches.push([transaction])
      room = { rows: sizes.rows, bytes: sizes.bytes }
    }
    room = { rows: room.rows - rows, bytes: room.bytes - bytes }
  }
  return batches
}
