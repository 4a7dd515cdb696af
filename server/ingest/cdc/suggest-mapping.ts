import type { MappedValue, TableMapping } from '#contract/database.ts'
import { kindOf } from './column-types.ts'
import type { ColumnKind } from './column-types.ts'
import type { ForeignKey } from './foreign-keys.ts'
import type { LiveRelation } from './live-schema.ts'
import { splitTableName } from './table-catalogue.ts'
import { cancelledWords, columnWords, plainName, plainTableName, tableWords } from './table-words.ts'

/*
 * What tables seem to mean, to begin with: only by names that leave little doubt, in English, French and German, and only
 * where the columns are there that the meaning needs. Whoever connects the database sees each with real rows, and decides.
 */
export interface SuggestedTable extends LiveRelation {
  primaryKey: readonly string[]
}

/** @returns mappings for one of the tables; none when it is not sure what it means. */
export function suggestMappings(
  table: SuggestedTable,
  { tables, foreignKeys }: { tables: readonly SuggestedTable[]; foreignKeys: readonly ForeignKey[] },
): TableMapping[] {
  const about = { table, columns: new Columns(table), foreignKeys }
  switch (meaningOf(table)) {
    case 'orders':
      return orders(about, tables)
    case 'stock':
      return stockOfStores(about)
    case 'products':
      return products(about)
    case 'customers':
      return customers(about)
    case 'stores':
      return stores(about)
    case 'lines':
    case undefined:
      return []
  }
}

interface About {
  table: SuggestedTable
  columns: Columns
  foreignKeys: readonly ForeignKey[]
}

type Meaning = keyof typeof tableWords

function meaningOf({ table }: LiveRelation): Meaning | undefined {
  const name = plainTableName(splitTableName(table).name)
  const meanings: readonly Meaning[] = ['orders', 'lines', 'stock', 'customers', 'products', 'stores']
  return meanings.find((meaning) => tableWords[meaning].includes(name))
}

type Concept = keyof typeof columnWords

class Columns {
  readonly #kinds: ReadonlyMap<string, { name: string; kind: ColumnKind }>
  readonly key: string | undefined

  constructor({ columns, primaryKey }: SuggestedTable) {
    this.#kinds = new Map(columns.map(({ name, type }) => [plainName(name), { name, kind: kindOf(type) }]))
    this.key = primaryKey.length === 1 ? primaryKey[0] : undefined
  }

  /** The first of the concept's names, in their order, that is a column of such a kind. */
  find(concept: Concept, ...kinds: readonly ColumnKind[]): string | undefined {
    for (const word of columnWords[concept]) {
      const column = this.#kinds.get(word)
      if (column && (kinds.length === 0 || kinds.includes(column.kind))) return column.name
    }
    return undefined
  }

  text(concept: Concept): MappedValue | undefined {
    return asText(this.find(concept, 'text', 'integer'))
  }

  number(concept: Concept): MappedValue | undefined {
    const column = this.find(concept, 'integer', 'decimal')
    return column === undefined ? undefined : { column, as: 'number' }
  }
}

function asText(column: string | undefined): MappedValue | undefined {
  return column === undefined ? undefined : { column, as: 'text' }
}

function orders({ table, columns, foreignKeys }: About, tables: readonly SuggestedTable[]): TableMapping[] {
  const lines = linesOf(table, { tables, foreignKeys })
  const amount = amountOf(columns)
  const { key } = columns
  if (key === undefined || (!amount && !lines)) return []
  const data = dataOf({
    orderId: asText(key),
    totalMinor: amount,
    currency: asText(columns.find('currency', 'text')),
    store: columns.text('store'),
    customerId: columns.text('customer'),
  })
  const occurredAt = columns.find('orderedAt', 'time')
  const common = { table: table.table, subject: `order/{${key}}`, data }
  return [
    {
      ...common,
      name: nameOf(table, 'placed'),
      on: ['insert'],
      when: [],
      type: 'order.placed',
      ...(occurredAt !== undefined && { occurredAt }),
      ...(lines && { lines }),
    },
    ...cancelled(columns).map((when): TableMapping => ({
      ...common,
      name: nameOf(table, 'cancelled'),
      on: ['update'],
      when,
      type: 'order.cancelled',
    })),
  ]
}

/** A whole number without a word about cents may be either. */
function amountOf(columns: Columns): MappedValue | undefined {
  const amount = columns.find('amount', 'decimal')
  if (amount !== undefined) return { column: amount, as: 'minor-units', digits: 2 }
  const minor = columns.find('minorAmount', 'integer')
  return minor === undefined ? undefined : { column: minor, as: 'number' }
}

/** Whole numbers may be either here too. */
function priceOf(columns: Columns): MappedValue | undefined {
  const price = columns.find('unitPrice', 'decimal')
  return price === undefined ? undefined : { column: price, as: 'minor-units', digits: 2 }
}

/** Ways to tell that an update cancels: at most one. */
function cancelled(columns: Columns): TableMapping['when'][] {
  const at = columns.find('cancelledAt', 'time')
  if (at !== undefined) return [[is(at, 'changed'), is(at, 'not-null')]]
  const status = columns.find('status', 'text', 'other') // an enumeration is a type of its own
  if (status === undefined) return []
  return [[is(status, 'changed'), { column: status, is: 'one-of', values: [...cancelledWords] }]]
}

