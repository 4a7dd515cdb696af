import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbedded } from '#server/db/embedded.ts'
import { migrate } from '#server/db/migrate.ts'
import { searchCustomers } from '#server/projections/identity/search-customers.ts'
import { cpuSeconds } from './cpu.ts'
import { fillCustomers, prepareFilling } from './customer-tables.ts'
import { summarizeLatencies } from './latencies.ts'

/*
 * How long the search for customers takes among a million of them, made up of 200 first names, some 19,000 last names and
 * 50,000 companies, each with an e-mail address, and half of them with a telephone and an order. Queries are of each kind that
 * people type, 100 of each, one after the other, the first ten of which warm the caches. The argument is the number of customers.
 */
const customers = Number(process.argv[2] ?? 1_000_000)
const goalMs = 50
const rounds = 100
const warm = 10

await using stack = new AsyncDisposableStack()
const directory = await mkdtemp(join(tmpdir(), 'vigie-bench-'))
stack.defer(() => rm(directory, { recursive: true, force: true }))
const postgres = await startEmbedded({ dataDirectory: directory })
stack.defer(() => postgres.stop())
await migrate(postgres.url)
const pool = new pg.Pool({ connectionString: postgres.url, max: 1 })
stack.defer(() => pool.end())
async function fill(): Promise<void> {
  const startedAt = performance.now()
  await prepareFilling(pool)
  await fillCustomers(pool, { from: 1, to: customers })
  await pool.query('vacuum analyze')
  console.log(`  ${customers} customers made in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`)
}

/** By what people type: given the names of a customer, what they ask for. */
type Query = (customer: { name: string; email: string; company: string; n: number }) => string

function queries(): Record<string, Query> {
  return {
    'first and last name': ({ name }) => name,
    'last name': ({ name }) => name.split(' ')[1] ?? name,
    'first name': ({ name }) => name.split(' ')[0] ?? name,
    'three letters': ({ name }) => name.slice(0, 3),
    'two letters': ({ name }) => name.slice(0, 2),
    'two beginnings': ({ name }) =>
      name
        .split(' ')
        .map((word) => word.slice(0, 3))
        .join(' '),
    'a name with a typing mistake': ({ name }) => name.split(' ').map(misspell).join(' '),
    'a last name with a typing mistake': ({ name }) => misspell(name.split(' ')[1] ?? name),
    'e-mail address': ({ email }) => email,
    'beginning of an e-mail address': ({ email }) => email.split('@')[0] ?? email,
    company: ({ company }) => company.slice(0, -2),
    'part of a telephone number': ({ n }) =>
      String(n % 100_000_000)
        .padStart(8, '0')
        .slice(2),
    'order id': ({ n }) => `W${n}`,
    'nothing there': ({ n }) => `zzyx${n}`,
  }
}

/** Two letters in the other order. */
function misspell(word: string): string {
  const at = Math.floor(word.length / 2)
  return word.slice(0, at - 1) + word.charAt(at) + word.charAt(at - 1) + word.slice(at + 1)
}

async function measure(kind: string, query: Query): Promise<void> {
  const millis: number[] = []
  let [found, cpu] = [0, 0]
  for (let round = 0; round < rounds + warm; round++) {
    const n = 1 + ((round * 7919 * 104_729) % customers)
    const q = query(await readCustomer(n))
    const [startedAt, cpuBefore] = [performance.now(), cpuSeconds([postgres.pid])]
    const answer = await searchCustomers(pool, { q, limit: 20, country: 'FR' })
    if (round < warm) continue
    millis.push(performance.now() - startedAt)
    cpu += cpuSeconds([postgres.pid]) - cpuBefore
    if (answer.length > 0) found++
  }
  const { p50Ms, p95Ms, maxMs } = summarizeLatencies(millis)
  const verdict = p95Ms <= goalMs ? 'reached' : 'MISSED'
  const [p50, p95, most] = [p50Ms, p95Ms, maxMs].map((each) => each.toFixed(1))
  const perSearch = ((cpu * 1000) / rounds).toFixed(1)
  console.log(
    `  ${kind}: p50 ${p50} ms, p95 ${p95} ms, most ${most} ms; PostgreSQL ${perSearch} CPU ms; found ${found} of ${rounds}; ${verdict}`,
  )
}

async function readCustomer(n: number): Promise<Parameters<Query>[0]> {
  const { rows } = await pool.query<Omit<Parameters<Query>[0], 'n'>>(
    `select name, emails[1] as email, company from customers where id = digest_of('customer:c-' || $1::int8)`,
    [n],
  )
  const [row] = rows
  if (!row) throw new Error(`there is no customer ${n}`)
  return { ...row, n }
}

await fill()
for (const [kind, query] of Object.entries(queries())) await measure(kind, query)
