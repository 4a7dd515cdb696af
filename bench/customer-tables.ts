import type { ClientBase, Pool } from 'pg'

/*
 * Tables of many customers as the folds would leave them, written by SQL in a fraction of the time: what is measured among them
 * is not how they came. Customer n has the id `c-N` and an e-mail address, every second one a telephone and an order `WN` as well.
 */

/** One connection, always the same. */
type Sql = Pick<Pool | ClientBase, 'query'>

export interface Numbers {
  from: number
  to: number
}

/** For one connection: it does not wait for the disk from now on. */
export async function prepareFilling(sql: Sql): Promise<void> {
  await sql.query('set synchronous_commit = off')
  await sql.query(`create or replace function digest_of(text) returns uuid immutable strict language sql as
    $$ select encode(substring(sha256(convert_to($1, 'UTF8')) from 1 for 16), 'hex')::uuid $$`)
}

/** Rows go in by their keys' order, not that of the customers: an index that grows all over itself takes several times as long. */
export async function fillCustomers(sql: Sql, { from, to }: Numbers): Promise<void> {
  await sql.query({ text: peopleSql, values: [from, to] })
  await sql.query(`insert into customers (id, kind, value, name, emails, phones, company_id, company, shared, keys, first_order_at,
      search)
    select key, 'customer', 'c-' || n, first || ' ' || last, array[email],
      case when phone is null then '{}' else array[phone] end, digest_of(company), company, false, 2,
      case when n % 2 = 0 then now() end,
      ' ' || lower(concat_ws(' ', first, last, company, 'c', n, replace(replace(email, '@', ' '), '.', ' '), substr(phone, 2)))
        || ' '
    from people order by key`)
  await sql.query(`insert into customer_keys (key_id, kind, value, customer_id, shared, uses, first_seen, last_seen)
    select digest_of(kind || ':' || named.value) as key_id, kind, named.value, key, false, 1, now(), now()
    from people, lateral (values ('customer', 'c-' || n), ('email', email)) as named (kind, value) order by key_id`)
  await sql.query(`insert into customer_orders (source, order_id, key, placed_at, stated_at, stated_position, refunded_minor)
    select 'shop', 'W' || n, key, now(), now(), 1, 0 from people where n % 2 = 0`)
  await sql.query(`insert into customer_words (word, customer_id)
    select distinct word collate "C" as word, id
    from people join customers on id = key, unnest(string_to_array(trim(search), ' ')) as word order by 1, 2`)
  await sql.query(`insert into name_words (word)
    select distinct word from people, unnest(string_to_array(lower(concat_ws(' ', first, last, company)), ' ')) as word
    where length(word) > 2
    on conflict do nothing`)
  await sql.query('drop table people')
}

/** Pages that these customers have seen, so many each, and how interested they are by them. */
export async function fillTimeline(sql: Sql, { from, to, entries }: Numbers & { entries: number }): Promise<void> {
  await sql.query({
    text: `insert into timeline_entries (key, occurred_at, position, type, source, facts)
      select key, now() - turn * interval '7 hours', n * $3::int8 + turn, 'page.viewed', 'shop',
        '{"title": "Parka Ouessant", "path": "/parka-ouessant", "device": "phone"}'
      from (select n, digest_of('customer:c-' || n) as key from generate_series($1::int8, $2::int8) as n) as people,
        generate_series(1, $3::int) as turn
      order by key, turn desc`,
    values: [from, to, entries],
  })
  await sql.query({
    text: `insert into key_activity (key, interest, interest_at, terms, seen_at, seen_position, seen_title, seen_path)
      select digest_of('customer:c-' || n) as key, 3, now(), '[["page", "Parka Ouessant", 3, 0, 10, 0]]', now() - interval '7 hours',
        n * $3::int8 + 1, 'Parka Ouessant', '/parka-ouessant'
      from generate_series($1::int8, $2::int8) as n order by key`,
    values: [from, to, entries],
  })
}

/** Names of two to four syllables, so that many begin alike and many are alike. */
const peopleSql = String.raw`create temporary table people as
  with syllables as (select array['ma', 'ri', 'dou', 'ber', 'nard', 'le', 'gar', 'nier', 'mo', 'reau', 'si', 'mon', 'lau', 'rent', 'mi',
      'chel', 'fon', 'taine', 'ro', 'bin', 'vin', 'cent', 'mul', 'ler', 'fa', 'bre', 'cha', 'ron'] as s),
    parts as (select n, s, abs(hashint8(n)) as a, abs(hashint8(n * 7 + 1)) as b
      from generate_series($1::int8, $2::int8) as n, syllables),
    named as (
      select n, initcap(s[1 + a % 14] || s[1 + (a / 14) % 14]) as first,
        initcap(s[1 + b % 28] || s[1 + (b / 28) % 28] || case when b % 3 > 0 then s[1 + (b / 784) % 28] else '' end) as last,
        initcap(s[1 + (a / 7) % 28] || s[1 + (b / 11) % 28] || s[1 + (a / 97) % 28]) || ' ' || (b % 3) as company
      from parts)
  select n, digest_of('customer:c-' || n) as key, first, last, company,
    lower(first || '.' || last || n || '@' || replace(company, ' ', '') || '.example') as email,
    case when n % 2 = 0 then '+336' || lpad((n % 100000000)::text, 8, '0') end as phone
  from named`
