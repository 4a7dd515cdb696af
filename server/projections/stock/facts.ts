import type { RuleScope, RuleValues } from '#contract/stock-rules.ts'
import type { AlertVerb } from './alert-machine.ts'

/*
 * What the fold of stock reads out of events. A place is what the event calls `storeId`, else `store`; what names no store
 * is about the source's only one, which is called as the source is. Times are epoch ms.
 */

/** Where and when a fact is from. */
interface Origin {
  position: bigint
  source: string
  occurredAt: number
  receivedAt: number
  backfill: boolean
}

/** `stated`: what is on hand; `delta`: by how much it changed; neither: nobody states it any more. */
export interface MovementFact {
  fact: 'movement'
  sku: string
  place: string
  stated: number | null
  delta: number | null
  version: number | null
  /** A delivery has come. */
  isDelivery: boolean
}

/** A level that a shop states of an item of its own inventory; which SKU that is, it says in an `item-name`. */
export interface ItemLevelFact {
  fact: 'item-level'
  item: string
  place: string
  stated: number
  version: number | null
}

export interface ItemNameFact {
  fact: 'item-name'
  item: string
  sku: string
}

/** No item of the source is the SKU any more: of no place what the source has stated of it holds. */
export interface WithdrawalFact {
  fact: 'withdrawal'
  sku: string
}

export interface SoldLine {
  sku: string
  units: number
  unitMinor: number | null
}

export interface SaleFact {
  fact: 'sale'
  orderId: string
  place: string
  lines: SoldLine[]
}

/** Units that came back and are for sale again. */
export interface ReturnFact {
  fact: 'return'
  place: string
  lines: { sku: string; units: number }[]
}

export interface ProductFact {
  fact: 'product'
  sku: string
  title: string | null
  priceMinor: number | null
  marginMinor: number | null
  currency: string | null
  category: string | null
  path: string | null
  substitutes: string[]
}

export interface PlaceFact {
  fact: 'place'
  place: string
  name: string
  kind: string
  latitude: number | null
  longitude: number | null
  timeZone: string | null
}

export interface DeliveryFact {
  fact: 'delivery'
  deliveryId: string
  sku: string
  place: string
  quantity: number
  expectedAt: number
}

export interface AlertFact {
  fact: 'alert'
  verb: AlertVerb
  alert: string
  by: { id: string; name: string } | null
  assignee: { id: string; name: string } | null
  until: number | null
  text: string
}

/** What somebody has said for a SKU, a place, a category or all; `values` null = nothing any more. */
export interface RuleFact {
  fact: 'rule'
  scope: RuleScope
  /** Empty for all. */
  value: string
  values: RuleValues | null
  by: string | null
}

export interface ViewFact {
  fact: 'view'
  sku: string | null
  path: string | null
  channel: string
  campaign: string
}

export type StockFact =
  | MovementFact
  | WithdrawalFact
  | SaleFact
  | { fact: 'cancellation'; orderId: string }
  | ReturnFact
  | ProductFact
  | PlaceFact
  | DeliveryFact
  | { fact: 'delivery-cancelled'; deliveryId: string }
  | AlertFact
  | RuleFact
  | ViewFact
  | { fact: 'silent'; silent: string; since: number }
  | { fact: 'heard'; heard: string }

export type ItemFact = ItemLevelFact | ItemNameFact

export type StockFactFrom<Fact extends StockFact | ItemFact = StockFact> = Fact & { from: Origin }
