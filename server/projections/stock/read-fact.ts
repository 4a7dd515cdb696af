import type { StoredEvent } from '#contract/event.ts'
import { eventCatalogue, isCoreEventType } from '#contract/event.ts'
import { ruleValuesSchema } from '#contract/stock-rules.ts'
import { ownSource } from '../../ingest/own-sources.ts'
import type {
  AlertFact,
  DeliveryFact,
  ItemFact,
  ItemLevelFact,
  ItemNameFact,
  MovementFact,
  PlaceFact,
  ProductFact,
  ReturnFact,
  RuleFact,
  SaleFact,
  SoldLine,
  StockFact,
  StockFactFrom,
  ViewFact,
} from './facts.ts'

/** @returns what an event says about stock. */
export function readFacts(event: StoredEvent): StockFactFrom<StockFact | ItemFact>[] {
  if (event.synthetic) return []
  const { position, source, occurredAt, receivedAt, backfill } = event
  const from = { position, source, occurredAt, receivedAt, backfill }
  if (event.type === 'product.updated') return productsOf(event).map((fact) => ({ ...fact, from }))
  const fact = factOf(event)
  return fact === undefined ? [] : [{ ...fact, from }]
}

function factOf(event: StoredEvent): StockFact | ItemLevelFact | undefined {
  const { type } = event
  if (!isCoreEventType(type)) return undefined
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- all others say nothing here
  switch (type) {
    case 'stock.changed':
      return movementOf(event)
    case 'order.placed':
      return saleOf(event)
    case 'order.cancelled': {
      const orderId = withinKey(eventCatalogue['order.cancelled'].safeParse(event.data).data?.orderId)
      return orderId === undefined ? undefined : { fact: 'cancellation', orderId }
    }
    case 'order.refunded':
      return returnOf(event)
    case 'store.updated':
      return placeOf(event)
    case 'delivery.expected':
      return deliveryOf(event)
    case 'delivery.cancelled': {
      const deliveryId = withinKey(eventCatalogue['delivery.cancelled'].safeParse(event.data).data?.deliveryId)
      return deliveryId === undefined ? undefined : { fact: 'delivery-cancelled', deliveryId }
    }
    case 'page.viewed':
      return viewOf(event)
    case 'source.silent':
    case 'source.heard':
      return silenceOf(event, type)
    case 'alert.acknowledged':
    case 'alert.assigned':
    case 'alert.snoozed':
    case 'alert.commented':
    case 'alert.reopened':
      return alertOf(event, type)
    case 'stock-rule.set':
    case 'stock-rule.removed':
      return ruleOf(event, type)
    default:
      return undefined
  }
}

/**
 * An entry of an index holds 2704 bytes, and each of these characters is three of them at the most: three keys side by side fit,
 * or one that stands alone. What is longer names nothing.
 */
const maxKeyLength = 200
const maxLoneKeyLength = 800

/** What is asked of a sender's text before it becomes part of a key. */
export function keyOf(text: string | number | null | undefined, maxLength = maxKeyLength): string | undefined {
  const key = typeof text === 'number' ? String(text) : text?.trim()
  return key === '' ? undefined : withinKey(key, maxLength)
}

function withinKey(text: string | undefined, maxLength = maxKeyLength): string | undefined {
  return text !== undefined && text.length <= maxLength ? text : undefined
}

/** What names no store is about the source's only one. */
export function placeKey(
  { source }: Pick<StoredEvent, 'source'>,
  data: { store?: string | undefined; storeId?: string | undefined },
): string {
  return keyOf(data.storeId) ?? keyOf(data.store) ?? source
}

