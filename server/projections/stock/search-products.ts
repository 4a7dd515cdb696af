import type { FoundProduct } from '#contract/products.ts'
import type { Tx } from '../projection.ts'

/** Who has to choose among more types another word. */
const most = 10
const maxWords = 6
/** Of words that many have, so many are read and the best of these shown. */
const rowsRead = 200

/**
 * Products of whose title and SKU each word that is asked for begins a word, without case and accents. What is asked for as a
 * whole comes first, then what begins with it. SKUs are found that nobody has given a title.
 */
export async function searchProducts(db: Tx, q: string): Promise<FoundProduct[]> {
  const asked = await readPlainWords(db, q)
  const patterns = [...new Set(asked.split(' '))].filter(Boolean).slice(0, maxWords)
  if (patterns.length === 0) return []
  const isLike = (text: string) => patterns.map((_, index) => `${text} like $${index + 3}`).join(' and ')
  const { rows } = await db.query<FoundProduct>({
    text: `select sku, title from (
        select sku, title from products where sku = $1
        union
        (select sku, title from products where ${isLike(wordsOfProduct)} limit ${rowsRead})
        union
        (select sku, null from sku_demand
         where ${isLike('plain_words(sku)')} and not exists (select from products where products.sku = sku_demand.sku)
         limit ${rowsRead})
      ) found
      order by sku = $1 desc, plain_words(sku) = $2 or plain_words(title) = $2 desc,
        starts_with(plain_words(title), rtrim($2)) or starts_with(plain_words(sku), rtrim($2)) desc, title, sku
      limit ${most}`,
    values: [q, asked, ...patterns.map((word) => `% ${word}%`)],
  })
  return rows
}

/** As its index says it. */
const wordsOfProduct = `plain_words(coalesce(title, '') || ' ' || sku)`

/** Of the same function as the index, so that both mean the same words. */
async function readPlainWords(db: Tx, q: string): Promise<string> {
  const { rows } = await db.query<{ words: string }>({
    name: 'read-plain-words',
    text: 'select plain_words($1) as words',
    values: [q],
  })
  return rows[0]?.words ?? ''
}
