import type { StoredEvent } from '#contract/event.ts'
import { eventCatalogue } from '#contract/event.ts'
import type { Tx } from '../projection.ts'
import type { ItemLevelFact, ItemNameFact, StockFactFrom } from '../stock/facts.ts'
import { readFacts } from '../stock/read-fact.ts'
import { isNewer } from '../stock/touch-pair.ts'
import { ms, tableWriter } from '../table-writer.ts'

/*
 * Some shops state levels of items of their inventory, and say elsewhere which SKU an item is (Shopify). The ledger keeps what it
 * was told of that by itself: read out of stock's tables it would depend on how far that fold is. A level of an item that has no
 * SKU yet is passed over. Nothing is lost by it: it is no step but a level, and the next one says as much; and what is proposed
 * is of SKUs that stock knows, so their items have been named before.
 */
interface ItemName {
  source: string
  item: string
  sku: string
  occurredAt: number
  position: bigint
}

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
    const name = level && names.known.get(nameKey(level.from.source, level.item))
    return name ? withSku(event, name.sku) : event
  })
  await writeNames(tx, [...names.changed.values()])
  return named
}

function saidOfItems(event: StoredEvent): SaidOfItem[] {
  if (event.type !== 'stock.changed' && event.type !== 'product.updated') return []
  return readFacts(event).flatMap((fact) => (fact.fact === 'item-level' || fact.fact === 'item-name' ? [fact] : []))
}

function takeName({ known, changed }: Names, { item, sku, from }: StockFactFrom<ItemNameFact>): void {
  const { source, occurredAt, position } = from
  const key = nameKey(source, item)
  const before = known.get(key)
  if (before && !isNewer(from, before)) return
  const name = { source, item, sku, occurredAt, position }
  known.set(key, name)
  changed.set(key, name)
}

function withSku(event: StoredEvent, sku: string): StoredEvent {
  return { ...event, data: { ...eventCatalogue['stock.changed'].parse(event.data), sku } }
}

function nameKey(source: string, item: string): string {
  return JSON.stringify([source, item])
}

interface NameRow {
  source: string
  item: string
  sku: string
  occurred_at: number
  position: string
}

async function readNames(tx: Tx, said: readonly SaidOfItem[]): Promise<Map<string, ItemName>> {
  if (said.length === 0) return new Map()
  const { rows } = await tx.query<NameRow>({
    name: 'read-transfer-items',
    text: `
      select source, item, sku, ${ms('occurred_at')}, position from transfer_items
        join (select distinct * from unnest($1::text[], $2::text[]) as said (source, item)) as said using (source, item)`,
    values: [said.map(({ from }) => from.source), said.map(({ item }) => item)],
  })
  return new Map(
    rows.map(({ occurred_at: occurredAt, position, ...row }) => [
      nameKey(row.source, row.item),
      { ...row, occurredAt, position: BigInt(position) },
    ]),
  )
}

const writeNames = tableWriter<ItemName>({
  name: 'transfer_items',
  key: ['source', 'item'],
  columns: {
    source: ['text', ({ source }) => source],
    item: ['text', ({ item }) => item],
    sku: ['text', ({ sku }) => sku],
    occurred_at: ['time', ({ occurredAt }) => occurredAt],
    position: ['int8', ({ position }) => position],
  },
})
