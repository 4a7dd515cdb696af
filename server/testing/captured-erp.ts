import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import { expect } from 'vitest'
import * as z from 'zod'
import { parseExactly } from '../ingest/exact-numbers.ts'
import { erpFullTables, erpKeys, erpSetUp } from './erp-workload.ts'
import type { OwnPostgres } from './own-postgres.ts'
import type { ServerProcess } from './server-process.ts'
import type { DecodedChange, DecodedRow } from './test-decoding.ts'
import { hasRecvlogical, readSlotToEnd } from './test-decoding.ts'

/*
 * Somebody's ERP that a real event server captures, and the same changes from the same write-ahead log as PostgreSQL's own
 * programs tell them. Both are brought into one form, a line a change, in which they must be equal.
 */
const file = fileURLToPath(new URL('../../../shared/data/erp-customer-orders/co_postgres.sql', import.meta.url))
const psql = '/usr/bin/psql'

/** Why it cannot be done here. */
export const erpIsMissing =
  existsSync(file) && existsSync(psql) && hasRecvlogical
    ? null
    : 'needs psql, pg_recvlogical and the database of customer orders'

const source = 'erp'
const witness = 'witness'

/** A database of its own in this cluster. @returns its connection string. */
export async function createErp(cluster: OwnPostgres): Promise<string> {
  await cluster.run('create database erp')
  const url = cluster.urlOf({ database: 'erp' })
  await promisify(execFile)(psql, [url, '--quiet', '--set=ON_ERROR_STOP=1', '--file', file])
  await cluster.run(erpSetUp, 'erp')
  return url
}

/** Begins to capture while nobody writes; the witness' slot is made just before, so both see the same changes. */
export async function captureErp({ url: server }: ServerProcess, erpUrl: string): Promise<void> {
  await ask(erpUrl, `select pg_create_logical_replication_slot('${witness}', 'test_decoding')`)
  const config = { capture: 'replication', tables: Object.keys(erpKeys) }
  const response = await fetch(`${server}/v1/sources`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ slug: source, kind: 'postgres', secret: erpUrl, config }),
  })
  expect(response.status, await response.text()).toBe(201)
}

/** Events of the source that are in the log, or rows that wait to be: of history, or of what followed it. */
export async function countOf(what: 'staged' | 'history' | 'changes', url: string): Promise<number> {
  const sql = {
    staged: `select count(*)::int as count from staged_rows where source = $1`,
    history: `select count(*)::int as count from events where source = $1 and backfill`,
    changes: `select count(*)::int as count from events where source = $1 and not backfill and not synthetic`,
  }[what]
  const [row] = await ask<{ count: number }>(url, sql, [source])
  return row?.count ?? 0
}

/** Resolves when rows that were there are in the log and changes follow. */
export async function whenFollowing(ownUrl: string): Promise<void> {
  const phase = async () => {
    const [row] = await ask<{ phase: string }>(
      ownUrl,
      `select state ->> 'phase' as phase from captures where source = $1`,
      [source],
    )
    return row?.phase
  }
  await expect.poll(phase, { interval: 20, timeout: 120_000 }).toBe('following')
}

/** Resolves when Vigie has told the slot that everything before now is in its log. @returns now, as a position. */
export async function whenConfirmed(erpUrl: string): Promise<string> {
  const [now] = await ask<{ lsn: string }>(erpUrl, 'select pg_current_wal_lsn()::text as lsn')
  const end = now?.lsn ?? ''
  const isConfirmed = async () => {
    const sql = `select confirmed_flush_lsn >= $1::pg_lsn as done from pg_replication_slots where slot_name = 'vigie'`
    const [slot] = await ask<{ done: boolean }>(erpUrl, sql, [end])
    return slot?.done
  }
  await expect.poll(isConfirmed, { interval: 20, timeout: 240_000 }).toBe(true)
  return end
}

