import type { Tx } from '../projection.ts'
import { ms, tableWriter } from '../table-writer.ts'

/** Which SKU an item of a source's inventory is, as of the event that said so. */
export interface ItemName {
  source: string
  item: string
  sku: string
  /** Epoch ms. */
  occurredAt: number
  position: bigint
}

/** @param keys sources, and the item of each. */
export type ItemKeys = readonly [sources: readonly string[], items: readonly string[]]

/** SQL behind a table with these two columns: those that are asked for, once each. */
export const wantedItems = `join (select distinct * from unnest($1::text[], $2::text[]) as wanted (source, item)) as wanted
  using (source, item)`

type ItemNameRow = Omit<ItemName, 'position' | 'occurredAt'> & { position: string; occurred_at: number }

/** Of a fold of its own each: what a fold knows may depend on nothing but how far it is itself. */
export function itemNameTable(table: 'stock_items' | 'transfer_items') {
  return {
    async read(tx: Tx, keys: ItemKeys): Promise<ItemName[]> {
      const { rows } = await tx.query<ItemNameRow>({
        name: `read-${table}`,
        text: `select source, item, sku, ${ms('occurred_at')}, position from ${table} ${wantedItems}`,
        values: [...keys],
      })
      return rows.map(({ occurred_at: occurredAt, position, ...row }) => {
        return { ...row, occurredAt, position: BigInt(position) }
      })
    },
    write: tableWriter<ItemName>({
      name: table,
      key: ['source', 'item'],
      columns: {
        source: ['text', ({ source }) => source],
        item: ['text', ({ item }) => item],
        sku: ['text', ({ sku }) => sku],
        occurred_at: ['time', ({ occurredAt }) => occurredAt],
        position: ['int8', ({ position }) => position],
      },
    }),
  }
}

/** What tells one item from all others. */
export function itemKey({ source, item }: Pick<ItemName, 'source' | 'item'>): string {
  return JSON.stringify([source, item])
}
