import { getCountryCallingCode } from 'libphonenumber-js/min'
import { keyKindSchema } from '#contract/customer-key.ts'
import type { FoundCustomer } from '#contract/customers.ts'
import type { Tx } from '../projection.ts'
import { ms } from '../table-writer.ts'
import { companyJson } from './company-name.ts'
import { keyIdOf } from './key-id.ts'
import type { PhoneCountry } from './normal-key.ts'
import { customerKeyOf, emailKeyOf, phoneKeyOf, visitorKeyOf } from './normal-key.ts'
import { plainWords } from './search-text.ts'

/*
 * From the surest to the vaguest, until there is something: a whole key or order id, then whole words, then beginnings of
 * words, then names that are like what was typed. Words are found by an index that is read from where they begin, and only so
 * far, so that a common one costs no more than a rare one.
 */

interface Asked {
  q: string
  limit: number
  country: PhoneCountry
}

export async function searchCustomers(db: Tx, { q, limit, country }: Asked): Promise<FoundCustomer[]> {
  const found = new Map<string, FoundCustomer>()
  const take = (customers: readonly FoundCustomer[]) => {
    for (const customer of customers) if (!found.has(customer.id)) found.set(customer.id, customer)
  }
  take(await findByKeys(db, keyIdsOf(q, country)))
  take(await findByOrder(db, q.trim()))
  for (const words of wordsAsked(q, country)) {
    take(await findByWords(db, { words, whole: true, limit }))
    if (found.size < limit) take(await findByWords(db, { words, whole: false, limit }))
  }
  if (found.size === 0) take(await findByNames(db, plainWords(q).slice(0, maxWords), limit))
  return [...found.values()].slice(0, limit)
}

function keyIdsOf(q: string, country: PhoneCountry): string[] {
  const keys = [customerKeyOf(q), emailKeyOf(q), phoneKeyOf(q, country), visitorKeyOf(q), systemKeyOf(q)]
  return keys.flatMap((key) => (key === undefined ? [] : [keyIdOf(key)]))
}

/** `shop:4815`. */
function systemKeyOf(q: string) {
  const [, system, id] = /^\s*([a-z0-9-]+):(.+)$/.exec(q) ?? []
  return system === undefined ? undefined : customerKeyOf(id, system)
}

const maxWords = 6
const digits = /^[\d\s()./+-]{4,}$/

/** @returns words to be found together; of a number, each way in which it may begin. */
function wordsAsked(q: string, country: PhoneCountry): string[][] {
  const words = [...new Set(plainWords(q))].slice(0, maxWords)
  const asked = words.some((word) => word.length > 1) ? [words] : []
  if (!digits.test(q)) return asked
  const number = q.replaceAll(/\D/g, '').replace(/^0+/, '')
  // Everything begins with nothing.
  if (number === '') return asked
  return [...asked, [number], ...(country ? [[`${getCountryCallingCode(country)}${number}`]] : [])]
}

/** As a page names it; jsonb, of which rows can be told apart. */
const company = `case when customers.company_id is not null then ${companyJson}::jsonb end as company`

const columns = `customers.id, customers.name, customers.kind, customers.value, customers.emails, customers.phones,
  ${company}, customers.shared, ${ms('customers.created_at')}, ${ms('customers.first_order_at')}`

interface Row {
  id: string
  name: string | null
  kind: string
  value: string
  emails: string[]
  phones: string[]
  company: FoundCustomer['company']
  shared: boolean
  created_at: number | null
  first_order_at: number | null
}

function toFound(row: Row, by: FoundCustomer['by']): FoundCustomer {
  return {
    id: row.id,
    name: row.name,
    kind: keyKindSchema.parse(row.kind),
    value: row.value,
    emails: row.emails,
    phones: row.phones,
    company: row.company,
    isShared: row.shared,
    createdAt: row.created_at,
    firstOrderAt: row.first_order_at,
    by,
  }
}

/** A visitor of whom nothing else is known has no row, and is found all the same. */
async function findByKeys(db: Tx, ids: readonly string[]): Promise<FoundCustomer[]> {
  const { rows } = await db.query<Row>({
    name: 'find-customers-by-keys',
    text: `select distinct coalesce(customers.id, keys.key_id) as id, customers.name, coalesce(customers.kind, keys.kind) as kind,
        coalesce(customers.value, keys.value) as value, coalesce(emails, '{}') as emails, coalesce(phones, '{}') as phones,
        ${company}, coalesce(customers.shared, keys.shared) as shared,
        ${ms('customers.created_at')}, ${ms('customers.first_order_at')}
      from customer_keys keys left join customers on customers.id = keys.customer_id
      where keys.key_id = any($1)`,
    values: [ids],
  })
  return rows.map((row) => toFound(row, 'key'))
}

