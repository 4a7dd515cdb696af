import { book, takeBack, takeOut } from './stock-moves.ts'
import { fictitiousPhone } from './account.ts'
import { products, variantsOf } from './products.ts'
import { between, integer, pick, pickByShare } from './random.ts'
import { fillOrder, knownCustomer } from './sale.ts'
import type { Day, Told } from './simulation.ts'
import { nextId, repeat } from './simulation.ts'
import { businessAccounts, web } from './world.ts'

/*
 * What people type into the ERP and no other system tells: orders of business accounts, new phone numbers, and what a
 * supplier's new price does to a margin.
 */

const perSecond = { orders: 0.001, phones: 0.04, margins: 0.01 }
const cancels = 0.15

export function startOffice(day: Day, from: number): void {
  repeat(day, from, perSecond.orders, takeBusinessOrder)
  repeat(day, from, perSecond.phones, notePhone)
  repeat(day, from, perSecond.margins, noteSupplierPrice)
}

function takeBusinessOrder(day: Day, at: number): Told[] {
  const { random } = day
  const wants = Array.from({ length: integer(random, 1, 3) }, () =>
    pick(random, variantsOf(pickByShare(random, products))),
  )
  const pieces = () => integer(random, 4, 12)
  const filled = fillOrder(day, { orderId: nextId(day, 'P'), channel: 'pro', store: web, wants, pieces })
  if (!filled) return []
  const order = { ...filled, customerId: pick(random, businessAccounts) }
  takeOut(day, at, order)
  if (random() < cancels) {
    day.agenda.add(at + between(random, 20_000, 300_000), (day, at) => {
      takeBack(day, at, order, 'order-cancelled')
      return []
    })
  }
  return []
}

function notePhone(day: Day, at: number): Told[] {
  book(day, at, { kind: 'phone-changed', customerId: knownCustomer(day), phone: fictitiousPhone(day) })
  return []
}

/** Suppliers' prices move by a few per cent around what they were. */
function noteSupplierPrice(day: Day, at: number): Told[] {
  const { model, marginCents } = pick(day.random, products)
  book(day, at, {
    kind: 'margin-changed',
    model,
    marginCents: Math.round(marginCents * between(day.random, 0.95, 1.05)),
  })
  return []
}
