import type { Order } from '../sale.ts'
import type { Variant } from '../products.ts'
import type { Store } from '../world.ts'

/*
 * What the ERP is told: each booking is one transaction of its database. It holds every order, also those that the tills
 * and the shop tell Vigie themselves; whom Vigie hears of what from is said in captured.ts.
 */
export type Booking =
  | { kind: 'order-placed'; order: Order }
  | { kind: 'order-cancelled' | 'order-returned'; order: Order }
  | { kind: 'delivery-ordered'; delivery: Delivery }
  | { kind: 'delivery-received'; delivery: Delivery }
  | { kind: 'customer-created'; customerId: string; channel: Channel; phone?: string }
  | { kind: 'phone-changed'; customerId: string; phone: string }
  | { kind: 'margin-changed'; model: string; marginCents: number }

export type Channel = 'store' | 'web' | 'pro'

/** Pieces on their way to a place. */
export interface Delivery {
  deliveryId: string
  variant: Variant
  store: Store
  quantity: number
  /** Epoch ms. */
  expectedAt: number
}

/** A booking with its moment, epoch ms. */
export interface ErpBooking {
  at: number
  booking: Booking
}
