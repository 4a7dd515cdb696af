import type { Client, QueryResultRow } from 'pg'
import * as z from 'zod'
import { CaptureError } from '../capture.ts'
import type { Limits } from '../limited-query.ts'
import { ask } from '../limited-query.ts'
import { parseRow } from '../parse-row.ts'
import type { Row, RowChange } from '../row-change.ts'
import { outboxChannel, outboxTable } from './outbox-sql.ts'
import { explainUse } from './set-up-outbox.ts'

/** The statements of the outbox's reader. Ids and transaction ids are bigints, and texts here. */
export class OutboxTable {
  readonly #client: Client
  readonly #schema: string
  readonly #name: string

  constructor(client: Client, schema: string) {
    this.#client = client
    this.#schema = schema
    this.#name = outboxTable(schema)
  }

  /**
   * Committed transactions in an order of their commits, oldest first. The numbers of the rows are given out while the
   * transactions run, so the first one says nothing, but the last one does where it matters: who changes a row that another
   * transaction has changed waits for its lock until that one has committed, and takes a number after that; so of two
   * transactions that touched the same row (or key, or truncated table) the later one has the greater last number. Any
   * order of the others is one in which they could have been committed. And a transaction that is not seen yet changed
   * nothing that these ones changed later, so it may follow them whatever its numbers.
   */
  listTransactions(limit: number, limits: Limits): Promise<OutboxTransaction[]> {
    return this.#ask(
      {
        text: `select txid::text, min(id)::text as "firstId", max(id)::text as "lastId", count(*)::int as rows,
            sum(coalesce(pg_column_size(before), 0) + coalesce(pg_column_size(after), 0))::float8 as bytes,
            floor(extract(epoch from max(at)) * 1000)::float8 as "committedAt"
          from ${this.#name} group by txid order by max(id) limit $1`,
        values: [limit],
      },
      limits,
    )
  }

  /** Rows of these transactions after `afterId`, in order: at most `maxRows`, and once `maxBytes` are reached no more. */
  readRows(
    of: { txids: readonly string[]; afterId: string; lastId: string; maxRows: number; maxBytes: number },
    limits: Limits,
  ): Promise<OutboxRow[]> {
    return this.#ask(
      {
        text: `select id, txid, op, "schema", "table", key, before, after from (
            select place, id::text as id, txid::text as txid, op, table_schema as "schema", table_name as "table",
              key::text as key, before::text as before, after::text as after,
              sum(coalesce(octet_length(before::text), 0) + coalesce(octet_length(after::text), 0))
                over (order by place rows between unbounded preceding and 1 preceding) as "bytesBefore"
            from (
              select id as place, id, txid, op, table_schema, table_name, key, before, after from ${this.#name}
              where id > $2 and id <= $3 and txid = any ($1::text[]::xid8[]) order by id limit $4
            ) next
          ) sized where coalesce("bytesBefore", 0) < $5 order by place`,
        values: [of.txids, of.afterId, of.lastId, of.maxRows, of.maxBytes],
      },
      limits,
    )
  }

  /** @throws CaptureError `slot-in-use` when they are not all there: somebody else empties this outbox, too. */
  async deleteTransactions(transactions: readonly OutboxTransaction[], limits: Limits): Promise<void> {
    const expected = transactions.reduce((sum, { rows }) => sum + rows, 0)
    const [deleted] = await this.#ask<{ rows: number }>(
      {
        text: `with deleted as (
            delete from ${this.#name} where id between $2 and $3 and txid = any ($1::text[]::xid8[]) returning 1
          ) select count(*)::int as rows from deleted`,
        values: [transactions.map(({ txid }) => txid), firstOf(transactions), lastOf(transactions)],
      },
      limits,
    )
    if (deleted?.rows !== expected) throw inUse(this.#schema)
  }

  /**
   * Drops what a snapshot has seen, null = everything. What is written later is not visible in it, so this may be repeated
   * at any time.
   */
  async deleteSeen(snapshot: string | null, limits: Limits): Promise<void> {
    for (;;) {
      const [deleted] = await this.#ask<{ rows: number }>(
        {
          text: `with deleted as (
              delete from ${this.#name} where id in (
                select id from ${this.#name} where $1::text is null or pg_visible_in_snapshot(txid, $1::text::pg_snapshot)
                limit 10000
              ) returning 1
            ) select count(*)::int as rows from deleted`,
          values: [snapshot],
        },
        limits,
      )
      if (!deleted || deleted.rows === 0) return
    }
  }

  /** A row of our own, which wakes its reader as any other does. @returns its id */
  async insertCanary(sentAt: number, limits: Limits): Promise<string> {
    const [canary] = await this.#ask<{ id: string }>(
      {
        text: `with canary as (
            insert into ${this.#name} (op, table_schema, table_name, after) values ('canary', $1, 'outbox', $2)
            returning id, txid
          ) select id::text as id,
            case when current_setting('max_prepared_transactions') = '0' then pg_notify($3, txid::text) end as notified
          from canary`,
        values: [this.#schema, JSON.stringify({ sentAt }), outboxChannel(this.#schema)],
      },
      limits,
    )
    if (!canary) throw new Error('an inserted row is returned')
    return canary.id
  }

  async #ask<Result extends QueryResultRow>(
    statement: { text: string; values: readonly unknown[] },
    limits: Limits,
  ): Promise<Result[]> {
    try {
      return await ask<Result>(this.#client, statement, limits)
    } catch (error) {
      throw explainUse(error, { schema: this.#schema, user: this.#client.user ?? '' })
    }
  }
}

export interface OutboxTransaction {
  txid: string
  firstId: string
  lastId: string
  rows: number
  /** As stored, so compressed. */
  bytes: number
  /** Epoch ms of its last change: a commit comes after its rows are written. */
  committedAt: number
}

export interface OutboxRow {
  id: string
  txid: string
  op: string
  schema: string
  table: string
  /** Names of the key's columns, as JSON. */
  key: string | null
  before: string | null
  after: string | null
}

export function inUse(schema: string): CaptureError {
  return new CaptureError(
    'slot-in-use',
    `somebody else empties the outbox of the schema ${schema}; each Vigie and each source needs a schema of its own`,
  )
}

export function firstOf(transactions: readonly OutboxTransaction[]): string {
  return transactions
    .map(({ firstId }) => BigInt(firstId))
    .reduce((a, b) => (a < b ? a : b))
    .toString()
}

export function lastOf(transactions: readonly OutboxTransaction[]): string {
  return transactions
    .map(({ lastId }) => BigInt(lastId))
    .reduce((a, b) => (a > b ? a : b))
    .toString()
}

const keySchema = z.array(z.string())
const operationSchema = z.enum(['insert', 'update', 'delete', 'truncate'])

export function toChange(row: OutboxRow, { epoch, committedAt }: { epoch: number; committedAt: number }): RowChange {
  const { id, txid, op, schema, table } = row
  const before = parse(row.before)
  const after = parse(row.after)
  const omitted = [...new Set([...(before?.omitted ?? []), ...(after?.omitted ?? [])])]
  return {
    id: changeId(epoch, id),
    op: operationSchema.parse(op),
    schema,
    table,
    key: row.key === null ? null : keyOf(row.key, before?.row ?? after?.row ?? {}),
    before: before && without(before.row, omitted),
    after: after && without(after.row, omitted),
    kept: [],
    omitted,
    committedAt,
    place: { outbox: id, transaction: txid },
    backfill: false,
  }
}

export function changeId(epoch: number, id: string): string {
  return `e${epoch}/outbox/${id}`
}

export function isCanary({ op }: OutboxRow): boolean {
  return op === 'canary'
}

/** @returns when it was sent, epoch ms. */
export function readCanary({ after }: OutboxRow): number {
  return z.object({ sentAt: z.number() }).parse(JSON.parse(after ?? 'null')).sentAt
}

function parse(json: string | null): { row: Row; omitted: string[] } | null {
  return json === null ? null : parseRow(json)
}

function keyOf(names: string, row: Row): Row {
  return Object.fromEntries(keySchema.parse(JSON.parse(names)).map((name) => [name, row[name] ?? null]))
}

function without(row: Row, columns: readonly string[]): Row {
  if (columns.length === 0) return row
  return Object.fromEntries(Object.entries(row).filter(([column]) => !columns.includes(column)))
}
