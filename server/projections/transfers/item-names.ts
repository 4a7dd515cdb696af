import type { StoredEvent } from '#contract/event.ts'
import { eventCatalogue } from '#contract/event.ts'
import type { Tx } from '../projection.ts'
import type { ItemLevelFact, ItemNameFact, StockFactFrom } from '../stock/facts.ts'
import type { ItemName } from '../stock/item-name-table.ts'
import { itemKey, itemNameTable } from '../stock/item-name-table.ts'
import { readFacts } from '../stock/read-fact.ts'
import { isNewer } from '../stock/touch-pair.ts'

/*
 * Some shops state levels of items of their inventory, and say elsewhere which SKU an item is (Shopify). The ledger keeps what it
 * was told of that by itself: read out of stock's tables it would depend on how far that fold is. A level of an item that has no
 * SKU yet is passed over. Nothing is lost by it: it is no step but a level, and the next one says as much; and what is proposed
 * is of SKUs that stock knows, so their items have been named before.
 */
const table = itemNameTable('transfer_items')

type SaidOfItem = StockFactFrom<ItemLevelFact> | StockFactFrom<ItemNameFact>

interface Names {
  /** By source and item. */
  known: Map<string, ItemName>
  changed: Map<string, ItemName>
}

/** @returns the events in their order; a level of an item says the SKU that the item was at that position of the log. */
export async function nameItems(tx: Tx, events: readonly StoredEvent[]): Promise<StoredEvent[]> {
  const heard = events.map((event) => ({ event, said: saidOfItems(event) }))
  const said = heard.flatMap((each) => each.said)
  const names: Names = { known: await readNames(tx, said), changed: new Map() }
  const named = heard.map(({ event, said: facts }) => {
    for (const fact of facts) if (fact.fact === 'item-name') takeName(names, fact)
    const level = facts.find(({ fact }) => fact === 'item-level')
    const name = level && names.known.get(itemKey({ source: level.from.source, item: level.item }))
    return name ? withSku(event, name.sku) : event
  })
  await table.write(tx, [...names.changed.values()])
  return named
}

function saidOfItems(event: StoredEvent): SaidOfItem[] {
  if (event.type !== 'stock.changed' && event.type !== 'product.updated') return []
  return readFacts(event).flatMap((fact) => (fact.fact === 'item-level' || fact.fact === 'item-name' ? [fact] : []))
}

function takeName({ known, changed }: Names, { item, sku, from }: StockFactFrom<ItemNameFact>): void {
  const { source, occurredAt, position } = from
  const key = itemKey({ source, item })
  const before = known.get(key)
  if (before && !isNewer(from, before)) return
  const name = { source, item, sku, occurredAt, position }
  known.set(key, name)
  changed.set(key, name)
}

function withSku(event: StoredEvent, sku: string): StoredEvent {
  return { ...event, data: { ...eventCatalogue['stock.changed'].parse(event.data), sku } }
}

async function readNames(tx: Tx, said: readonly SaidOfItem[]): Promise<Map<string, ItemName>> {
  if (said.length === 0) return new Map()
  const names = await table.read(tx, [said.map(({ from }) => from.source), said.map(({ item }) => item)])
  return new Map(names.map((name) => [itemKey(name), name]))
}
