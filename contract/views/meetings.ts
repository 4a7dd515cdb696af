import * as z from 'zod'
import { customerIdSchema } from '../customer-key.ts'
import { timelineEntrySchema } from '../timeline.ts'
import { interestRowSchema, seenRowSchema } from './customer.ts'

/*
 * `meetings`: those of today and tomorrow, by the company's clock, and `meeting:{id}`: the brief of one. Times are epoch ms; money
 * is in minor units.
 */

const times = { startsAt: z.number(), endsAt: z.number(), allDay: z.boolean() }

/** By key `meeting:{id}` of the topic `meetings`. */
export const meetingRowSchema = z.object({
  id: z.guid(),
  title: z.string().nullable(),
  location: z.string().nullable(),
  ...times,
  /** Of the attendee who is known best; null where nobody has one. */
  company: z.string().nullable(),
  /** The first three, by name or address; our own people are not among them. */
  people: z.array(z.string()),
  /** All of them. */
  count: z.int(),
  source: z.string(),
})
export type MeetingRow = z.infer<typeof meetingRowSchema>

/** By key `meeting`. */
const briefRowSchema = z.object({
  kind: z.literal('meeting'),
  id: z.guid(),
  title: z.string().nullable(),
  description: z.string().nullable(),
  location: z.string().nullable(),
  url: z.string().nullable(),
  ...times,
  cancelled: z.boolean(),
  /** Our own people. */
  team: z.array(z.string()),
  source: z.string(),
})

/** By key `attendee:{place}`. */
const attendeeRowSchema = z.object({
  kind: z.literal('attendee'),
  place: z.int(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  /** What the calendar says of the answer. */
  status: z.string().nullable(),
  isOrganizer: z.boolean(),
  /** null = the calendar names nothing that anybody could be known by. */
  customer: customerIdSchema.nullable(),
  company: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** Nothing is known but that they were invited. */
  isUnknown: z.boolean(),
  orders: z.int(),
  ordersMinor: z.int().nullable(),
  currency: z.string().nullable(),
  lastOrderAt: z.number().nullable(),
  seen: seenRowSchema.nullable(),
  interest: interestRowSchema.nullable(),
  /** The newest pages. */
  pages: z.array(timelineEntrySchema),
  tickets: z.array(z.object({ id: z.string(), title: z.string().nullable(), openedAt: z.number() })),
})

/** By key `product:{sku}`: of what they looked at. */
const productRowSchema = z.object({
  kind: z.literal('product'),
  sku: z.string(),
  title: z.string().nullable(),
  /** How often, among the newest things that each of them did. */
  seen: z.int(),
  /** On hand; null = nothing is known of it. */
  inStores: z.number().nullable(),
  /** In warehouses, the web's included. */
  inWarehouses: z.number().nullable(),
  next: z.object({ quantity: z.number(), expectedAt: z.number() }).nullable(),
})

/** By key `since`: what is new since the last meeting with any of them, or, without one, at all. */
const sinceRowSchema = z.object({
  kind: z.literal('since'),
  /** When the last one ended; null = there was none. */
  at: z.number().nullable(),
  title: z.string().nullable(),
  people: z.int(),
  pages: z.int(),
  /** More than was counted. */
  isMore: z.boolean(),
  /** What else than pages, newest first, each with the places of the attendees whose it is. */
  entries: z.array(timelineEntrySchema.extend({ places: z.array(z.int()) })),
})

export const meetingBriefSchema = z.discriminatedUnion('kind', [
  briefRowSchema,
  attendeeRowSchema,
  productRowSchema,
  sinceRowSchema,
])
export type MeetingBriefRow = z.infer<typeof meetingBriefSchema>
export type BriefRow = z.infer<typeof briefRowSchema>
export type AttendeeRow = z.infer<typeof attendeeRowSchema>
export type ProductRow = z.infer<typeof productRowSchema>
export type SinceRow = z.infer<typeof sinceRowSchema>

export const pagesShown = 5
export const newsShown = 6
export const productsShown = 6
