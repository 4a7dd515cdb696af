import type { Tx } from '../projection.ts'
import { ms, tableWriter } from '../table-writer.ts'
import type {
  ItemFact,
  ItemLevelFact,
  ItemNameFact,
  MovementFact,
  StockFact,
  StockFactFrom,
  WithdrawalFact,
} from './facts.ts'
import type { ItemKeys, ItemName } from './item-name-table.ts'
import { itemKey, itemNameTable, wantedItems } from './item-name-table.ts'
import { isNewer } from './touch-pair.ts'

/*
 * Some shops state levels of items of their inventory, and say elsewhere which SKU an item is (Shopify:
 * `inventory_levels/update` and `products/update`). Either may come first: the newest level of each item in each place is
 * kept, and becomes a statement about a SKU as soon as the item is one, or another one. Of a SKU that no item of the shop is any
 * more nothing is known from then on: what was stated of it last is now stated of another.
 */

const names = itemNameTable('stock_items')

interface ItemLevel extends Omit<ItemLevelFact, 'fact'> {
  source: string
  occurredAt: number
  receivedAt: number
  position: bigint
  backfill: boolean
}

/** An item was renamed: what it had been, and what it has in each place. */
interface Renamed {
  before: string
  levels: readonly ItemLevel[]
  from: StockFactFrom['from']
}

interface Items {
  /** By source and item. */
  named: Map<string, ItemName>
  /** Items by source and SKU, of all SKUs that an item of the batch may no longer be. */
  holders: Map<string, Set<string>>
  /** By the event that is being read. */
  renamed: Renamed[]
  /** By source and item, then by place. */
  levels: Map<string, Map<string, ItemLevel>>
  /** Movements by what the history of a level knows them by: of two items that are one SKU, one of a moment counts. */
  released: Set<string>
  changedNames: Set<ItemName>
  changedLevels: Set<ItemLevel>
}

type NameOf = Pick<ItemName, 'source' | 'sku'>
type Said = StockFactFrom<StockFact | ItemFact>
type SaidOfItem = StockFactFrom<ItemLevelFact> | StockFactFrom<ItemNameFact>

/** @returns the facts in their order, with what is said of items said of SKUs; what cannot be yet is kept for later. */
export async function nameItems(tx: Tx, said: readonly Said[]): Promise<StockFactFrom[]> {
  const items = await loadItems(tx, said.filter(isOfItem))
  const facts = said.flatMap((fact, index): StockFactFrom[] => {
    const taken = isOfItem(fact) ? takeItem(items, fact) : [fact]
    // Two items may change places in one event.
    const isLastOfEvent = said[index + 1]?.from.position !== fact.from.position
    return isLastOfEvent ? [...taken, ...withdraw(items)] : taken
  })
  await names.write(tx, [...items.changedNames])
  await writeLevels(tx, [...items.changedLevels])
  return facts
}

function isOfItem(fact: Said): fact is SaidOfItem {
  return fact.fact === 'item-level' || fact.fact === 'item-name'
}

function takeItem(items: Items, fact: SaidOfItem): StockFactFrom<MovementFact>[] {
  return fact.fact === 'item-level' ? takeLevel(items, fact) : takeName(items, fact)
}

function takeLevel(
  items: Items,
  { from, fact: _, ...said }: StockFactFrom<ItemLevelFact>,
): StockFactFrom<MovementFact>[] {
  const level: ItemLevel = { ...said, ...from }
  const key = itemKey(level)
  const places = items.levels.get(key) ?? new Map<string, ItemLevel>()
  const before = places.get(level.place)
  if (!before || isNewer(level, before)) {
    if (before) items.changedLevels.delete(before)
    items.levels.set(key, places.set(level.place, level))
    items.changedLevels.add(level)
  }
  const named = items.named.get(key)
  return named ? [movementOf(level, named.sku, from)] : []
}

function takeName(items: Items, { item, sku, from }: StockFactFrom<ItemNameFact>): StockFactFrom<MovementFact>[] {
  const { source, occurredAt, position } = from
  const key = itemKey({ source, item })
  const before = items.named.get(key)
  if (before && !isNewer(from, before)) return []
  const name = { source, item, sku, occurredAt, position }
  if (before) items.changedNames.delete(before)
  items.named.set(key, name)
  items.changedNames.add(name)
  if (before?.sku === sku) return []
  const levels = [...(items.levels.get(key)?.values() ?? [])].toSorted((a, b) => (a.place < b.place ? -1 : 1))
  holdersOf(items, name).add(item)
  if (before) {
    holdersOf(items, before).delete(item)
    items.renamed.push({ before: before.sku, levels, from })
  }
  return levels.map((level) => movementOf(level, sku, from)).filter((movement) => isFirst(items, movement))
}

/**
 * Of SKUs that no item of the source is any more, what items that were them have stated holds no longer: what the last one has
 * stated, and what those have that were renamed before it.
 */
