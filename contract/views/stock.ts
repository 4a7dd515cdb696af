import * as z from 'zod'
import { whyRowSchema } from '../why.ts'
import { transferRowSchema } from './transfers.ts'

/*
 * Stock, by two topics. `stock`: what needs somebody, and the totals. `stock:{sku}`: one SKU in every place, its alerts with
 * what was said of them, why it sells, and what could be moved. Times are epoch ms; money is in minor units of `currency`;
 * hours are hours of the week as they come, nights included.
 */

const money = z.int().nullable()
const person = z.object({ id: z.string(), name: z.string() })

/** `out`: nothing is on hand. `at-risk`: it will probably be out before the next delivery. */
export const alertKindSchema = z.enum(['out', 'at-risk'])
export type AlertKind = z.infer<typeof alertKindSchema>

export const alertStateSchema = z.enum(['open', 'acknowledged', 'snoozed', 'closed'])
export type AlertState = z.infer<typeof alertStateSchema>

/** Alerts among the rows of `stock`, the worst; the totals count all. */
export const alertsShown = 200

/** By key `totals`; the only row of the topic `stock-totals`. */
export const stockTotalsRowSchema = z.object({
  kind: z.literal('totals'),
  /** Any level has ever been heard of. */
  hasLevels: z.boolean(),
  /** Alerts that want somebody now: neither closed nor snoozed, also those that are not among the rows. */
  alerts: z.int(),
  snoozed: z.int(),
  /** Of what is not closed, snoozed or not. */
  out: z.int(),
  atRisk: z.int(),
  /** Places of which nothing is known now. */
  unknown: z.int(),
  closedToday: z.int(),
  /** Of the `alerts`; null where nobody has told a price, or where it is in several currencies. */
  atStakeMinor: money,
  currency: z.string().nullable(),
})

/** By key `alert:{id}`. */
const alertRowSchema = z.object({
  kind: z.literal('alert'),
  id: z.string(),
  alert: alertKindSchema,
  state: alertStateSchema,
  sku: z.string(),
  title: z.string(),
  place: z.string(),
  placeName: z.string(),
  openedAt: z.number(),
  /** As it is last known. */
  onHand: z.number().nullable(),
  /** Since then nothing is known of its place; null = it is known. */
  lastKnownAt: z.number().nullable(),
  /** null = nothing sells. */
  hoursToZero: z.number().nullable(),
  /** Margin that is lost until the next delivery, if nothing is done; price where no margin is known. */
  atStakeMinor: money,
  currency: z.string().nullable(),
  /** Who has it: whom it was given to, else who took it, of whom only the name is known. */
  holder: person.extend({ id: z.string().nullable() }).nullable(),
  /** Of a snoozed one. */
  snoozedUntil: z.number().nullable(),
  comments: z.int(),
})

/**
 * A place of which nothing is known now, by key `unknown:{source}:{place}`: the source of its levels was not heard for
 * longer than three times what it promises. At most 200.
 */
const unknownRowSchema = z.object({
  kind: z.literal('unknown'),
  place: z.string(),
  placeName: z.string(),
  source: z.string(),
  sourceName: z.string(),
  lastKnownAt: z.number(),
})

/** What somebody said of an alert that is not closed, by key `comment:{position}`; the newest 50 of a SKU. */
const commentRowSchema = z.object({
  kind: z.literal('comment'),
  /** Decimal. */
  position: z.string(),
  alert: z.string(),
  placeName: z.string(),
  by: z.string().nullable(),
  text: z.string(),
  at: z.number(),
})

/** By key `sku`. */
const skuRowSchema = z.object({
  kind: z.literal('sku'),
  sku: z.string(),
  title: z.string(),
  priceMinor: money,
  marginMinor: money,
  currency: z.string().nullable(),
  /** In all places, where it is unknown as it is last known. */
  onHand: z.number(),
  /** Places by their state. */
  out: z.int(),
  atRisk: z.int(),
  fine: z.int(),
  unknown: z.int(),
})

const incoming = z.object({ units: z.number(), at: z.number() })

export const placeStateSchema = z.enum(['out', 'at-risk', 'fine', 'unknown'])
export type PlaceState = z.infer<typeof placeStateSchema>

/** Whole business days of a {@link StockPlaceRow}. */
export const demandDays = 28

/** One place, by key `place:{place}`. */
const placeRowSchema = z.object({
  kind: z.literal('place'),
  place: z.string(),
  name: z.string(),
  state: placeStateSchema,
  /** As it is last known; null = nobody has ever said. */
  onHand: z.number().nullable(),
  /** Accepted transfers on their way. */
  coming: z.number(),
  nextDelivery: incoming.nullable(),
  /** Units sold per day of the last 28 whole days, oldest first; null = nothing is known of that day, or it was out. */
  days: z.array(z.number().nullable()),
  /** Expected units an hour now, what is diverted from empty places included. */
  unitsPerHour: z.number(),
  divertedPerHour: z.number(),
  hoursToZero: z.number().nullable(),
  /** That it is out before the next delivery, 0 to 1. */
  risk: z.number(),
  /** Since then nothing is known of it; null where something is, and where nobody has ever said. */
  lastKnownAt: z.number().nullable(),
})

export const stockRowSchema = z.discriminatedUnion('kind', [
  stockTotalsRowSchema,
  alertRowSchema,
  unknownRowSchema,
  commentRowSchema,
  skuRowSchema,
  placeRowSchema,
  whyRowSchema,
  transferRowSchema,
])
export type StockRow = z.infer<typeof stockRowSchema>
export type StockAlertRow = z.infer<typeof alertRowSchema>
export type StockTotalsRow = z.infer<typeof stockTotalsRowSchema>
export type StockUnknownRow = z.infer<typeof unknownRowSchema>
export type StockCommentRow = z.infer<typeof commentRowSchema>
export type StockSkuRow = z.infer<typeof skuRowSchema>
export type StockPlaceRow = z.infer<typeof placeRowSchema>