async function findByOrder(db: Tx, orderId: string): Promise<FoundCustomer[]> {
  const { rows } = await db.query<Row>({
    name: 'find-customers-by-order',
    text: `select distinct ${columns}
      from customer_orders
      join customer_keys on customer_keys.key_id = customer_orders.key
      join customers on customers.id = customer_keys.customer_id
      where order_id = $1 limit 10`,
    values: [orderId],
  })
  return rows.map((row) => toFound(row, 'order'))
}

interface AskedWords {
  words: readonly string[]
  /** Or beginnings of words. */
  whole: boolean
  limit: number
}

/** Entries of the index that are read for a word, or looked up for another; and customers, for the best of them. */
const fewEntries = 2000
const rowsRead = 200

async function findByWords(db: Tx, { words, whole, limit }: AskedWords): Promise<FoundCustomer[]> {
  const counts = await countEntries(db, words, whole)
  const rarest = counts.indexOf(Math.min(...counts))
  const first = words[rarest]
  if (first === undefined || counts[rarest] === 0) return []
  const others = words.filter((_, index) => index !== rarest)
  const asked = { words: [first, ...others], whole, limit }
  const isRare = (counts[rarest] ?? 0) <= fewEntries
  const some = await readByFirstWord(db, asked)
  const rows = isRare || some.length >= limit ? some : await readByAllWords(db, asked)
  return rows.map((row) => toFound(row, 'words'))
}

function patternOf(word: string, whole: boolean): string {
  return whole ? word : `${word}%`
}

/** @returns of each word how many entries there are, counted so far as it matters. */
async function countEntries(db: Tx, words: readonly string[], whole: boolean): Promise<number[]> {
  const { rows } = await db.query<{ entries: number }>({
    text: words
      .map(
        (_, index) =>
          `select ${index} as place, count(*)::int as entries
            from (select 1 from customer_words where word like $${index + 1} limit ${fewEntries + 1}) as entry`,
      )
      .join(' union all '),
    values: words.map((word) => patternOf(word, whole)),
  })
  return rows.map(({ entries }) => entries)
}

const best = 'shared, (name is null), first_order_at desc nulls last, name, id'

/** Entries of the first word, so many; the others are looked for in what these customers are found by. */
async function readByFirstWord(db: Tx, { words, whole, limit }: AskedWords): Promise<Row[]> {
  const others = words.slice(1).map((_, index) => `and customers.search like $${index + 3}`)
  const { rows } = await db.query<Row>({
    text: `select ${columns} from (
        select * from customers
        where id = any(array(select customer_id from customer_words where word like $1 limit ${fewEntries}))
          ${others.join(' ')}
      ) as customers
      order by ${best} limit $2`,
    values: [
      patternOf(words[0] ?? '', whole),
      limit,
      ...words.slice(1).map((word) => (whole ? `% ${word} %` : `% ${word}%`)),
    ],
  })
  return rows
}

/** Where every word is common, and few have all of them. */
async function readByAllWords(db: Tx, { words, whole, limit }: AskedWords): Promise<Row[]> {
  const joined = words.map(
    (_, index) => `${index === 0 ? '' : 'join '}customer_words w${index}${index === 0 ? '' : ' using (customer_id)'}`,
  )
  const { rows } = await db.query<Row>({
    text: `select ${columns} from (
        select customers.* from customers where id = any(array(
          select customer_id from ${joined.join(' ')}
          where ${words.map((_, index) => `w${index}.word like $${index + 2}`).join(' and ')} limit ${rowsRead}))
      ) as customers
      order by ${best} limit $1`,
    values: [limit, ...words.map((word) => patternOf(word, whole))],
  })
  return rows
}

/** Names like the words, the likest first, as if they had been typed; a word that is like no name is left out. */
async function findByNames(db: Tx, words: readonly string[], limit: number): Promise<FoundCustomer[]> {
  const alternatives: string[][] = []
  for (const word of words) alternatives.push(await readLikeNames(db, word))
  const found: FoundCustomer[] = []
  for (const tried of combinations(alternatives.filter(({ length }) => length > 0)).slice(0, maxTries)) {
    const customers = await findByWords(db, { words: tried, whole: true, limit: limit - found.length })
    found.push(...customers.map((customer) => ({ ...customer, by: 'similar' as const })))
    if (found.length >= limit) break
  }
  return found
}

const namesTried = 4
const maxTries = 12

async function readLikeNames(db: Tx, word: string): Promise<string[]> {
  const { rows } = await db.query<{ word: string }>({
    name: 'read-like-names',
    text: `select word from name_words where word % $1 order by similarity(word, $1) desc, word limit ${namesTried}`,
    values: [word],
  })
  return rows.map((row) => row.word)
}

/** One of each, the first ones before others. */
function combinations(alternatives: readonly (readonly string[])[]): string[][] {
  const all = alternatives.reduce<{ words: string[]; rank: number }[]>(
    (before, each) =>
      before.flatMap(({ words, rank }) => each.map((word, index) => ({ words: [...words, word], rank: rank + index }))),
    [{ words: [], rank: 0 }],
  )
  return all.toSorted((a, b) => a.rank - b.rank).flatMap(({ words }) => (words.length === 0 ? [] : [words]))
}
