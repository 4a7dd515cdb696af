import { defineProvider, noConfig, plainSecret } from '../provider.ts'
import type { Draft, Mapping } from '../provider-events.ts'
import { contentId, draftOf, foreignType, subjectOf, toEvent, withOwnCustomers } from '../provider-events.ts'
import { moneyOf, sumOf } from '../money.ts'
import { findHeader, requireHeader, verifyHmac } from '../signatures.ts'
import { idOf, instantOf, member, members, numberOf, textOf } from '../sent-value.ts'
import { refuseIfNoneIsValid } from '../webhook-events.ts'

/*
 * Shopify: `X-Shopify-Hmac-SHA256`, base64 HMAC-SHA256 of the body under the app's client secret; its "Events" leave out
 * the `X-`. The scheme has no timestamp. Event-Id is the same for repeats and for several subscriptions, and may be for
 * several topics of one action, so the topic belongs to the key.
 * https://shopify.dev/docs/apps/build/webhooks/ignore-duplicates
 */
const mappings = new Map<string, Mapping>([
  ['orders/create', order('order.placed', ['processed_at', 'created_at'])],
  ['orders/updated', order('order.updated', ['updated_at'])],
  ['orders/cancelled', order('order.cancelled', ['cancelled_at', 'updated_at'])],
  ['refunds/create', refund],
  ['customers/create', customer('customer.created', 'created_at')],
  ['customers/update', customer('customer.updated', 'updated_at')],
  ['products/create', product],
  ['products/update', product],
  ['locations/create', location],
  ['locations/update', location],
  ['inventory_levels/connect', inventoryLevel],
  ['inventory_levels/update', inventoryLevel],
  ['customers/data_request', privacy('customers/data_request')],
  ['customers/redact', privacy('customers/redact')],
  ['shop/redact', privacy('shop/redact')],
])

export const shopify = defineProvider({
  kind: 'shopify',
  assignsSecret: true,
  config: noConfig,
  secret: plainSecret(),
  verify({ headers, rawBody }, keys) {
    const signature = requireHeader(headers, 'x-shopify-hmac-sha256', 'shopify-hmac-sha256')
    verifyHmac({ keys, content: [rawBody], given: [Buffer.from(signature, 'base64')] })
  },
  map(request, body) {
    const header = (name: string) => findHeader(request.headers, `x-shopify-${name}`, `shopify-${name}`)
    const topic = header('topic')
    const draft = withOwnCustomers(draftOf({ kind: 'shopify', topic, mappings }, body.exact), request.source)
    const key = idOf(header('event-id')) ?? idOf(header('webhook-id')) ?? contentId(request.rawBody)
    const id = `${key}:${idOf(topic) ?? 'unknown'}`.slice(0, 256)
    const occurredAt = draft.occurredAt ?? instantOf(header('triggered-at'))
    const mapped = [toEvent(request, body, { ...draft, id, occurredAt })]
    refuseIfNoneIsValid(mapped)
    return mapped
  },
})

function order(type: string, times: readonly string[]): Mapping {
  return (object) => {
    const orderId = idOf(member(object, 'id'))
    if (orderId === undefined) return undefined
    const currency = member(object, 'currency')
    return {
      type,
      subject: subjectOf('order', orderId),
      occurredAt: times.map((name) => instantOf(member(object, name))).find((at) => at !== undefined),
      facts: {
        orderId,
        number: textOf(member(object, 'name')),
        ...moneyOf(member(object, 'total_price'), currency),
        customerId: idOf(member(object, 'customer', 'id')),
        ...buyerOf(object),
        store: idOf(member(object, 'location_id')),
        lines: members(object, 'line_items').map((line) => ({
          sku: textOf(member(line, 'sku')),
          title: textOf(member(line, 'title')),
          quantity: numberOf(member(line, 'quantity')),
          unitPriceMinor: moneyOf(member(line, 'price'), currency).totalMinor,
        })),
      },
    }
  }
}

/** A guest has no account, but an address to write to. */
function buyerOf(order: unknown): Record<string, string | undefined> {
  const of = (name: string) => textOf(member(order, name)) ?? textOf(member(order, 'customer', name))
  return {
    email: of('email') ?? textOf(member(order, 'contact_email')),
    phone: of('phone') ?? textOf(member(order, 'billing_address', 'phone')),
    name: fullNameOf(member(order, 'customer')) ?? textOf(member(order, 'billing_address', 'name')),
    company: textOf(member(order, 'billing_address', 'company')),
  }
}

function fullNameOf(person: unknown): string | undefined {
  const parts = [member(person, 'first_name'), member(person, 'last_name')].flatMap((part) => textOf(part) ?? [])
  return parts.length === 0 ? undefined : parts.join(' ')
}

