import type { Money } from '../money.ts'
import { moneyOf } from '../money.ts'
import type { Draft } from '../provider-events.ts'
import { subjectOf } from '../provider-events.ts'
import { idOf, member, members, numberOf, textOf } from '../sent-value.ts'

/*
 * The part of Segment's e-commerce vocabulary that says what our core events say; the rest keeps its name.
 * https://segment.com/docs/connections/spec/ecommerce/v2/
 */
const orderTypes = new Map([
  ['order completed', 'order.placed'],
  ['completed order', 'order.placed'],
  ['order updated', 'order.updated'],
  ['order cancelled', 'order.cancelled'],
  ['order canceled', 'order.cancelled'],
  ['order refunded', 'order.refunded'],
])

interface Tracked {
  name: string
  properties: unknown
  /** Of amounts that name none. */
  currency: string | undefined
}

/** @returns undefined for another name, or for an order without an id. */
export function commerceDraft({ name, properties, currency }: Tracked): Draft | undefined {
  const type = orderTypes.get(
    name
      .trim()
      .toLowerCase()
      .replaceAll(/[\s_-]+/g, ' '),
  )
  const orderId = idOf(member(properties, 'order_id')) ?? idOf(member(properties, 'orderId'))
  if (type === undefined || orderId === undefined) return undefined
  const code = member(properties, 'currency') ?? currency
  return {
    type,
    subject: subjectOf('order', orderId),
    facts: {
      orderId,
      ...amountOf(totalIn(properties), code),
      store: idOf(member(properties, 'store')) ?? idOf(member(properties, 'affiliation')),
      coupon: textOf(member(properties, 'coupon')),
      lines: linesOf(properties, code),
    },
  }
}

/** What the customer pays comes first: `revenue` leaves out shipping and tax where both are given. */
function totalIn(properties: unknown): unknown {
  return ['total', 'revenue', 'value'].map((name) => member(properties, name)).find((amount) => amount != null)
}

/**
 * Amounts come out of additions in JavaScript: 37.199999999999996 is 37.20. What has more decimals than its currency within
 * twelve digits is not guessed at.
 */
function amountOf(amount: unknown, currency: unknown): Money {
  const exactly = moneyOf(amount, currency)
  const number = numberOf(amount)
  if (exactly.totalMinor !== undefined || number === undefined) return exactly
  return moneyOf(Number(number.toPrecision(12)), currency)
}

function linesOf(properties: unknown, currency: unknown): object[] | undefined {
  const products = members(properties, 'products')
  if (products.length === 0) return undefined
  return products.map((product) => ({
    sku: textOf(member(product, 'sku')) ?? idOf(member(product, 'product_id')) ?? idOf(member(product, 'productId')),
    productId: idOf(member(product, 'product_id')) ?? idOf(member(product, 'productId')),
    title: textOf(member(product, 'name')),
    quantity: numberOf(member(product, 'quantity')),
    unitPriceMinor: amountOf(member(product, 'price'), currency).totalMinor,
  }))
}