function movementOf(event: StoredEvent): MovementFact | ItemLevelFact | undefined {
  const { data } = eventCatalogue['stock.changed'].safeParse(event.data)
  if (data === undefined) return undefined
  const { onHand, delta, before } = data
  const stated = onHand ?? (delta === undefined || before === undefined ? null : before + delta)
  if (stated === null && delta === undefined) return undefined
  const sku = keyOf(data.sku)
  if (sku === undefined) return itemLevelOf(event, stated)
  return {
    fact: 'movement',
    sku,
    place: placeKey(event, data),
    stated,
    delta: stated === null ? (delta ?? null) : null,
    version: data.version ?? null,
    isDelivery: data.reason === 'delivery',
  }
}

function itemLevelOf(event: StoredEvent, stated: number | null): ItemLevelFact | undefined {
  const { data } = eventCatalogue['stock.changed'].safeParse(event.data)
  const item = keyOf(data?.inventoryItemId)
  if (data === undefined || item === undefined || stated === null) return undefined
  return { fact: 'item-level', item, place: placeKey(event, data), stated, version: data.version ?? null }
}

function returnOf(event: StoredEvent): ReturnFact | undefined {
  const { data } = eventCatalogue['order.refunded'].safeParse(event.data)
  const units = new Map<string, number>()
  for (const { sku: raw, quantity, restocked } of data?.lines ?? []) {
    const sku = keyOf(raw)
    if (restocked !== true || sku === undefined || typeof quantity !== 'number' || quantity <= 0) continue
    units.set(sku, (units.get(sku) ?? 0) + quantity)
  }
  if (data === undefined || units.size === 0) return undefined
  const lines = [...units].map(([sku, units]) => ({ sku, units }))
  return { fact: 'return', place: placeKey(event, data), lines }
}

function saleOf(event: StoredEvent): SaleFact | undefined {
  const { data } = eventCatalogue['order.placed'].safeParse(event.data)
  const orderId = withinKey(data?.orderId)
  if (data === undefined || orderId === undefined) return undefined
  const lines = new Map<string, SoldLine>()
  for (const { sku: raw, quantity, unitPriceMinor } of data.lines ?? []) {
    const sku = keyOf(raw)
    if (sku === undefined || typeof quantity !== 'number' || quantity <= 0) continue
    const units = (lines.get(sku)?.units ?? 0) + quantity
    lines.set(sku, { sku, units, unitMinor: wholeOf(unitPriceMinor) })
  }
  if (lines.size === 0) return undefined
  return { fact: 'sale', orderId, place: placeKey(event, data), lines: [...lines.values()] }
}

function wholeOf(value: number | null | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? Math.round(value) : null
}

/** The SKUs of a product, each once, and which inventory items they are. */
function productsOf(event: StoredEvent): (ProductFact | ItemNameFact)[] {
  const { data } = eventCatalogue['product.updated'].safeParse(event.data)
  if (data === undefined) return []
  const { title = null, priceMinor = null, marginMinor = null, currency = null, category = null } = data
  const path = withinKey(data.path, maxLoneKeyLength) ?? null
  const facts: (ProductFact | ItemNameFact)[] = []
  const seen = new Set<string>()
  for (const variant of [...(data.variants ?? []), { sku: data.sku }]) {
    const sku = keyOf(variant.sku)
    const item = keyOf('inventoryItemId' in variant ? variant.inventoryItemId : undefined)
    if (sku === undefined) continue
    if (item !== undefined) facts.push({ fact: 'item-name', item, sku })
    if (seen.has(sku)) continue
    seen.add(sku)
    const own =
      'title' in variant
        ? { title: variant.title ?? title, priceMinor: variant.priceMinor ?? priceMinor }
        : { title, priceMinor }
    facts.push({
      fact: 'product',
      sku,
      ...own,
      marginMinor,
      currency,
      category,
      path,
      substitutes: data.substitutes ?? [],
    })
  }
  return facts
}

function placeOf(event: StoredEvent): PlaceFact | undefined {
  const { data } = eventCatalogue['store.updated'].safeParse(event.data)
  const place = keyOf(data?.store)
  if (data === undefined || place === undefined) return undefined
  const { name, kind, latitude, longitude, timeZone } = data
  return {
    fact: 'place',
    place,
    name: name ?? place,
    kind: kind ?? 'store',
    latitude: latitude ?? null,
    longitude: longitude ?? null,
    timeZone: timeZone ?? null,
  }
}

