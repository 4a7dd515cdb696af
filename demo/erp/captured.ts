import type { ReplicationConfig, TableMapping } from '#contract/database.ts'
import { replicationConfigSchema } from '#contract/database.ts'

/*
 * What Vigie hears of the ERP, and what its rows mean. The ERP has every order and every account, and Vigie hears of each
 * from one system only: orders of stores and of the web from the tills and the shop, accounts of the web from the CRM;
 * conditions leave those out here. What was sold before is known by closings of tills.
 */

/** Tables whose row before a change is needed, too. */
export const tablesWithBefore = ['public.stock', 'public.orders', 'public.customers'] as const

const place = { store: { column: 'store_name' }, storeId: { column: 'store_id' } } as const
const article = { sku: { column: 'sku' }, title: { column: 'title' } } as const
const account = {
  customerId: { column: 'customer_id' },
  phone: { column: 'phone' },
  channel: { column: 'channel' },
} as const

function linesOf(table: string, key: string) {
  return {
    table,
    match: { [key]: key },
    as: 'lines',
    data: {
      ...article,
      quantity: { column: 'quantity' },
      unitPriceMinor: { column: 'unit_price', as: 'minor-units' },
    },
  } satisfies TableMapping['lines']
}

const stores = {
  name: 'stores',
  table: 'public.stores',
  on: ['insert', 'update'],
  when: [],
  type: 'store.updated',
  subject: 'store/{store_id}',
  data: {
    store: { column: 'store_id' },
    name: { column: 'name' },
    kind: { column: 'kind' },
    latitude: { column: 'latitude', as: 'number' },
    longitude: { column: 'longitude', as: 'number' },
  },
} satisfies TableMapping

const products = {
  name: 'products',
  table: 'public.variants',
  on: ['insert', 'update'],
  when: [],
  type: 'product.updated',
  subject: 'product/{sku}',
  data: {
    ...article,
    category: { column: 'category' },
    path: { column: 'path' },
    priceMinor: { column: 'price', as: 'minor-units' },
    marginMinor: { column: 'margin', as: 'minor-units' },
    currency: { column: 'currency' },
  },
} satisfies TableMapping

const stock = {
  name: 'stock',
  table: 'public.stock',
  on: ['insert', 'update'],
  when: [],
  type: 'stock.changed',
  subject: 'stock/{sku}@{store_id}',
  occurredAt: 'updated_at',
  data: {
    ...article,
    ...place,
    before: { column: 'on_hand', of: 'before' },
    onHand: { column: 'on_hand' },
    reason: { column: 'reason' },
    orderId: { column: 'order_id' },
    deliveryId: { column: 'delivery_id' },
  },
} satisfies TableMapping

const deliveries = {
  name: 'deliveries',
  table: 'public.deliveries',
  on: ['insert'],
  when: [{ column: 'status', is: 'equal', value: 'expected' }],
  type: 'delivery.expected',
  subject: 'delivery/{delivery_id}',
  occurredAt: 'ordered_at',
  data: {
    deliveryId: { column: 'delivery_id' },
    ...article,
    ...place,
    quantity: { column: 'quantity' },
    expectedAt: { column: 'expected_at', as: 'time' },
  },
} satisfies TableMapping

const tillClosings = {
  name: 'till-closings',
  table: 'public.till_closings',
  on: ['insert'],
  when: [],
  type: 'order.placed',
  subject: 'order/{closing_id}',
  occurredAt: 'centred_at',
  data: {
    orderId: { column: 'closing_id' },
    channel: { column: 'channel' },
    ...place,
    totalMinor: { column: 'total', as: 'minor-units' },
    currency: { column: 'currency' },
  },
  lines: linesOf('public.till_closing_lines', 'closing_id'),
} satisfies TableMapping

const ofBusiness = { column: 'channel', is: 'equal', value: 'pro' } as const

const order = {
  table: 'public.orders',
  subject: 'order/{order_id}',
  data: {
    orderId: { column: 'order_id' },
    channel: { column: 'channel' },
    ...place,
    customerId: { column: 'customer_id' },
    totalMinor: { column: 'total', as: 'minor-units' },
    currency: { column: 'currency' },
  },
  lines: linesOf('public.order_lines', 'order_id'),
} satisfies Partial<TableMapping>

const ordersPlaced = {
  ...order,
  name: 'orders-placed',
  on: ['insert'],
  when: [ofBusiness],
  type: 'order.placed',
  occurredAt: 'placed_at',
} satisfies TableMapping

const ordersCancelled = {
  ...order,
  name: 'orders-cancelled',
  on: ['update'],
  when: [ofBusiness, { column: 'status', is: 'changed' }, { column: 'status', is: 'equal', value: 'cancelled' }],
  type: 'order.cancelled',
  occurredAt: 'updated_at',
} satisfies TableMapping

const customersCreated = {
  name: 'customers-created',
  table: 'public.customers',
  on: ['insert'],
  when: [{ column: 'channel', is: 'not-equal', value: 'web' }],
  type: 'customer.created',
  subject: 'customer/{customer_id}',
  occurredAt: 'created_at',
  data: account,
} satisfies TableMapping

const customersUpdated = {
  name: 'customers-updated',
  table: 'public.customers',
  on: ['update'],
  when: [],
  type: 'customer.updated',
  subject: 'customer/{customer_id}',
  occurredAt: 'updated_at',
  data: account,
} satisfies TableMapping

/** The ERP as a source of Vigie; who starts the demonstration creates it. */
export const erpSource = { slug: 'erp', name: 'ERP', kind: 'postgres', mode: 'push', promiseSeconds: 30 } as const

/** @param slot name of its replication slot: one on the whole server has it. */
export function erpConfig({ publication, slot }: { publication: string; slot: string }): ReplicationConfig {
  const mappings = [
    stores,
    products,
    // Before the levels, which are younger.
    tillClosings,
    stock,
    deliveries,
    ordersPlaced,
    ordersCancelled,
    customersCreated,
    customersUpdated,
  ]
  const withLines = [tillClosings, order].map(({ lines }) => lines.table)
  const tables = new Set<string>([...mappings.map(({ table }) => table), ...withLines])
  return replicationConfigSchema.parse({ capture: 'replication', tables: [...tables], mappings, publication, slot })
}
