import { spawn } from 'node:child_process'
import { once } from 'node:events'
import pg from 'pg'
import type { Installation } from './installation.ts'

/*
 * A company's database beside Vigie's own, on the same server, and who reads its write-ahead log: Vigie, or PostgreSQL's own
 * `pg_recvlogical`, each by a slot of its own over the same publication.
 */
const program = '/usr/bin/pg_recvlogical'
const source = 'company'
const publication = 'vigie'
const slots = { vigie: 'vigie', baseline: 'baseline' } as const

export interface CompanyDatabase {
  sql: pg.Client
  /** Commits rows, `perCommit` at a time. @returns the end of the log behind them. */
  write(rows: number, perCommit: number): Promise<string>
  /** Lets Vigie read, or not. */
  setCapturing(enabled: boolean): Promise<void>
  /** Resolves when the slot was told that everything up to there has arrived. */
  confirmed(slot: keyof typeof slots, end: string): Promise<void>
  /** Reads up to there into nothing. */
  receiveTo(end: string): Promise<void>
  /** Reads on until it is stopped; tells each piece that has come. */
  receive(onData: (text: string) => void): { stop(): Promise<void> }
  /** Write-ahead log that Vigie's slot keeps. */
  keptBytes(): Promise<number>
  stop(): Promise<void>
}

/** Vigie follows it, and both slots begin at the same place. */
export async function createCompany({ databaseUrl, port, sql: server }: Installation): Promise<CompanyDatabase> {
  await server.query('create database company')
  const at = new URL(databaseUrl)
  at.pathname = '/company'
  const sql = new pg.Client({ connectionString: at.href })
  await sql.connect()
  await sql.query(`create table orders (id bigint generated always as identity primary key, customer_id int not null,
    status text not null, total numeric(10, 2), note text, placed_at timestamptz not null default clock_timestamp())`)
  const sources = `http://127.0.0.1:${port}/v1/sources`
  const config = { capture: 'replication', tables: ['public.orders'], publication, slot: slots.vigie }
  await request(sources, 'POST', { slug: source, kind: 'postgres', secret: at.href, config })
  await until(() =>
    isTrue(sql, 'select exists (select from pg_replication_slots where slot_name = $1) as it', [slots.vigie]),
  )
  await sql.query(`select pg_create_logical_replication_slot($1, 'pgoutput')`, [slots.baseline])
  return {
    sql,
    write: (rows, perCommit) => write(sql, rows, perCommit),
    setCapturing: (enabled) => request(`${sources}/${source}`, 'PATCH', { enabled }),
    confirmed: (slot, end) =>
      until(() =>
        isTrue(sql, 'select confirmed_flush_lsn >= $2::pg_lsn as it from pg_replication_slots where slot_name = $1', [
          slots[slot],
          end,
        ]),
      ),
    receiveTo: (end) => receiveTo(at.href, end),
    receive: (onData) => receive(at.href, onData),
    keptBytes: () => keptBytes(sql),
    stop: () => sql.end(),
  }
}

function reading(url: string): string[] {
  const connection = ['--dbname', url, '--slot', slots.baseline, '--start', '--no-loop']
  return [...connection, '--option', 'proto_version=1', '--option', `publication_names=${publication}`]
}

async function receiveTo(url: string, end: string): Promise<void> {
  const child = spawn(program, [...reading(url), '--file=/dev/null', '--endpos', end], { stdio: 'inherit' })
  await once(child, 'exit')
  if (child.exitCode !== 0) throw new Error(`pg_recvlogical ended with ${child.exitCode}`)
}

function receive(url: string, onData: (text: string) => void): { stop(): Promise<void> } {
  const child = spawn(program, [...reading(url), '--file=-', '--fsync-interval=0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  child.stdout.setEncoding('latin1').on('data', onData)
  const ended = once(child, 'exit')
  return {
    async stop() {
      child.kill('SIGINT')
      await ended
    },
  }
}

async function keptBytes(sql: pg.Client): Promise<number> {
  const { rows } = await sql.query<{ kept: number }>(
    `select pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::float8 as kept from pg_replication_slots
     where slot_name = $1`,
    [slots.vigie],
  )
  return rows[0]?.kept ?? Number.NaN
}

async function isTrue(sql: pg.Client, text: string, values: unknown[]): Promise<boolean> {
  const { rows } = await sql.query<{ it: boolean }>(text, values)
  return rows[0]?.it ?? false
}

async function write(sql: pg.Client, rows: number, perCommit: number): Promise<string> {
  for (let from = 0; from < rows; from += perCommit) await insert(sql, perCommit)
  const { rows: found } = await sql.query<{ lsn: string }>('select pg_current_wal_flush_lsn()::text as lsn')
  return found[0]?.lsn ?? ''
}

/** About 150 bytes a row. */
async function insert(sql: pg.Client, rows: number): Promise<void> {
  await sql.query({
    name: 'insert-orders',
    text: `insert into orders (customer_id, status, total, note)
      select n, 'open', n * 1.25, 'order of a customer who pays by invoice, number ' || n from generate_series(1, $1::int) n`,
    values: [rows],
  })
}

async function request(url: string, method: string, body: object): Promise<void> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${method} ${url}: ${await response.text()}`)
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + 120_000
  while (!(await condition())) {
    if (performance.now() > giveUpAt) throw new Error('it has not come about within two minutes')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
