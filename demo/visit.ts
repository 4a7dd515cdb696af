import type { Day, DemoEvent, Happening, Told } from './simulation.ts'
import { nextId, repeat } from './simulation.ts'
import type { Product, Variant } from './products.ts'
import { products, variantsOf } from './products.ts'
import { accountOpened, openAccount } from './account.ts'
import type { Person } from './people.ts'
import { somebody } from './people.ts'
import { exponential, pick, pickByShare } from './random.ts'
import { aFew, fillOrder, knownCustomer, placeOrder, planAftermath } from './sale.ts'
import type { Campaign, Page } from './world.ts'
import { campaigns, cart, customerIds, pages, site, web } from './world.ts'

const visitsPerSecond = 5.5
const goesOn = 0.84
const readingMs = { min: 1500, mean: 7000 }
/** Of visits that have seen a product, at the end: how many put something in the cart, and of those, buy. */
const fillsCart = 0.22
const buys = 0.03
const signsIn = 0.02
const signsUp = 0.004
/** Of payments, the first time they are tried. */
const fails = 0.06
const cancels = 0.12
const returns = 0.15

interface Visit {
  visitorId: string
  sessionId: string
  device: string
  campaign?: string
  customerId?: string
  /** Products it has looked at, latest last. */
  seen: Product[]
}

/** Arrivals, and those who are on the site already: without them the first minute would be an empty shop. */
export function startVisits(day: Day, from: number): void {
  const meanPages = 1 / (1 - goesOn)
  const underWay = visitsPerSecond * day.busynessAt(from) * meanPages * ((readingMs.min + readingMs.mean) / 1000)
  for (let count = 0; count < underWay; count++) {
    day.agenda.add(from + readingTime(day), beginVisit)
  }
  repeat(day, from, visitsPerSecond, beginVisit)
}

/** A visitor arrives: the first page now, the others on the agenda. */
function beginVisit(day: Day, at: number): Told[] {
  return turnPage(newVisit(day))(day, at)
}

/** Somebody follows a link in a mail to what it shows. */
function followLink({ name, models }: Campaign): Happening {
  return (day, at) => {
    const visit = { ...newVisit(day), campaign: name }
    const shown = products.filter(({ model }) => models.includes(model))
    return readPage(day, at, visit, viewProduct(day, at, visit, shown))
  }
}

/** Somebody who has signed in on this device before. */
export function beginKnownVisit(day: Day, at: number, person: Person): Told[] {
  const visit = { ...newVisit(day), customerId: person.customerId }
  return [
    identified(day, at, { ...person, visitorId: visit.visitorId, evidence: 'login' }),
    ...turnPage(visit)(day, at),
  ]
}

function newVisit(day: Day): Visit {
  const { random } = day
  return {
    visitorId: `v_${Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0')}`,
    sessionId: nextId(day, 'visit'),
    device: random() < 0.62 ? 'phone' : 'desktop',
    seen: [],
  }
}

function turnPage(visit: Visit): Happening {
  return (day, at) => {
    const { random } = day
    const view =
      random() < 0.55 ? viewProduct(day, at, visit, products) : viewPage(day, at, visit, pickByShare(random, pages))
    return readPage(day, at, visit, view)
  }
}

/** Whoever reads a page may say who they are, and goes on or leaves. */
function readPage(day: Day, at: number, visit: Visit, view: DemoEvent): DemoEvent[] {
  const who = visit.customerId === undefined ? tellWho(day, at, visit) : []
  day.agenda.add(at + readingTime(day), day.random() < goesOn ? turnPage(visit) : endVisit(visit))
  return [view, ...who]
}

function readingTime({ random }: Day): number {
  return readingMs.min + exponential(random, readingMs.mean)
}

function viewProduct(day: Day, at: number, visit: Visit, among: readonly Product[]): DemoEvent {
  const product = pickByShare(day.random, among)
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

/** Some sign in, and a few open an account: from then on it is known whose pages all these were. */
function tellWho(day: Day, at: number, visit: Visit): DemoEvent[] {
  const chance = day.random()
  if (chance < signsIn) {
    const person = somebody(day.random, customerIds)
    visit.customerId = person.customerId
    return [identified(day, at, { ...person, visitorId: visit.visitorId, evidence: 'login' })]
  }
  if (chance > signsIn + signsUp) return []
  const { customerId, ...account } = openAccount(day, at, 'web')
  visit.customerId = customerId
  const seen = { customerId, visitorId: visit.visitorId, evidence: 'login' } as const
  return [accountOpened(day, at, { customerId, ...account }), identified(day, at, seen)]
}

interface Identified {
  customerId: string
  visitorId: string
  evidence: 'login'
}

function identified(day: Day, at: number, data: Identified & Partial<Person>): DemoEvent {
  const subject = `customer/${data.customerId}`
  const event = { id: nextId(day, 'login'), type: 'customer.identified', subject, data: { ...data } }
  return { source: 'web-tracker', at, event }
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
    const basket = { orderId: nextId(day, 'W'), channel: 'web', store: web, pieces: aFew } as const
    const filled = fillOrder(day, { ...basket, wants: [variant, ...second] })
    if (!filled) return []
    const order = { ...filled, visitorId, customerId: customerId ?? knownCustomer(day) }
    const refused = day.random() < fails ? [paymentFailed(day, at, order)] : []
    planAftermath(day, at, { order, cancels, returns })
    const left = campaign === undefined ? [] : [leaveCampaign(day, at, order.customerId, campaign)]
    return [...refused, ...placeOrder(day, at, order, 'web-shop'), ...left]
  }
}

function paymentFailed(
  day: Day,
  at: number,
  { visitorId, customerId }: Record<'visitorId' | 'customerId', string>,
): DemoEvent {
  const data = { visitorId, customerId, reason: 'card declined' }
  const event = { id: nextId(day, 'payment'), type: 'payment.failed', subject: `customer/${customerId}`, data }
  return { source: 'web-shop', at, event }
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

/** Somebody follows a link in a mail: the click, and the visit that it begins. */
export function clickMail(day: Day, at: number): DemoEvent[] {
  const clicked = pick(day.random, campaigns)
  const { name: campaign } = clicked
  day.agenda.add(at + 400, followLink(clicked))
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
