import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbedded } from '#server/db/embedded.ts'
import { migrate } from '#server/db/migrate.ts'
import { searchCustomers } from '#server/projections/identity/search-customers.ts'
import { cpuSeconds } from './cpu.ts'
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
  await pool.query('set synchronous_commit = off')
  await pool.query(`create function digest_of(text) returns uuid immutable strict language sql as
    $$ select encode(substring(sha256(convert_to($1, 'UTF8')) from 1 for 16), 'hex')::uuid $$`)
  await pool.query({ text: peopleSql, values: [customers] })
  await pool.query(`insert into customers (id, kind, value, name, emails, phones, company_id, company, shared, keys, first_order_at,
      search)
    select digest_of('customer:c-' || n), 'customer', 'c-' || n, first || ' ' || last, array[email],
      case when phone is null then '{}' else array[phone] end, digest_of(company), company, false, 2,
      case when n % 2 = 0 then now() end,
      ' ' || lower(concat_ws(' ', first, last, company, 'c', n, replace(replace(email, '@', ' '), '.', ' '), substr(phone, 2)))
        || ' '
    from people`)
  await pool.query(`insert into customer_keys (key_id, kind, value, customer_id, shared, uses, first_seen, last_seen)
    select digest_of(kind || ':' || value), kind, value, digest_of('customer:c-' || n), false, 1, now(), now()
    from people, lateral (values ('customer', 'c-' || n), ('email', email)) as key (kind, value)`)
  await pool.query(`insert into customer_orders (source, order_id, key, placed_at, stated_at, stated_position, refunded_minor)
    select 'shop', 'W' || n, digest_of('customer:c-' || n), now(), now(), 1, 0 from people where n % 2 = 0`)
  await pool.query(`insert into customer_words (word, customer_id)
    select distinct word, id from customers, unnest(string_to_array(trim(search), ' ')) as word`)
  await pool.query(`insert into name_words (word)
    select distinct word from customers, unnest(string_to_array(lower(name || ' ' || company), ' ')) as word
    where length(word) > 2`)
  await pool.query('drop table people')
  await pool.query('vacuum analyze')
  console.log(`  ${customers} customers made in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`)
}

/** Names of two to four syllables, so that many begin alike and many are alike. */
const peopleSql = String.raw`create table people as
  with syllables as (select array['ma', 'ri', 'dou', 'ber', 'nard', 'le', 'gar', 'nier', 'mo', 'reau', 'si', 'mon', 'lau', 'rent', 'mi',
      'chel', 'fon', 'taine', 'ro', 'bin', 'vin', 'cent', 'mul', 'ler', 'fa', 'bre', 'cha', 'ron'] as s),
    parts as (select n, s, abs(hashint8(n)) as a, abs(hashint8(n * 7 + 1)) as b from generate_series(1, $1::int8) as n, syllables),
    named as (
      select n, initcap(s[1 + a % 14] || s[1 + (a / 14) % 14]) as first,
        initcap(s[1 + b % 28] || s[1 + (b / 28) % 28] || case when b % 3 > 0 then s[1 + (b / 784) % 28] else '' end) as last,
        initcap(s[1 + (a / 7) % 28] || s[1 + (b / 11) % 28] || s[1 + (a / 97) % 28]) || ' ' || (b % 3) as company
      from parts)
  select n, first, last, company, lower(first || '.' || last || n || '@' || replace(company, ' ', '') || '.example') as email,
    case when n % 2 = 0 then '+336' || lpad((n % 100000000)::text, 8, '0') end as phone
  from named`

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
