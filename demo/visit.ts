import type { Day, DemoEvent, Happening } from './simulation.ts'
import { nextId, repeat } from './simulation.ts'
import { between, exponential, pick, pickByShare } from './random.ts'
import type { Order } from './sale.ts'
import { fillOrder, knownCustomer, moveStock, orderEvent, placeOrder } from './sale.ts'
import type { Page, Product, Variant } from './world.ts'
import { campaigns, cart, pages, products, returnReasons, site, variantsOf, web } from './world.ts'

const visitsPerSecond = 5.5
const goesOn = 0.84
const readingMs = { min: 1500, mean: 7000 }
/** Of visits that have seen a product, at the end: how many put something in the cart, and of those, buy. */
const fillsCart = 0.22
const buys = 0.35
const cancels = 0.12
const returns = 0.2

interface Visit {
  visitorId: string
  sessionId: string
  device: string
  campaign?: string
  customerId?: string
  /** Products it has looked at, latest last. */
  seen: Product[]
}

export function startVisits(day: Day, from: number): void {
  repeat(day, from, visitsPerSecond, (day, at) => beginVisit(day, at))
}

/** A visitor arrives: the first page now, the others on the agenda. */
export function beginVisit(day: Day, at: number, campaign?: string): DemoEvent[] {
  const { random } = day
  const visit: Visit = {
    visitorId: `v_${Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0')}`,
    sessionId: nextId(day, 'visit'),
    device: random() < 0.62 ? 'phone' : 'desktop',
    ...(campaign !== undefined && { campaign }),
    seen: [],
  }
  return turnPage(visit)(day, at)
}

function turnPage(visit: Visit): Happening {
  return (day, at) => {
    const { random } = day
    const events = [
      random() < 0.55 ? viewProduct(day, at, visit) : viewPage(day, at, visit, pickByShare(random, pages)),
    ]
    if (visit.customerId === undefined && random() < 0.02) events.push(signIn(day, at, visit))
    const next = random() < goesOn ? turnPage(visit) : endVisit(visit)
    day.agenda.add(at + readingTime(day), next)
    return events
  }
}

function readingTime({ random }: Day): number {
  return readingMs.min + exponential(random, readingMs.mean)
}

function viewProduct(day: Day, at: number, visit: Visit): DemoEvent {
  const product = pickByShare(day.random, products)
  visit.seen.push(product)
  const page = { path: product.path, title: product.title, share: 0 }
  return viewPage(day, at, visit, page, { model: `BRM-${product.model}` })
}

function viewPage(day: Day, at: number, visit: Visit, page: Page, facts: Record<string, string> = {}): DemoEvent {
  const { visitorId, sessionId, device, campaign, customerId } = visit
  return {
    source: 'web-tracker',
    at,
    event: {
      id: nextId(day, 'view'),
      type: 'page.viewed',
      subject: `visitor/${visitorId}`,
      data: {
        url: site + page.path,
        title: page.title,
        visitorId,
        sessionId,
        device,
        ...(campaign !== undefined && { campaign }),
        ...(customerId !== undefined && { customerId }),
        ...facts,
      },
    },
  }
}

function signIn(day: Day, at: number, visit: Visit): DemoEvent {
  visit.customerId = knownCustomer(day)
  return {
    source: 'web-tracker',
    at,
    event: {
      id: nextId(day, 'login'),
      type: 'customer.identified',
      subject: `customer/${visit.customerId}`,
      data: { customerId: visit.customerId, visitorId: visit.visitorId, evidence: 'login' },
    },
  }
}

/** Most leave without a word; some fill a cart with what they looked at last, and some of those pay. */
function endVisit(visit: Visit): Happening {
  return (day, at) => {
    const { random } = day
    const product = visit.seen.at(-1)
    if (product === undefined || random() >= fillsCart) return []
    const variant = pick(random, variantsOf(product))
    if (random() < buys) day.agenda.add(at + readingTime(day), checkOut(visit, variant))
    return [fillCart(day, at, visit, variant), viewPage(day, at, visit, cart)]
  }
}

function fillCart(day: Day, at: number, { visitorId }: Visit, { sku, title, product }: Variant): DemoEvent {
  return {
    source: 'web-shop',
    at,
    event: {
      id: nextId(day, 'cart'),
      type: 'cart.updated',
      subject: `visitor/${visitorId}`,
      data: { visitorId, sku, title, quantity: 1, totalMinor: product.priceCents, currency: 'EUR', store: web.name },
    },
  }
}

function checkOut({ visitorId, customerId, campaign, seen }: Visit, variant: Variant): Happening {
  return (day, at) => {
    const second = seen.length > 2 && day.random() < 0.3 ? seen.slice(0, 1).flatMap(variantsOf).slice(0, 1) : []
    const filled = fillOrder(day, web, [variant, ...second], nextId(day, 'W'))
    if (!filled) return []
    const order = { ...filled, visitorId, customerId: customerId ?? knownCustomer(day) }
    planAftermath(day, at, order)
    const left = campaign === undefined ? [] : [leaveCampaign(day, at, order.customerId, campaign)]
    return [...placeOrder(day, at, order, 'web-shop'), ...left]
  }
}

/** Whoever buys is taken out of the campaign that brought them. */
function leaveCampaign(day: Day, at: number, customerId: string, campaign: string): DemoEvent {
  return {
    source: 'mailing',
    at,
    event: {
      id: nextId(day, 'campaign'),
      type: 'campaign.left',
      subject: `customer/${customerId}`,
      data: { customerId, campaign, title: campaign, reason: 'purchase' },
    },
  }
}

/** Some orders are cancelled before they are sent, others come back: one or the other, once, and the stock with it. */
function planAftermath(day: Day, at: number, order: Order): void {
  const chance = day.random()
  if (chance < cancels) {
    day.agenda.add(at + between(day.random, 20_000, 300_000), (day, at) => {
      for (const line of order.lines) {
        moveStock(day, at, { ...line, order, by: line.quantity, reason: 'cancellation' })
      }
      return [orderEvent(day, at, { order, source: 'web-shop', type: 'order.cancelled' })]
    })
  } else if (chance < cancels + returns) {
    day.agenda.add(at + between(day.random, 60_000, 900_000), (day, at) => {
      for (const line of order.lines) moveStock(day, at, { ...line, order, by: line.quantity, reason: 'return' })
      const reason = pick(day.random, returnReasons)
      return [orderEvent(day, at, { order, source: 'wms-returns', type: 'order.refunded', reason })]
    })
  }
}

/** Somebody follows a link in a mail: the click, and the visit that it begins. */
export function clickMail(day: Day, at: number): DemoEvent[] {
  const campaign = pick(day.random, campaigns)
  day.agenda.add(at + 400, (day, at) => beginVisit(day, at, campaign))
  return [
    {
      source: 'mailing',
      at,
      event: {
        id: nextId(day, 'mail'),
        type: 'mail.clicked',
        subject: `campaign/${campaign}`,
        data: { campaign, title: campaign, customerId: knownCustomer(day) },
      },
    },
  ]
}
