import { defineProvider, noConfig, plainSecret } from '../provider.ts'
import type { Draft, Mapping } from '../provider-events.ts'
import { contentId, draftOf, subjectOf, toEvent, withOwnCustomers } from '../provider-events.ts'
import { moneyOf } from '../money.ts'
import { findHeader, requireHeader, verifyHmac } from '../signatures.ts'
import { idOf, instantOf, member, members, numberOf, textOf } from '../sent-value.ts'
import { refuseIfNoneIsValid } from '../webhook-events.ts'

/*
 * WooCommerce: `X-WC-Webhook-Signature`, base64 HMAC-SHA256 of the body. There is no timestamp, and Delivery-ID is another
 * one for every attempt, so an event is known by topic, resource, date of modification and the bytes: two changes may fall
 * into one second. https://woocommerce.com/document/webhooks/
 */
const mappings = new Map<string, Mapping>([
  ['order.created', order('order.placed')],
  ['order.updated', order('order.updated')],
  ['customer.created', customer('customer.created')],
  ['customer.updated', customer('customer.updated')],
  ['product.created', product],
  ['product.updated', product],
])

export const woocommerce = defineProvider({
  kind: 'woocommerce',
  config: noConfig,
  secret: plainSecret(),
  /** Sent unsigned when a webhook is saved; the shop complains unless it is answered 200. */
  isProbe: ({ rawBody, headers }) =>
    headers['x-wc-webhook-signature'] === undefined && /^webhook_id=\d{1,20}$/.test(rawBody.toString('latin1')),
  verify({ headers, rawBody }, keys) {
    const signature = requireHeader(headers, 'x-wc-webhook-signature')
    verifyHmac({ keys, content: [rawBody], given: [Buffer.from(signature, 'base64')] })
  },
  map(request, body) {
    const topic = findHeader(request.headers, 'x-wc-webhook-topic')
    const object = body.exact
    const draft = withOwnCustomers(draftOf({ kind: 'woocommerce', topic, mappings }, object), request.source)
    const modified = textOf(member(object, 'date_modified_gmt'))
    const bytes = contentId(request.rawBody).slice(0, 'sha256:'.length + 16)
    const key = [idOf(topic) ?? 'unknown', idOf(member(object, 'id')) ?? '', modified ?? '', bytes].join(':')
    const id = key.length <= 256 ? key : contentId(request.rawBody)
    const also = draft.type === 'order.updated' || draft.type === 'order.placed' ? ordersEnds(object) : []
    const mapped = [{ ...draft, id }, ...also].map((event) => toEvent(request, body, event))
    refuseIfNoneIsValid(mapped)
    return mapped
  },
})

function order(type: 'order.placed' | 'order.updated'): Mapping {
  const time = type === 'order.placed' ? 'date_created_gmt' : 'date_modified_gmt'
  return (object) => {
    const orderId = idOf(member(object, 'id'))
    if (orderId === undefined) return undefined
    const currency = member(object, 'currency')
    return {
      type,
      subject: subjectOf('order', orderId),
      occurredAt: instantOf(member(object, time)),
      facts: {
        orderId,
        status: textOf(member(object, 'status')),
        ...moneyOf(member(object, 'total'), currency),
        customerId: customerIdOf(member(object, 'customer_id')),
        email: textOf(member(object, 'billing', 'email')),
        ...personOf(object, member(object, 'billing')),
        lines: members(object, 'line_items').map((line) => ({
          sku: textOf(member(line, 'sku')),
          title: textOf(member(line, 'name')),
          quantity: numberOf(member(line, 'quantity')),
          unitPriceMinor: moneyOf(member(line, 'price'), currency).totalMinor,
        })),
      },
    }
  }
}

/** @param named where first and last name stand: a customer's own, an order's address. */
function personOf(object: unknown, named: unknown): Record<string, string | undefined> {
  const parts = [member(named, 'first_name'), member(named, 'last_name')].flatMap((part) => textOf(part) ?? [])
  return {
    phone: textOf(member(object, 'billing', 'phone')),
    name: parts.length === 0 ? undefined : parts.join(' '),
    company: textOf(member(object, 'billing', 'company')),
  }
}

/** Guests have the customer 0. */
function customerIdOf(value: unknown): string | undefined {
  const id = idOf(value)
  return id === '0' ? undefined : id
}

/**
 * WooCommerce tells of a cancellation and of refunds only as another state of the order, and again with every later
 * change. Ids of their own make each of them one event.
 */
function ordersEnds(object: unknown): (Draft & { id: string })[] {
  const orderId = idOf(member(object, 'id'))
  const occurredAt = instantOf(member(object, 'date_modified_gmt'))
  const currency = member(object, 'currency')
  const about = { subject: subjectOf('order', orderId), occurredAt, keepsOriginal: false }
  const refunds = members(object, 'refunds').flatMap((refund) => {
    const refundId = idOf(member(refund, 'id'))
    const { totalMinor, ...rest } = moneyOf(member(refund, 'total'), currency)
    if (refundId === undefined) return []
    // Written as what it takes away from the order.
    const facts = {
      orderId,
      refundId,
      ...rest,
      totalMinor: totalMinor === undefined ? undefined : Math.abs(totalMinor),
    }
    return [{ ...about, id: `refund:${refundId}`, type: 'order.refunded', facts }]
  })
  if (member(object, 'status') !== 'cancelled') return refunds
  const facts = { orderId, ...moneyOf(member(object, 'total'), currency) }
  return [...refunds, { ...about, id: `cancelled:${orderId ?? ''}`, type: 'order.cancelled', facts }]
}

function customer(type: 'customer.created' | 'customer.updated'): Mapping {
  const time = type === 'customer.created' ? 'date_created_gmt' : 'date_modified_gmt'
  return (object) => {
    const customerId = customerIdOf(member(object, 'id'))
    if (customerId === undefined) return undefined
    return {
      type,
      subject: subjectOf('customer', customerId),
      occurredAt: instantOf(member(object, time)),
      facts: {
        customerId,
        email: textOf(member(object, 'email')),
        ...personOf(object, object),
      },
    }
  }
}

function product(object: unknown): Draft | undefined {
  const productId = idOf(member(object, 'id'))
  if (productId === undefined) return undefined
  return {
    type: 'product.updated',
    subject: subjectOf('product', productId),
    occurredAt: instantOf(member(object, 'date_modified_gmt')),
    facts: { productId, sku: textOf(member(object, 'sku')), title: textOf(member(object, 'name')) },
  }
}