function is(column: string, what: 'changed' | 'not-null'): TableMapping['when'][number] {
  return { column, is: what }
}

/** The table of an order's lines refers to it, and has products in quantities. */
function linesOf(
  order: SuggestedTable,
  { tables, foreignKeys }: { tables: readonly SuggestedTable[]; foreignKeys: readonly ForeignKey[] },
): TableMapping['lines'] {
  for (const { table, columns, refersTo, referred } of foreignKeys) {
    const lines = refersTo === order.table ? tables.find((each) => each.table === table) : undefined
    if (!lines || meaningOf(lines) !== 'lines') continue
    const found = new Columns(lines)
    const sku = found.text('product')
    const quantity = found.number('quantity')
    if (!sku || !quantity) continue
    const price = found.find('unitPrice', 'decimal')
    const unitPriceMinor = price === undefined ? undefined : ({ column: price, as: 'minor-units', digits: 2 } as const)
    const match = Object.fromEntries(columns.map((column, index) => [column, referred[index] ?? column]))
    return { table, match, as: 'lines', data: dataOf({ sku, quantity, unitPriceMinor }) }
  }
  return undefined
}

function stockOfStores({ table, columns }: About): TableMapping[] {
  const sku = columns.find('product', 'text', 'integer')
  const store = columns.find('store', 'text', 'integer')
  const onHand = columns.find('onHand', 'integer', 'decimal') ?? columns.find('quantity', 'integer', 'decimal')
  if (sku === undefined || store === undefined || onHand === undefined) return []
  const subject = `stock/{${sku}}@{${store}}`
  return [stockChanged(table, { subject, onHand, data: dataOf({ sku: asText(sku), store: asText(store) }) })]
}

function stockChanged(
  table: LiveRelation,
  { subject, onHand, data }: { subject: string; onHand: string; data: TableMapping['data'] },
): TableMapping {
  return {
    name: nameOf(table, 'stock'),
    table: table.table,
    on: ['insert', 'update'],
    when: [],
    type: 'stock.changed',
    subject,
    data: {
      ...data,
      before: { column: onHand, of: 'before', as: 'number' },
      onHand: { column: onHand, as: 'number' },
    },
  }
}

/** Where there is but one store, the number in stock is a column of the product. Articles without a price may be read. */
function products({ table, columns }: About): TableMapping[] {
  const sku = columns.find('product', 'text', 'integer') ?? columns.key
  const onHand = columns.find('onHand', 'integer', 'decimal')
  const isSold = onHand ?? columns.find('unitPrice', 'integer', 'decimal', 'money')
  if (sku === undefined || isSold === undefined) return []
  const data = dataOf({ sku: asText(sku), title: asText(columns.find('name', 'text')), priceMinor: priceOf(columns) })
  const updated = entity(table, { type: 'product.updated', subject: `product/{${sku}}`, data })
  return onHand === undefined ? [updated] : [updated, stockChanged(table, { subject: `stock/{${sku}}`, onHand, data })]
}

/** Clients without any address may be programs. */
function customers({ table, columns }: About): TableMapping[] {
  const { key } = columns
  const email = columns.find('email', 'text')
  const phone = columns.find('phone', 'text')
  const mayBePrograms = /clients?$/i.test(table.table)
  if (key === undefined || (mayBePrograms && email === undefined && phone === undefined)) return []
  const name = asText(columns.find('name', 'text'))
  const data = dataOf({ customerId: asText(key), name, email: asText(email), phone: asText(phone) })
  const subject = `customer/{${key}}`
  return [
    entity(table, { type: 'customer.created', subject, data }, ['insert']),
    entity(table, { type: 'customer.updated', subject, data }, ['update']),
  ]
}

function stores({ table, columns }: About): TableMapping[] {
  const { key } = columns
  if (key === undefined) return []
  const data = dataOf({
    store: asText(key),
    name: asText(columns.find('name', 'text')),
    latitude: columns.number('latitude'),
    longitude: columns.number('longitude'),
  })
  return [entity(table, { type: 'store.updated', subject: `store/{${key}}`, data })]
}

function entity(
  table: LiveRelation,
  event: Pick<TableMapping, 'type' | 'data'> & { subject: string },
  on: TableMapping['on'] = ['insert', 'update'],
): TableMapping {
  const name = nameOf(table, event.type.endsWith('.created') ? 'created' : 'updated')
  return { name, table: table.table, on, when: [], ...event }
}

/** Two tables of one meaning may both be captured. */
function nameOf({ table }: LiveRelation, what: string): string {
  const words = table.replace(/^public\./, '').split(/[^\p{L}\p{N}]+/u)
  const name = words.map(plainName).filter((word) => /^[a-z0-9]+$/.test(word))
  return [...name.join('-').slice(0, 28).split('-'), what].filter((word) => word !== '').join('-')
}

function dataOf(members: Readonly<Record<string, MappedValue | undefined>>): TableMapping['data'] {
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, mapped]) => (mapped ? [[name, mapped] as const] : [])),
  )
}