function deliveryOf(event: StoredEvent): DeliveryFact | undefined {
  const { data } = eventCatalogue['delivery.expected'].safeParse(event.data)
  const sku = keyOf(data?.sku)
  const deliveryId = withinKey(data?.deliveryId)
  if (data?.expectedAt === undefined || deliveryId === undefined || sku === undefined) return undefined
  return {
    fact: 'delivery',
    deliveryId,
    sku,
    place: placeKey(event, data),
    quantity: data.quantity ?? 0,
    expectedAt: Date.parse(data.expectedAt),
  }
}

function viewOf(event: StoredEvent): ViewFact | undefined {
  const { data } = eventCatalogue['page.viewed'].safeParse(event.data)
  if (data === undefined) return undefined
  const sku = keyOf(data.sku) ?? null
  const path = pathOf(data.url)
  if (sku === null && path === null) return undefined
  const text = (value: unknown) => (typeof value === 'string' ? value.slice(0, 80) : '')
  return { fact: 'view', sku, path, channel: text(data['channel']), campaign: text(data['campaign']) }
}

function pathOf(url: string | undefined): string | null {
  return url === undefined ? null : (URL.parse(url, 'http://site.invalid')?.pathname ?? null)
}

function silenceOf(event: StoredEvent, type: 'source.silent' | 'source.heard'): StockFact | undefined {
  const { data } = eventCatalogue[type].safeParse(event.data)
  if (data?.source === undefined || event.source !== ownSource) return undefined
  if (type === 'source.heard') return { fact: 'heard', heard: data.source }
  const since = data.lastReceivedAt == null ? event.occurredAt : Date.parse(data.lastReceivedAt)
  return { fact: 'silent', silent: data.source, since }
}

const verbs = {
  'alert.acknowledged': 'acknowledge',
  'alert.assigned': 'assign',
  'alert.snoozed': 'snooze',
  'alert.commented': 'comment',
  'alert.reopened': 'reopen',
} as const

/** People act through Vigie: what another source calls by these names is not believed. */
function alertOf(event: StoredEvent, type: keyof typeof verbs): AlertFact | undefined {
  const { data } = eventCatalogue[type].safeParse(event.data)
  if (data?.alert === undefined || event.source !== ownSource) return undefined
  const assigned = type === 'alert.assigned' ? eventCatalogue[type].safeParse(event.data).data?.assignee : null
  const until = type === 'alert.snoozed' ? eventCatalogue[type].safeParse(event.data).data?.until : undefined
  const text = type === 'alert.commented' ? eventCatalogue[type].safeParse(event.data).data?.text : undefined
  return {
    fact: 'alert',
    verb: verbs[type],
    alert: data.alert,
    by: data.by ?? null,
    assignee: assigned ?? null,
    until: until === undefined ? null : Date.parse(until),
    text: text ?? '',
  }
}

function ruleOf(event: StoredEvent, type: 'stock-rule.set' | 'stock-rule.removed'): RuleFact | undefined {
  const { data } = eventCatalogue[type].safeParse(event.data)
  if (data?.scope === undefined || event.source !== ownSource) return undefined
  const { scope, by } = data
  const value = scope === 'all' ? '' : keyOf(data.value, maxLoneKeyLength)
  if (value === undefined) return undefined
  const about = { fact: 'rule', scope, value, by: by?.name ?? null } as const
  if (type === 'stock-rule.removed') return { ...about, values: null }
  const { opensAt, closesBelow, leadTimeHours, keptShare } = data
  const values = ruleValuesSchema.safeParse({ opensAt, closesBelow, leadTimeHours, keptShare })
  return values.success ? { ...about, values: values.data } : undefined
}
