import type { NewEvent } from '#contract/event.ts'

/** Pages, baskets, sign-ins and orders of many visitors at once, as a busy shop has them: one seed, one stream. */
export function* visitEvents(seed: number): Generator<NewEvent> {
  let state = seed >>> 0
  // Numerical Recipes' generator: nothing here needs a better one.
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
  const startsAt = Date.now() - 3_600_000
  for (let number = 0; ; number += 1) {
    const at = startsAt + number
    const visitor = `v-${seed}-${below(200) + Math.floor(number / 60)}`
    yield {
      ...shapeOf(below(100), { visitor, page: below(400), number, seed }),
      ...envelope(`e-${seed}-${number}`, at),
    }
  }
}

function envelope(id: string, at: number) {
  const flags = { backfill: false, synthetic: false, clamped: false }
  return { id, source: 'shop', subject: null, occurredAt: at, receivedAt: at, ...flags }
}

interface Drawn {
  visitor: string
  page: number
  number: number
  seed: number
}

/** Of a hundred events: 2 sign-ins, 2 orders, 6 baskets, the rest pages; half of the pages are of somebody signed in. */
function shapeOf(chance: number, { visitor, page, number, seed }: Drawn): Pick<NewEvent, 'type' | 'data'> {
  const customerId = `c-${visitor}`
  const who = { visitorId: visitor, ...(chance % 2 === 0 && { customerId }) }
  if (chance < 2) {
    return {
      type: 'customer.identified',
      data: { visitorId: visitor, customerId, email: `${customerId}@mail.example`, evidence: 'login' },
    }
  }
  if (chance < 4) {
    const lines = [{ sku: `s-${page}`, quantity: 1, unitPriceMinor: 4900 }]
    return {
      type: 'order.placed',
      data: { orderId: `o-${seed}-${number}`, customerId, totalMinor: 4900, currency: 'EUR', lines },
    }
  }
  if (chance < 10) return { type: 'cart.updated', data: { ...who, title: `Product ${page}`, sku: `s-${page}` } }
  const url = `https://shop.example/products/${page}?utm_source=mail`
  return { type: 'page.viewed', data: { ...who, url, title: `Product ${page}`, sku: `s-${page}`, device: 'phone' } }
}
