import type pg from 'pg'
import { variantBySku } from '../products.ts'
import type { Level } from '../stock-levels.ts'
import { placeById } from '../world.ts'
import type { Delivery } from './booking.ts'

/** What the ERP knows when the company begins its day. */
export interface ErpBooks {
  levels: readonly Level[]
  /** Deliveries that have not come yet. */
  expected: readonly Delivery[]
}

/** Rows of products and places that the company no longer has are left alone. */
export async function readBooks(client: pg.ClientBase): Promise<ErpBooks> {
  const stock = await client.query<{ store_id: string; sku: string; on_hand: number }>(
    'select store_id, sku, on_hand from stock order by store_id, sku',
  )
  const deliveries = await client.query<ExpectedRow>(
    `select delivery_id, store_id, sku, quantity, expected_at from deliveries where status = 'expected'
     order by expected_at, delivery_id`,
  )
  return {
    levels: stock.rows.flatMap(({ store_id, sku, on_hand }) => {
      const [store, variant] = [placeById(store_id), variantBySku(sku)]
      return store && variant ? [{ store, variant, onHand: on_hand }] : []
    }),
    expected: deliveries.rows.flatMap(toDelivery),
  }
}

interface ExpectedRow {
  delivery_id: string
  store_id: string
  sku: string
  quantity: number
  expected_at: Date
}

function toDelivery({ delivery_id, store_id, sku, quantity, expected_at }: ExpectedRow): Delivery[] {
  const [store, variant] = [placeById(store_id), variantBySku(sku)]
  if (!store || !variant) return []
  return [{ deliveryId: delivery_id, store, variant, quantity, expectedAt: expected_at.getTime() }]
}