function withdraw(items: Items): StockFactFrom<MovementFact | WithdrawalFact>[] {
  const gone = items.renamed
    .splice(0)
    .filter(({ before: sku, from }) => holdersOf(items, { source: from.source, sku }).size === 0)
  const own = gone.flatMap(({ before: sku, levels, from }) =>
    levels
      .map((level) => ({ ...movementOf(level, sku, from), stated: null, version: null }))
      .filter((movement) => isFirst(items, movement)),
  )
  // Several items of one SKU may be renamed in one event: what else is stated of it is looked for once, after what they have.
  const skus = new Map(gone.map(({ before: sku, from }) => [sku, { fact: 'withdrawal' as const, sku, from }]))
  return [...own, ...skus.values()]
}

function holdersOf({ holders }: Items, { source, sku }: NameOf): Set<string> {
  const key = JSON.stringify([source, sku])
  const known = holders.get(key) ?? new Set<string>()
  holders.set(key, known)
  return known
}

function isFirst({ released }: Items, { sku, place, from }: StockFactFrom<MovementFact>): boolean {
  const key = JSON.stringify([sku, place, from.occurredAt, String(from.position)])
  return released.size < released.add(key).size
}

/** It is known of the SKU since `said`, but was so when the shop stated it. */
function movementOf(level: ItemLevel, sku: string, said: StockFactFrom['from']): StockFactFrom<MovementFact> {
  const { place, stated, version, source, occurredAt, backfill } = level
  const from = { ...said, source, occurredAt, backfill }
  return { fact: 'movement', sku, place, stated, delta: null, version, isDelivery: false, from }
}

async function loadItems(tx: Tx, said: readonly SaidOfItem[]): Promise<Items> {
  const items: Items = {
    named: new Map(),
    holders: new Map(),
    renamed: [],
    levels: new Map(),
    released: new Set(),
    changedNames: new Set(),
    changedLevels: new Set(),
  }
  if (said.length === 0) return items
  const keys: ItemKeys = [said.map(({ from }) => from.source), said.map(({ item }) => item)]
  for (const name of await names.read(tx, keys)) items.named.set(itemKey(name), name)
  for (const name of await readHolders(tx, leavableSkus(items, said))) holdersOf(items, name).add(name.item)
  for (const level of await readLevels(tx, keys)) {
    const key = itemKey(level)
    items.levels.set(key, (items.levels.get(key) ?? new Map<string, ItemLevel>()).set(level.place, level))
  }
  return items
}

/** All that an item is and becomes in this batch, of those that are renamed: most batches rename none. */
function leavableSkus({ named }: Items, said: readonly SaidOfItem[]): NameOf[] {
  const skus = new Map([...named].map(([key, { sku }]) => [key, new Set([sku])]))
  for (const fact of said) {
    if (fact.fact !== 'item-name') continue
    const key = itemKey({ source: fact.from.source, item: fact.item })
    skus.set(key, (skus.get(key) ?? new Set<string>()).add(fact.sku))
  }
  return said.flatMap(({ from: { source }, item }) => {
    const known = skus.get(itemKey({ source, item }))
    return known && known.size > 1 ? [...known].map((sku) => ({ source, sku })) : []
  })
}

async function readHolders(tx: Tx, skus: readonly NameOf[]): Promise<(NameOf & { item: string })[]> {
  if (skus.length === 0) return []
  const { rows } = await tx.query<NameOf & { item: string }>({
    name: 'read-items-of-skus',
    text: `select source, item, sku
      from stock_items
        join (select distinct * from unnest($1::text[], $2::text[]) as wanted (source, sku)) as wanted
          using (source, sku)`,
    values: [skus.map(({ source }) => source), skus.map(({ sku }) => sku)],
  })
  return rows
}

interface LevelRow extends Omit<ItemLevel, 'position' | 'occurredAt' | 'receivedAt'> {
  occurred_at: number
  received_at: number
  position: string
}

async function readLevels(tx: Tx, keys: ItemKeys): Promise<ItemLevel[]> {
  const { rows } = await tx.query<LevelRow>({
    name: 'read-item-levels',
    text: `select source, item, place, stated, version, ${ms('occurred_at')}, ${ms('received_at')}, position, backfill
      from item_levels ${wantedItems}`,
    values: [...keys],
  })
  return rows.map(({ occurred_at: occurredAt, received_at: receivedAt, position, ...row }) => {
    return { ...row, occurredAt, receivedAt, position: BigInt(position) }
  })
}

const writeLevels = tableWriter<ItemLevel>({
  name: 'item_levels',
  key: ['source', 'item', 'place'],
  columns: {
    source: ['text', ({ source }) => source],
    item: ['text', ({ item }) => item],
    place: ['text', ({ place }) => place],
    stated: ['float8', ({ stated }) => stated],
    version: ['float8', ({ version }) => version],
    occurred_at: ['time', ({ occurredAt }) => occurredAt],
    received_at: ['time', ({ receivedAt }) => receivedAt],
    position: ['int8', ({ position }) => position],
    backfill: ['bool', ({ backfill }) => backfill],
  },
})