/** What was paid back: the refund's successful transactions of that kind, if they are of one currency. */
function refund(object: unknown): Draft | undefined {
  const orderId = idOf(member(object, 'order_id'))
  if (orderId === undefined) return undefined
  const paidBack = members(object, 'transactions').filter(
    (transaction) => member(transaction, 'kind') === 'refund' && member(transaction, 'status') === 'success',
  )
  return {
    type: 'order.refunded',
    subject: subjectOf('order', orderId),
    occurredAt: instantOf(member(object, 'processed_at')) ?? instantOf(member(object, 'created_at')),
    facts: {
      orderId,
      refundId: idOf(member(object, 'id')),
      ...returnedBy(object),
      ...sumOf(paidBack.map((transaction) => moneyOf(member(transaction, 'amount'), member(transaction, 'currency')))),
    },
  }
}

/** `cancel` comes with the cancellation of the order, which says it already. */
function returnedBy(refund: unknown) {
  const lines = members(refund, 'refund_line_items').filter((line) => member(line, 'restock_type') === 'return')
  return {
    store: idOf(lines.map((line) => member(line, 'location_id')).find((id) => id != null)),
    lines: lines.map((line) => ({
      sku: textOf(member(line, 'line_item', 'sku')),
      quantity: numberOf(member(line, 'quantity')),
      restocked: true,
    })),
  }
}

function customer(type: 'customer.created' | 'customer.updated', time: string): Mapping {
  return (object) => {
    const customerId = idOf(member(object, 'id'))
    if (customerId === undefined) return undefined
    return {
      type,
      subject: subjectOf('customer', customerId),
      occurredAt: instantOf(member(object, time)),
      facts: {
        customerId,
        email: textOf(member(object, 'email')),
        phone: textOf(member(object, 'phone')) ?? textOf(member(object, 'default_address', 'phone')),
        name: fullNameOf(object),
        company: textOf(member(object, 'default_address', 'company')),
      },
    }
  }
}

function product(object: unknown): Draft | undefined {
  const productId = idOf(member(object, 'id'))
  if (productId === undefined) return undefined
  const title = textOf(member(object, 'title'))
  const handle = textOf(member(object, 'handle'))
  const skus = members(object, 'variants').flatMap((variant) => textOf(member(variant, 'sku')) ?? [])
  return {
    type: 'product.updated',
    subject: subjectOf('product', productId),
    occurredAt: instantOf(member(object, 'updated_at')),
    facts: {
      productId,
      title,
      sku: skus.length === 1 ? skus[0] : undefined,
      skus,
      category: textOf(member(object, 'product_type')),
      path: handle === undefined ? undefined : `/products/${handle}`,
      variants: members(object, 'variants').map((variant) => ({
        sku: textOf(member(variant, 'sku')),
        title: variantTitle(title, textOf(member(variant, 'title'))),
        inventoryItemId: idOf(member(variant, 'inventory_item_id')),
      })),
    },
  }
}

/** A product that is sold in one way only has a variant with this name. */
const onlyVariant = 'Default Title'

function variantTitle(product: string | undefined, variant: string | undefined): string | undefined {
  return product === undefined || variant === undefined || variant === onlyVariant ? product : `${product} · ${variant}`
}

function location(object: unknown): Draft | undefined {
  const store = idOf(member(object, 'id'))
  if (store === undefined) return undefined
  return {
    type: 'store.updated',
    subject: subjectOf('store', store),
    occurredAt: instantOf(member(object, 'updated_at')),
    facts: { store, name: textOf(member(object, 'name')) },
  }
}

/** A level names the inventory item, never the SKU; an item that is not tracked has no `available`. */
function inventoryLevel(object: unknown): Draft | undefined {
  const inventoryItemId = idOf(member(object, 'inventory_item_id'))
  if (inventoryItemId === undefined) return undefined
  return {
    type: 'stock.changed',
    subject: subjectOf('inventory-item', inventoryItemId),
    occurredAt: instantOf(member(object, 'updated_at')),
    facts: {
      inventoryItemId,
      store: idOf(member(object, 'location_id')),
      onHand: numberOf(member(object, 'available')),
    },
  }
}

/** Only ids: e-mail addresses and telephone numbers of somebody who asks to be forgotten are not kept once more. */
function privacy(topic: string): Mapping {
  return (object) => {
    const customerId = idOf(member(object, 'customer', 'id'))
    const ids = (name: string) => members(object, name).flatMap((id) => idOf(id) ?? [])
    return {
      type: foreignType('shopify', topic),
      subject: subjectOf('customer', customerId) ?? subjectOf('shop', member(object, 'shop_id')),
      facts: {
        shopId: idOf(member(object, 'shop_id')),
        shopDomain: textOf(member(object, 'shop_domain')),
        customerId,
        dataRequestId: idOf(member(object, 'data_request', 'id')),
        orderIds: [...ids('orders_requested'), ...ids('orders_to_redact')],
      },
      forgets: true,
    }
  }
}
