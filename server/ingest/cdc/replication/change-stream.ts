import type { Clock } from '../../../runtime/clock.ts'
import { CaptureError } from '../capture.ts'
import type { DatabaseConnection } from '../connection.ts'
import type { RowChange } from '../row-change.ts'
import type { Catalogue } from './catalogue.ts'
import { openCatalogue } from './catalogue.ts'
import { resolveColumnTypes } from './column-type.ts'
import { MalformedBytesError } from './byte-reader.ts'
import type { Lsn } from './lsn.ts'
import { OpenTransaction } from './open-transaction.ts'
import { parsePgoutput } from './pgoutput.ts'
import type { PgoutputMessage, Relation } from './pgoutput.ts'
import { needsCatalogueKey, relationRows } from './relation-rows.ts'
import type { RelationRows, RowPart } from './relation-rows.ts'
import type { Replication } from './start-replication.ts'
import { openReplicationLine } from './replication-line.ts'
import type { LineLimits } from './line-options.ts'
import type { ReplicationLine } from './replication-line.ts'

/*
 * The committed transactions of a database, in the order of their commits. A transaction is handed over in chunks and never
 * held whole. The same change has the same id however often it is sent: `e<epoch>/<LSN of its commit>/<index among the
 * changes of its transaction>`.
 *
 * Nothing is acknowledged by itself: whoever reads says `acknowledge(item.lsn)` once this item and all before it are in the
 * log. Until then the server sends them again to every new stream.
 */
export interface ChangeStream extends AsyncIterable<StreamItem, void, undefined>, AsyncDisposable {
  /** How far the server has sent, handed over or not. It sends nothing that is not on its own disk. */
  readonly received: Lsn
  acknowledge(lsn: Lsn): void
  /** Tells the server what is acknowledged and ends; the iteration ends, too. */
  close(): Promise<void>
}

export type StreamItem =
  /** Changes of one transaction, the next in order. `lsn` is null until the last of them; `bytes`: as they were sent. */
  | { type: 'changes'; changes: readonly RowChange[]; bytes: number; endsTransaction: false; lsn: null }
  | { type: 'changes'; changes: readonly RowChange[]; bytes: number; endsTransaction: true; lsn: Lsn }
  /** What `pg_logical_emit_message` was called with; one that is transactional comes after its transaction's changes. */
  | { type: 'message'; prefix: string; content: string; transactional: boolean; lsn: Lsn }
  /** There is nothing of ours before `lsn` that was not handed over. */
  | { type: 'idle'; lsn: Lsn }

export interface ChangeStreamOptions extends Replication {
  connection: DatabaseConnection
  /** Of the capture's memory: part of every id. */
  epoch: number
  /** Ends the stream as `close` does. */
  signal: AbortSignal
  clock: Clock
  /** Logical messages with another prefix are none of ours. */
  messagePrefix?: string
  catalogue?: Catalogue
  limits?: Partial<LineLimits & ChunkLimits>
}

export interface ChunkLimits {
  maxChunkChanges: number
  maxChunkBytes: number
}

const chunkDefaults: ChunkLimits = { maxChunkChanges: 1000, maxChunkBytes: 4 * 1024 ** 2 }

/**
 * Begins to stream; what follows is read in one loop, `for await (const item of stream)`.
 *
 * @throws CaptureError, as does the loop.
 */
export async function changeStream(options: ChangeStreamOptions): Promise<ChangeStream> {
  const catalogue = options.catalogue ?? openCatalogue(options.connection)
  const line = await openReplicationLine({ ...options, lookAtServer: (pid) => catalogue.lookAtServer(pid) })
  const reader = new TransactionReader(line, catalogue, options)
  const close = async () => {
    catalogue.close()
    await line.close()
  }
  return {
    get received() {
      return line.received
    },
    acknowledge: (lsn) => line.acknowledge(lsn),
    close,
    [Symbol.asyncDispose]: close,
    async *[Symbol.asyncIterator]() {
      try {
        yield* reader.items()
      } catch (cause) {
        if (!(cause instanceof MalformedBytesError)) throw cause
        throw new CaptureError('internal', cause.message, { cause })
      } finally {
        await close()
      }
    },
  }
}

const noItems: readonly StreamItem[] = []

/** Turns messages into items: knows the relations that were described and the transaction that is open. */
class TransactionReader {
  readonly #line: ReplicationLine
  readonly #catalogue: Catalogue
  readonly #epoch: number
  readonly #prefix: string
  readonly #chunks: ChunkLimits
  readonly #relations = new Map<number, RelationRows>()
  #transaction: OpenTransaction | null = null

