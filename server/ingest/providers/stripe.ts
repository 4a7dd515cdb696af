import { defineProvider, noConfig, plainSecret } from '../provider.ts'
import type { Draft, Mapping } from '../provider-events.ts'
import { contentId, draftOf, subjectOf, toEvent, withOwnCustomers } from '../provider-events.ts'
import type { Money } from '../money.ts'
import { currencyOf, minorDigits, minorOf } from '../money.ts'
import { requireHeader, verifyAge, verifyHmac } from '../signatures.ts'
import { idOf, instantOf, member, numberOf, textOf, unixInstantOf } from '../sent-value.ts'
import { refuseIfNoneIsValid } from '../webhook-events.ts'

/*
 * Stripe: `Stripe-Signature: t=<Unix s>,v1=<hex>[,v1=<hex>]`, hex HMAC-SHA256 of `{t}.{body}`; the key is the whole
 * `whsec_…` text. Several v1 while a secret is rotated; other versions are ignored. https://docs.stripe.com/webhooks
 */
const mappings = new Map<string, Mapping>([
  ['checkout.session.completed', checkout('order.placed')],
  ['checkout.session.async_payment_failed', checkout('order.cancelled')],
  ['charge.refunded', refunded],
  ['customer.created', customer('customer.created')],
  ['customer.updated', customer('customer.updated')],
  ['product.created', product],
  ['product.updated', product],
])

export const stripe = defineProvider({
  kind: 'stripe',
  assignsSecret: true,
  config: noConfig,
  secret: plainSecret({ prefix: 'whsec_' }),
  verify({ headers, rawBody, now }, keys) {
    const entries = requireHeader(headers, 'stripe-signature')
      .split(',')
      .slice(0, 32)
      .map((entry) => entry.trim())
    const timestamp = entries.find((entry) => entry.startsWith('t='))?.slice(2) ?? ''
    verifyAge(timestamp, { now, unitMs: 1000 })
    const given = entries.filter((entry) => entry.startsWith('v1=')).map((entry) => Buffer.from(entry.slice(3), 'hex'))
    verifyHmac({ keys, content: [`${timestamp}.`, rawBody], given })
  },
  map(request, body) {
    const event = body.exact
    const id = idOf(member(event, 'id')) ?? contentId(request.rawBody)
    const known = draftOf({ kind: 'stripe', topic: member(event, 'type'), mappings }, event)
    const draft = withOwnCustomers(known, request.source)
    const created = member(event, 'created')
    const occurredAt = unixInstantOf(created, 1000) ?? instantOf(created)
    const mapped = [toEvent(request, body, { id, occurredAt, ...draft })]
    refuseIfNoneIsValid(mapped)
    return mapped
  },
})

/** An order is known by its payment, which its refund names too; without one by its session. */
function checkout(type: 'order.placed' | 'order.cancelled'): Mapping {
  return (event) => {
    const session = member(event, 'data', 'object')
    const orderId = idOf(member(session, 'payment_intent')) ?? idOf(member(session, 'id'))
    if (orderId === undefined || member(session, 'mode') === 'setup') return undefined
    return {
      type,
      subject: subjectOf('order', orderId),
      facts: {
        orderId,
        ...stripeMoney(member(session, 'amount_total'), member(session, 'currency')),
        customerId: idOf(member(session, 'customer')),
        email: textOf(member(session, 'customer_details', 'email')) ?? textOf(member(session, 'customer_email')),
        phone: textOf(member(session, 'customer_details', 'phone')),
        name: textOf(member(session, 'customer_details', 'name')),
        reference: textOf(member(session, 'client_reference_id')),
      },
    }
  }
}

/** `amount_refunded` is the sum of all refunds of a charge; this event's own is what was added. */
function refunded(event: unknown): Draft | undefined {
  const charge = member(event, 'data', 'object')
  const orderId = idOf(member(charge, 'payment_intent')) ?? idOf(member(charge, 'id'))
  const total = numberOf(member(charge, 'amount_refunded'))
  if (orderId === undefined || total === undefined) return undefined
  const before = numberOf(member(event, 'data', 'previous_attributes', 'amount_refunded')) ?? 0
  return {
    type: 'order.refunded',
    subject: subjectOf('order', orderId),
    facts: {
      orderId,
      ...stripeMoney(total - before, member(charge, 'currency')),
      customerId: idOf(member(charge, 'customer')),
      email: textOf(member(charge, 'billing_details', 'email')),
    },
  }
}

function customer(type: 'customer.created' | 'customer.updated'): Mapping {
  return (event) => {
    const object = member(event, 'data', 'object')
    const customerId = idOf(member(object, 'id'))
    if (customerId === undefined) return undefined
    return {
      type,
      subject: subjectOf('customer', customerId),
      facts: {
        customerId,
        email: textOf(member(object, 'email')),
        phone: textOf(member(object, 'phone')),
        name: textOf(member(object, 'name')),
      },
    }
  }
}

function product(event: unknown): Draft | undefined {
  const object = member(event, 'data', 'object')
  const productId = idOf(member(object, 'id'))
  if (productId === undefined) return undefined
  return {
    type: 'product.updated',
    subject: subjectOf('product', productId),
    facts: { productId, title: textOf(member(object, 'name')) },
  }
}

/** Stripe's smallest unit is ISO 4217's minor unit except for these. https://docs.stripe.com/currencies#special-cases */
const stripeDigits = new Map([
  ['ISK', 2],
  ['UGX', 2],
  ['MGA', 0],
])

export function stripeMoney(amount: unknown, currency: unknown): Money {
  const code = currencyOf(currency)
  if (code === undefined) return {}
  const digits = stripeDigits.get(code) ?? minorDigits(code)
  const units = minorOf(amount, 0)
  if (units === undefined) return { currency: code }
  const shift = minorDigits(code) - digits
  const totalMinor = shift >= 0 ? units * 10 ** shift : units / 10 ** -shift
  return Number.isSafeInteger(totalMinor) ? { totalMinor, currency: code } : { currency: code }
}