/** What somebody reads out of the tables now, a line a row. */
export async function readErp(erpUrl: string): Promise<string[]> {
  const lines: string[] = []
  for (const [table, key] of Object.entries(erpKeys)) {
    const rows = await ask<{ row: string }>(erpUrl, `select row_to_json(t)::text as row from ${table} t`)
    lines.push(...rows.map(({ row }) => historyLine(table, key, rowSchema.parse(parseExactly(row)))))
  }
  return lines.toSorted()
}

/** What PostgreSQL's programs say was committed up to this position, a line a change of a captured table. */
export async function readWitness(erpUrl: string, end: string): Promise<string[]> {
  const transactions = await readSlotToEnd(erpUrl, { slot: witness, end })
  const captured = transactions
    .map((changes) => changes.filter(({ table }) => Object.hasOwn(erpKeys, table)))
    .filter((changes) => changes.length > 0)
  return captured.flatMap((changes, transaction) => changes.map((change) => changeLine(transaction, plainly(change))))
}

const rowSchema = z.record(z.string(), z.unknown())

const loggedSchema = z.object({
  op: z.enum(['c', 'u', 'd', 't', 'r']),
  schema: z.string(),
  table: z.string(),
  key: rowSchema.optional(),
  before: rowSchema.nullable(),
  after: rowSchema.nullable(),
  kept: z.array(z.string()).default([]),
  place: z.looseObject({ lsn: z.string().optional() }),
})

/** What is in Vigie's log, in the same lines. */
export async function readLog(ownUrl: string): Promise<{ history: string[]; changes: string[] }> {
  const rows = await ask<{ data: string }>(
    ownUrl,
    `select data::text as data from events where source = $1 and not synthetic order by position`,
    [source],
  )
  const history: string[] = []
  const changes: string[] = []
  let transaction = -1
  let lsn: string | undefined
  for (const { data } of rows) {
    const { op, schema, table, key = null, before, after, kept, place } = loggedSchema.parse(parseExactly(data))
    const name = `${schema}.${table}`
    if (op === 'r') {
      history.push(historyLine(name, Object.keys(key ?? {}), after ?? {}))
      continue
    }
    if (place.lsn !== lsn) transaction += 1
    lsn = place.lsn
    changes.push(changeLine(transaction, { op, table: name, key, before: before && withoutNulls(before), after, kept }))
  }
  return { history: history.toSorted(), changes }
}

/** The first line in which they differ, with its place; null when they are equal. */
export function firstDifference(found: readonly string[], expected: readonly string[]): object | null {
  const at = Array.from({ length: Math.max(found.length, expected.length) }).findIndex(
    (_, index) => found[index] !== expected[index],
  )
  if (at === -1) return null
  return { at, lines: [found.length, expected.length], found: found[at], expected: expected[at] }
}

interface PlainChange {
  op: string
  table: string
  key: DecodedRow | null
  before: DecodedRow | null
  after: DecodedRow | null
  kept: readonly string[]
}

/** As an envelope of ours says the same. */
function plainly({ op, table, old, new: row }: DecodedChange): PlainChange {
  const isFull = erpFullTables.includes(table)
  const before = isFull ? old : null
  const names = Object.keys(row ?? {})
  const after =
    row && Object.fromEntries(names.map((name) => [name, row[name] === undefined ? before?.[name] : row[name]]))
  const kept = names.filter((name) => after?.[name] === undefined)
  const identified = old ?? row
  const key = identified && pick(identified, erpKeys[table] ?? [])
  return { op, table, key, before, after, kept }
}

function changeLine(transaction: number, { op, table, key, before, after, kept }: PlainChange): string {
  return `${transaction} ${JSON.stringify({ op, table, key, before, after, kept })}`
}

function historyLine(table: string, key: readonly string[], row: DecodedRow): string {
  return JSON.stringify({ table, key: pick(row, key), row })
}

function pick(row: DecodedRow, columns: readonly string[]): DecodedRow {
  return Object.fromEntries(columns.map((column) => [column, row[column]]))
}

function withoutNulls(row: DecodedRow): DecodedRow {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null))
}

async function ask<Row extends pg.QueryResultRow>(url: string, text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Row>(text, values)).rows
  } finally {
    await client.end()
  }
}
