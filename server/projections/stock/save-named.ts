import type { RuleOf } from '#contract/stock-rules.ts'
import { ruleOf } from '#contract/stock-rules.ts'
import type {
  Alert,
  AlertComment,
  CancelledOrder,
  Delivery,
  OrderLine,
  Place,
  Product,
  SilentSpan,
  SkuState,
  StockRule,
} from './state.ts'
import type { Tx } from '../projection.ts'
import { tableWriter } from '../table-writer.ts'
import type { Changes, ViewCount } from './changes.ts'

/* Rows of everything that has a name of its own. */

export const writeDemand = tableWriter<SkuState>({
  name: 'sku_demand',
  key: ['sku'],
  columns: {
    sku: ['text', ({ sku }) => sku],
    week: ['time', ({ week }) => week],
    weights: ['float8[]', ({ shape }) => shape.weights],
    dispersion_expected: ['float8', ({ dispersion }) => dispersion.expected],
    dispersion_excess: ['float8', ({ dispersion }) => dispersion.excess],
    updated_position: ['int8', ({ position }) => position],
    undecided: ['bool', ({ isUndecided }) => isUndecided],
  },
})

export const writeAlerts = tableWriter<Alert>({
  name: 'stock_alerts',
  key: ['id'],
  columns: {
    id: ['text', ({ id }) => id],
    sku: ['text', ({ sku }) => sku],
    place: ['text', ({ place }) => place],
    kind: ['text', ({ kind }) => kind],
    state: ['text', ({ state }) => state],
    opened_at: ['time', ({ openedAt }) => openedAt],
    opened_position: ['int8', ({ openedPosition }) => openedPosition],
    closed_at: ['time', ({ closedAt }) => closedAt],
    closed_position: ['int8', ({ closedPosition }) => closedPosition],
    acknowledged_at: ['time', ({ acknowledgedAt }) => acknowledgedAt],
    acknowledged_by_id: ['text', ({ acknowledgedById }) => acknowledgedById],
    acknowledged_by: ['text', ({ acknowledgedBy }) => acknowledgedBy],
    assignee_id: ['text', ({ assigneeId }) => assigneeId],
    assignee_name: ['text', ({ assigneeName }) => assigneeName],
    snoozed_until: ['time', ({ snoozedUntil }) => snoozedUntil],
    comments: ['int4', ({ comments }) => comments],
    is_history: ['bool', ({ isHistory }) => isHistory],
    position: ['int8', ({ position }) => position],
  },
})

export const writeComments = tableWriter<AlertComment>({
  name: 'alert_comments',
  key: ['alert', 'position'],
  columns: {
    alert: ['text', ({ alert }) => alert],
    position: ['int8', ({ position }) => position],
    by_id: ['text', ({ byId }) => byId],
    by_name: ['text', ({ byName }) => byName],
    text: ['text', ({ text }) => text],
    at: ['time', ({ at }) => at],
  },
})

export const writeDeliveries = tableWriter<Delivery>({
  name: 'deliveries',
  key: ['delivery_id'],
  columns: {
    delivery_id: ['text', ({ deliveryId }) => deliveryId],
    sku: ['text', ({ sku }) => sku],
    place: ['text', ({ place }) => place],
    quantity: ['float8', ({ quantity }) => quantity],
    expected_at: ['time', ({ expectedAt }) => expectedAt],
    state: ['text', ({ state }) => state],
    occurred_at: ['time', ({ occurredAt }) => occurredAt],
    position: ['int8', ({ position }) => position],
  },
})

export const writeOrderLines = tableWriter<OrderLine>({
  name: 'order_lines',
  key: ['source', 'order_id', 'sku', 'place'],
  columns: {
    source: ['text', ({ source }) => source],
    order_id: ['text', ({ orderId }) => orderId],
    sku: ['text', ({ sku }) => sku],
    place: ['text', ({ place }) => place],
    units: ['float8', ({ units }) => units],
    unit_minor: ['int8', ({ unitMinor }) => unitMinor],
    occurred_at: ['time', ({ occurredAt }) => occurredAt],
    position: ['int8', ({ position }) => position],
    cancelled: ['bool', ({ cancelled }) => cancelled],
  },
})

export const writeCancelled = tableWriter<CancelledOrder>({
  name: 'cancelled_orders',
  key: ['source', 'order_id'],
  columns: {
    source: ['text', ({ source }) => source],
    order_id: ['text', ({ orderId }) => orderId],
    occurred_at: ['time', ({ occurredAt }) => occurredAt],
    position: ['int8', ({ position }) => position],
  },
})

