import { quotedArray } from '../../db/array-text.ts'
import type { Tx } from '../projection.ts'
import { ms } from '../table-writer.ts'
import type { Alert, CancelledOrder, Delivery, OrderLine, Product, StockState } from './state.ts'
import { orderKey } from './state.ts'

/* What the facts of a batch call by name: orders, deliveries, alerts, products. */

/** A row as it comes: 64-bit numbers are text. */
type Row<Thing> = { [Name in keyof Thing]: Thing[Name] extends bigint ? string : Thing[Name] }

export async function loadOrders(
  tx: Tx,
  state: StockState,
  orders: readonly { source: string; orderId: string }[],
): Promise<void> {
  const values = [quotedArray(orders.map(({ source }) => source)), quotedArray(orders.map(({ orderId }) => orderId))]
  for (const row of await readOrderLines(tx, values)) {
    const key = orderKey(row.source, row.orderId)
    const line: OrderLine = { ...row, position: BigInt(row.position) }
    state.orders.set(key, [...(state.orders.get(key) ?? []), line])
  }
  for (const row of await readCancelled(tx, values)) {
    state.cancelled.set(orderKey(row.source, row.orderId), { ...row, position: BigInt(row.position) })
  }
}

async function readOrderLines(tx: Tx, values: readonly string[]): Promise<Row<OrderLine>[]> {
  const { rows } = await tx.query<Row<OrderLine>>({
    name: 'read-order-lines',
    text: `select source, order_id as "orderId", sku, place, units, unit_minor::float8 as "unitMinor",
        ${ms('occurred_at', 'occurredAt')}, position, cancelled
      from order_lines
        join (select distinct * from unnest($1::text[], $2::text[]) as named (source, order_id)) as named
          using (source, order_id)
      order by position, sku`,
    values: [...values],
  })
  return rows
}

async function readCancelled(tx: Tx, values: readonly string[]): Promise<Row<CancelledOrder>[]> {
  const { rows } = await tx.query<Row<CancelledOrder>>({
    name: 'read-cancelled-orders',
    text: `select source, order_id as "orderId", ${ms('occurred_at', 'occurredAt')}, position
      from cancelled_orders
        join (select distinct * from unnest($1::text[], $2::text[]) as named (source, order_id)) as named
          using (source, order_id)`,
    values: [...values],
  })
  return rows
}

const deliveryColumns = `delivery_id as "deliveryId", sku, place, quantity, ${ms('expected_at', 'expectedAt')}, state,
  ${ms('occurred_at', 'occurredAt')}, position`

export async function loadDeliveriesById(tx: Tx, state: StockState, ids: readonly string[]): Promise<void> {
  const { rows } = await tx.query<Row<Delivery>>({
    name: 'read-deliveries-by-id',
    text: `select ${deliveryColumns} from deliveries where delivery_id = any ($1)`,
    values: [quotedArray(ids)],
  })
  for (const row of rows) keepDelivery(state, row)
}

/** Those that are still expected in these places. @param values as `keysOf` gives them. */
export async function loadDeliveriesOf(tx: Tx, state: StockState, values: readonly string[]): Promise<void> {
  const { rows } = await tx.query<Row<Delivery>>({
    name: 'read-expected-deliveries',
    text: `select ${deliveryColumns}
      from deliveries join unnest($1::text[], $2::text[]) as wanted (sku, place) using (sku, place)
      where state = 'expected'`,
    values: [...values],
  })
  for (const row of rows) {
    const delivery = keepDelivery(state, row)
    const pair = state.skus.get(delivery.sku)?.pairs.get(delivery.place)
    if (pair && !pair.deliveries.includes(delivery)) pair.deliveries.push(delivery)
  }
}

function keepDelivery(state: StockState, row: Row<Delivery>): Delivery {
  const delivery = state.deliveries.get(row.deliveryId) ?? { ...row, position: BigInt(row.position) }
  state.deliveries.set(row.deliveryId, delivery)
  return delivery
}

const alertColumns = `id, sku, place, kind, state, ${ms('opened_at', 'openedAt')}, opened_position as "openedPosition",
  ${ms('closed_at', 'closedAt')}, closed_position as "closedPosition", ${ms('acknowledged_at', 'acknowledgedAt')},
  acknowledged_by_id as "acknowledgedById", acknowledged_by as "acknowledgedBy", assignee_id as "assigneeId", assignee_name as "assigneeName",
  ${ms('snoozed_until', 'snoozedUntil')}, comments, is_history as "isHistory", position`

type AlertRow = Omit<Row<Alert>, 'closedPosition'> & { closedPosition: string | null }

export async function loadAlertsById(tx: Tx, state: StockState, ids: readonly string[]): Promise<void> {
  const { rows } = await tx.query<AlertRow>({
    name: 'read-alerts-by-id',
    text: `select ${alertColumns} from stock_alerts where id = any ($1)`,
    values: [quotedArray(ids)],
  })
  for (const row of rows) keepAlert(state, row)
}

/** Those of these places that are not closed. */
export async function loadAlertsOf(tx: Tx, state: StockState, values: readonly string[]): Promise<void> {
  const { rows } = await tx.query<AlertRow>({
    name: 'read-alerts-of-places',
    text: `select ${alertColumns}
      from stock_alerts join unnest($1::text[], $2::text[]) as wanted (sku, place) using (sku, place)
      where state <> 'closed'`,
    values: [...values],
  })
  for (const row of rows) {
    const alert = keepAlert(state, row)
    state.skus.get(alert.sku)?.pairs.get(alert.place)?.alerts.set(alert.kind, alert)
  }
}

function keepAlert(state: StockState, row: AlertRow): Alert {
  const alert = state.alerts.get(row.id) ?? {
    ...row,
    openedPosition: BigInt(row.openedPosition),
    closedPosition: row.closedPosition === null ? null : BigInt(row.closedPosition),
    position: BigInt(row.position),
  }
  state.alerts.set(row.id, alert)
  return alert
}

const productColumns = `sku, title, price_minor::float8 as "priceMinor", margin_minor::float8 as "marginMinor", currency,
  category, path, substitutes, ${ms('occurred_at', 'occurredAt')}, position`

export async function loadProducts(tx: Tx, state: StockState, skus: readonly string[]): Promise<void> {
  if (skus.length === 0) return
  const { rows } = await tx.query<Row<Product>>({
    name: 'read-products',
    text: `select ${productColumns} from products where sku = any ($1)`,
    values: [quotedArray(skus)],
  })
  for (const row of rows) state.products.set(row.sku, { ...row, position: BigInt(row.position) })
}

export async function loadSkusOfPaths(tx: Tx, state: StockState, paths: readonly string[]): Promise<void> {
  const { rows } = await tx.query<{ path: string; sku: string }>({
    name: 'read-skus-of-paths',
    text: 'select path, sku from products where path = any ($1)',
    values: [quotedArray(paths)],
  })
  for (const { path, sku } of rows) {
    const skus = state.skusOfPath.get(path) ?? new Set()
    state.skusOfPath.set(path, skus.add(sku))
  }
}