  constructor(line: ReplicationLine, catalogue: Catalogue, options: ChangeStreamOptions) {
    this.#line = line
    this.#catalogue = catalogue
    this.#epoch = options.epoch
    this.#prefix = options.messagePrefix ?? 'vigie'
    this.#chunks = { ...chunkDefaults, ...options.limits }
  }

  async *items(): AsyncGenerator<StreamItem, void, undefined> {
    for (;;) {
      const message = this.#line.take()
      if (message?.type === 'data') {
        const read = this.#read(message.payload)
        // Most messages are rows, of which there is nothing to wait for, and nothing to hand over yet.
        const items = read instanceof Promise ? await read : read
        for (const item of items) yield item
      } else if (message) {
        // Within a transaction it says how far the decoder is, not what was handed over.
        if (!this.#transaction) yield { type: 'idle', lsn: message.walEnd }
      } else if (!(await this.#line.whenReadable())) {
        return
      }
    }
  }

  #read(payload: Buffer): readonly StreamItem[] | Promise<readonly StreamItem[]> {
    const message = parsePgoutput(payload)
    switch (message.type) {
      case 'begin':
        this.#transaction = new OpenTransaction({ ...message, epoch: this.#epoch, ...this.#chunks })
        return noItems
      case 'commit':
        return this.#commit(message.endLsn)
      case 'relation':
        return this.#takeRelation(message.relation)
      case 'insert':
      case 'update':
      case 'delete':
      case 'truncate':
        return this.#change(message, payload.length)
      case 'message':
        return this.#logicalMessage(message)
      case 'origin':
      case 'type':
        return noItems
    }
  }

  #commit(endLsn: Lsn): StreamItem[] {
    const transaction = this.#openTransaction()
    this.#transaction = null
    const chunk = transaction.takeChunk()
    const messages = transaction.messages.map((message): StreamItem => ({ ...message, lsn: endLsn }))
    if (chunk.changes.length > 0) {
      return [{ type: 'changes', ...chunk, endsTransaction: true, lsn: endLsn }, ...messages]
    }
    return messages.length > 0 ? messages : [{ type: 'idle', lsn: endLsn }]
  }

  #change(message: RowMessage, bytes: number): readonly StreamItem[] {
    switch (message.type) {
      case 'insert':
        return this.#add(this.#rowsOf(message.relationId).insert(message.after), bytes)
      case 'update':
        return this.#add(this.#rowsOf(message.relationId).update(message.old, message.after), bytes)
      case 'delete':
        return this.#add(this.#rowsOf(message.relationId).delete(message.old), bytes)
      case 'truncate':
        return message.relationIds.flatMap((id) => this.#add(this.#rowsOf(id).truncate(), bytes))
    }
  }

  #add(part: RowPart, bytes: number): readonly StreamItem[] {
    const chunk = this.#openTransaction().add(part, bytes)
    return chunk ? [{ type: 'changes', ...chunk, endsTransaction: false, lsn: null }] : noItems
  }

  async #takeRelation(relation: Relation): Promise<readonly StreamItem[]> {
    this.#relations.set(relation.id, await this.#describe(relation))
    return noItems
  }

  #logicalMessage({ prefix, content, transactional, lsn }: LogicalMessage): StreamItem[] {
    if (prefix !== this.#prefix) return []
    const message = { type: 'message', prefix, content: content.toString() } as const
    if (!transactional) return [{ ...message, transactional, lsn }]
    this.#openTransaction().messages.push({ ...message, transactional })
    return []
  }

  async #describe(relation: Relation): Promise<RelationRows> {
    const oids = relation.columns.map(({ type }) => type)
    const types = await resolveColumnTypes(oids, this.#catalogue.findTypes)
    const catalogueKey = needsCatalogueKey(relation) ? await this.#catalogue.findKey(relation.id) : []
    return relationRows(relation, { types, catalogueKey })
  }

  #rowsOf(relationId: number): RelationRows {
    const rows = this.#relations.get(relationId)
    if (!rows) throw new MalformedBytesError(`a change belongs to relation ${relationId}, which was not described`)
    return rows
  }

  #openTransaction(): OpenTransaction {
    if (!this.#transaction) throw new MalformedBytesError('a change belongs to no transaction')
    return this.#transaction
  }
}

type RowMessage = Extract<PgoutputMessage, { type: 'insert' | 'update' | 'delete' | 'truncate' }>
type LogicalMessage = Extract<PgoutputMessage, { type: 'message' }>
