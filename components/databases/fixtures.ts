import type { InspectedTable, TableMapping } from '#contract/database.ts'
import type { Inspected } from './draft.ts'

/** A shop's database, for tests. */

export const ordersMapping: TableMapping = {
  name: 'orders',
  table: 'public.orders',
  on: ['insert'],
  when: [],
  type: 'order.placed',
  subject: 'order/{order_id}',
  occurredAt: 'placed_at',
  data: { orderId: { column: 'order_id', as: 'text' } },
}

export function tableOf(name: string, more: Partial<InspectedTable> = {}): InspectedTable {
  return {
    table: name,
    columns: [
      { name: 'order_id', type: 'integer', nullable: false, generated: false },
      { name: 'status', type: 'text', nullable: true, generated: false },
      { name: 'placed_at', type: 'timestamp with time zone', nullable: true, generated: false },
    ],
    primaryKey: ['order_id'],
    replicaIdentity: 'default',
    estimatedRows: 1200,
    bytes: 98_304,
    canSelect: true,
    isPartitioned: false,
    suggestedMappings: [],
    suggestedCursor: null,
    ...more,
  }
}

export const inspected: Inspected = {
  ok: true,
  server: { version: '16.4', database: 'shop', user: 'vigie', host: 'db', encrypted: true },
  modes: {
    replication: { possible: true, obstacles: [] },
    outbox: { possible: true, obstacles: [] },
    poll: { possible: true, obstacles: [] },
  },
  recommended: 'replication',
  tables: [
    tableOf('public.audit', {
      canSelect: false,
      suggestedMappings: [{ ...ordersMapping, name: 'audit', table: 'public.audit' }],
    }),
    tableOf('public.log', { primaryKey: [] }),
    tableOf('public.orders', { suggestedMappings: [ordersMapping], suggestedCursor: 'placed_at' }),
  ],
}