export const writeProducts = tableWriter<Product>({
  name: 'products',
  key: ['sku'],
  columns: {
    sku: ['text', ({ sku }) => sku],
    title: ['text', ({ title }) => title],
    price_minor: ['int8', ({ priceMinor }) => priceMinor],
    margin_minor: ['int8', ({ marginMinor }) => marginMinor],
    currency: ['text', ({ currency }) => currency],
    category: ['text', ({ category }) => category],
    path: ['text', ({ path }) => path],
    substitutes: ['text[]', ({ substitutes }) => substitutes],
    occurred_at: ['time', ({ occurredAt }) => occurredAt],
    position: ['int8', ({ position }) => position],
  },
})

export const writePrices = tableWriter<Product>({
  name: 'product_prices',
  key: ['sku', 'occurred_at', 'position'],
  columns: {
    sku: ['text', ({ sku }) => sku],
    occurred_at: ['time', ({ occurredAt }) => occurredAt],
    position: ['int8', ({ position }) => position],
    price_minor: ['int8', ({ priceMinor }) => priceMinor],
    currency: ['text', ({ currency }) => currency],
  },
})

export const writePlaces = tableWriter<Place>({
  name: 'places',
  key: ['place'],
  columns: {
    place: ['text', ({ place }) => place],
    name: ['text', ({ name }) => name],
    kind: ['text', ({ kind }) => kind],
    latitude: ['float8', ({ latitude }) => latitude],
    longitude: ['float8', ({ longitude }) => longitude],
    time_zone: ['text', ({ timeZone }) => timeZone],
    occurred_at: ['time', ({ occurredAt }) => occurredAt],
    position: ['int8', ({ position }) => position],
  },
})

export const writePlaceSources = tableWriter<{ place: string; source: string; position: bigint }>({
  name: 'place_sources',
  key: ['place', 'source'],
  columns: {
    place: ['text', ({ place }) => place],
    source: ['text', ({ source }) => source],
    position: ['int8', ({ position }) => position],
  },
})

export const writeSilent = tableWriter<SilentSpan>({
  name: 'silent_spans',
  key: ['source', 'from_at'],
  columns: {
    source: ['text', ({ source }) => source],
    from_at: ['time', ({ from }) => from],
    to_at: ['time', ({ to }) => to],
    position: ['int8', ({ position }) => position],
  },
})

export const writeViews = tableWriter<ViewCount>({
  name: 'sku_view_hours',
  key: ['sku', 'hour', 'channel', 'campaign'],
  columns: {
    sku: ['text', ({ sku }) => sku],
    hour: ['time', ({ hour }) => hour],
    channel: ['text', ({ channel }) => channel],
    campaign: ['text', ({ campaign }) => campaign],
    views: ['int4', ({ views }) => views],
  },
  onConflict: 'update set views = sku_view_hours.views + excluded.views',
})

export async function writeRules(tx: Tx, changed: Changes['rules']): Promise<void> {
  const gone = [...changed].flatMap(([id, rule]) => (rule === null ? [ruleOf(id)] : []))
  if (gone.length > 0) await deleteRules(tx, gone)
  await upsertRules(
    tx,
    [...changed.values()].filter((rule) => rule !== null),
  )
}

async function deleteRules(tx: Tx, gone: readonly RuleOf[]): Promise<void> {
  await tx.query({
    name: 'forget-stock-rules',
    text: `delete from stock_rules using unnest($1::text[], $2::text[]) as gone (scope, value)
      where stock_rules.scope = gone.scope and stock_rules.value = gone.value`,
    values: [gone.map(({ scope }) => scope), gone.map(({ value }) => value)],
  })
}

const upsertRules = tableWriter<StockRule>({
  name: 'stock_rules',
  key: ['scope', 'value'],
  columns: {
    scope: ['text', ({ scope }) => scope],
    value: ['text', ({ value }) => value],
    opens_at: ['float8', ({ opensAt }) => opensAt],
    closes_below: ['float8', ({ closesBelow }) => closesBelow],
    lead_time_hours: ['float8', ({ leadTimeHours }) => leadTimeHours],
    kept_share: ['float8', ({ keptShare }) => keptShare],
    set_at: ['time', ({ setAt }) => setAt],
    set_by: ['text', ({ setBy }) => setBy],
    position: ['int8', ({ position }) => position],
  },
})
