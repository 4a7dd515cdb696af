import type { Tx } from '../projection.ts'
import { tableWriter } from '../table-writer.ts'
import { plainWords } from './search-text.ts'

interface Found {
  id: string
  /** Words that it is found by, from now on. */
  search: string
  name: string | null
  company: string | null
}

interface CustomerWord {
  word: string
  customerId: string
}

/**
 * Writes what has changed of the words of these customers, before their rows are written: what those say is how it was.
 *
 * @param ids of customers that are, or were; without a row they are found by nothing.
 */
export async function writeWords(tx: Tx, ids: readonly string[], customers: readonly Found[]): Promise<void> {
  const before = await readSearch(tx, ids)
  const after = new Map(customers.map(({ id, search }) => [id, search]))
  const differing = ids.filter((id) => before.get(id) !== after.get(id))
  const gone = differing.flatMap((id) => wordsMissing(id, before.get(id), after.get(id)))
  const come = differing.flatMap((id) => wordsMissing(id, after.get(id), before.get(id)))
  await deleteWords(tx, gone)
  await insertWords(tx, come)
  if (come.length > 0) await insertNames(tx, [...new Set(customers.flatMap(nameWords))])
}

/** Of numbers, each is somebody's own. */
function nameWords({ name, company }: Pick<Found, 'name' | 'company'>): string[] {
  return plainWords(`${name ?? ''} ${company ?? ''}`).filter((word) => word.length > 2 && !/\d/.test(word))
}

/** @returns words of the one text that the other lacks. */
function wordsMissing(customerId: string, text: string | undefined, other: string | undefined): CustomerWord[] {
  const others = new Set(other?.split(' '))
  const words = text?.split(' ').filter((word) => word !== '' && !others.has(word)) ?? []
  return words.map((word) => ({ word, customerId }))
}

async function readSearch(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await tx.query<{ id: string; search: string }>({
    name: 'read-search-of-customers',
    text: 'select id, search from customers where id = any($1)',
    values: [ids],
  })
  return new Map(rows.map(({ id, search }) => [id, search]))
}

async function deleteWords(tx: Tx, words: readonly CustomerWord[]): Promise<void> {
  if (words.length === 0) return
  await tx.query({
    name: 'delete-customer-words',
    text: `delete from customer_words using unnest($1::text[], $2::uuid[]) as gone (word, customer_id)
      where customer_words.word = gone.word and customer_words.customer_id = gone.customer_id`,
    values: [words.map(({ word }) => word), words.map(({ customerId }) => customerId)],
  })
}

const insertWords = tableWriter<CustomerWord>({
  name: 'customer_words',
  key: ['word', 'customer_id'],
  columns: { word: ['text', ({ word }) => word], customer_id: ['uuid', ({ customerId }) => customerId] },
  onConflict: 'nothing',
})

const insertNames = tableWriter<string>({
  name: 'name_words',
  key: ['word'],
  columns: { word: ['text', (word) => word] },
  onConflict: 'nothing',
})

/** Forgets the words of these names, each that nobody is called by any more. */
export async function forgetNames(
  tx: Tx,
  names: readonly { name: string | null; company: string | null }[],
): Promise<void> {
  const words = [...new Set(names.flatMap(nameWords))]
  if (words.length === 0) return
  await tx.query({
    name: 'forget-name-words',
    text: `delete from name_words where word = any($1::text[])
      and not exists (select 1 from customer_words where customer_words.word = name_words.word)`,
    values: [words],
  })
}
