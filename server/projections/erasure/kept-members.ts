import type { Thing } from '../timeline/thing.ts'

/*
 * What stays of an event about somebody erased: a list of what is kept, never of what is taken, so that an unknown member is
 * gone. It holds what counters, stock, orders and transfers read, so that every total stays as it is.
 */

const kept: ReadonlySet<string> = new Set([
  'meetingId',
  'quoteId',
  'deliveryId',
  'sku',
  'model',
  'productId',
  'quantity',
  'lines',
  'units',
  'unitPriceMinor',
  'totalMinor',
  'amountMinor',
  'priceMinor',
  'marginMinor',
  'currency',
  'store',
  'storeId',
  'channel',
  'campaign',
  'category',
  'device',
  'durationMs',
  'before',
  'onHand',
  'delta',
  'version',
  'startsAt',
  'endsAt',
  'allDay',
  'sequence',
  'expectedAt',
  'bot',
])
/** By these an order or a ticket is known in all its events: one that names somebody is another now, but the same in all. */
const idsOfThings: ReadonlyMap<string, Thing['kind']> = new Map([
  ['orderId', 'order'],
  ['ticketId', 'ticket'],
])
const keptOfLines: ReadonlySet<string> = new Set([
  'sku',
  'quantity',
  'unitPriceMinor',
  'totalMinor',
  'currency',
  'restocked',
])

/** What the shop calls its own: a customer by the name of Paris takes no sale from the shop in Paris. */
const namesOfShops: ReadonlySet<string> = new Set(['sku', 'store', 'storeId', 'currency'])

/** Titles of what is sold and shown; others may be somebody's own words. */
const titled = /^(?:page|product|cart)\./

/** Of whoever is erased, in small letters. */
export interface PersonalWords {
  /** Addresses, numbers and ids: these must not stay wherever they stand. */
  keys: readonly string[]
  /** What somebody is called, and others or things may be as well. */
  names: readonly string[]
}

const noWords: PersonalWords = { keys: [], names: [] }

interface Whose {
  type: string
  words: PersonalWords
  /** What an order or a ticket is called from now on. */
  nameThing: (kind: Thing['kind'], id: string) => string
}

/** @param data as sent; numbers that stand in it as their own text stay so. */
export function keptMembers(data: unknown, { type, words, nameThing }: Whose): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const [name, value] of entriesOf(data)) {
    const kind = idsOfThings.get(name)
    if (kind !== undefined) keep(result, name, typeof value === 'string' ? nameThing(kind, value) : value, noWords)
    else if (name === 'lines' && Array.isArray(value)) result[name] = value.map((line) => keptLine(line, words))
    else if (name === 'url' || name === 'path') keep(result, name, pathOf(value), words)
    else if (kept.has(name) || (name === 'title' && titled.test(type))) keep(result, name, value, words)
  }
  return result
}

function keptLine(line: unknown, words: PersonalWords): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const [name, value] of entriesOf(line)) if (keptOfLines.has(name)) keep(result, name, value, words)
  return result
}

function entriesOf(data: unknown): [string, unknown][] {
  return typeof data === 'object' && data !== null && !Array.isArray(data) ? Object.entries(data) : []
}

function keep(result: Record<string, unknown>, name: string, value: unknown, { keys, names }: PersonalWords): void {
  if (value === null || typeof value === 'number' || typeof value === 'boolean' || JSON.isRawJSON(value)) {
    result[name] = value
  } else if (typeof value === 'string' && !holdsWord(value, namesOfShops.has(name) ? keys : [...keys, ...names]))
    result[name] = value
}

/** Queries hold what nobody means to keep. */
function pathOf(value: unknown): unknown {
  return typeof value === 'string' ? URL.parse(value, 'https://any.invalid')?.pathname : undefined
}

export function holdsWord(text: string, words: readonly string[]): boolean {
  const small = text.toLowerCase()
  return words.some((word) => small.includes(word))
}

/** As `holdsWord`, whatever stands between words: of Ada Lovelace is also `ada_lovelace-1`. */
export function namesAnybody(id: string, words: readonly string[]): boolean {
  return holdsWord(
    lettersOf(id),
    words.map(lettersOf).filter((word) => word.length > 2),
  )
}

function lettersOf(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}]/gu, '')
}

/** @returns the value without any text that holds a word. */
export function withoutWords(value: unknown, words: readonly string[]): unknown {
  if (typeof value === 'string') return holdsWord(value, words) ? null : value
  if (Array.isArray(value)) return value.map((each) => withoutWords(each, words))
  if (typeof value !== 'object' || value === null || JSON.isRawJSON(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withoutWords(each, words)]))
}
