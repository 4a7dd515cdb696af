import * as z from 'zod'
import { customerIdSchema, keyKindSchema } from '../customer-key.ts'
import { timelineEntrySchema } from '../timeline.ts'

/*
 * One customer, by the topic `customer:{id}`; any of its keys' ids leads to it. What ages by itself (interest, being on the
 * site) is said as of its own time, and aged where it is shown. Times are epoch ms; money is in minor units.
 */

const money = z.int().nullable()
const currency = z.string().nullable()

/** Since a page was seen, somebody counts as being on the site for so long. */
export const onSiteMs = 5 * 60_000

/** By key `customer`. */
const customerRowSchema = z.object({
  kind: z.literal('customer'),
  /** Its own id, whatever id it was asked for by. */
  id: customerIdSchema,
  name: z.string().nullable(),
  /** What somebody without a name is called by: the first e-mail address, else the first telephone number. */
  address: z.string().nullable(),
  company: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** Of its first entry; null while there is none. */
  since: z.number().nullable(),
  /** Orders that were not cancelled; a customer without any is a prospect. */
  orders: z.int(),
  ordersMinor: money,
  /** null also where orders are in several. */
  currency,
  openTickets: z.int(),
})

/** By key `key:{id}`: what it is known by, and how we know. */
const keyRowSchema = z.object({
  kind: z.literal('key'),
  id: customerIdSchema,
  key: keyKindSchema,
  value: z.string(),
  /** `probable`: it may be somebody else's, and `customer` is whose it is by itself. */
  strength: z.enum(['sure', 'probable']),
  customer: customerIdSchema,
  /** Seen with more people than one: it connects nobody. */
  shared: z.boolean(),
  /** Events that named it. */
  uses: z.int(),
  firstAt: z.number(),
  lastAt: z.number(),
  /** What ties it to others: what a person said first, then the strongest, the newest. */
  links: z.array(
    z.object({
      other: customerIdSchema,
      evidence: z.string(),
      at: z.number(),
      /** What a person said of it: `merged` or `separated`; null = nobody said anything. */
      decision: z.string().nullable(),
      decidedBy: z.string().nullable(),
    }),
  ),
})

const decayedSum = { sum: z.number(), at: z.number() }

const termSchema = z.object({
  /** Name of the rule that counted it; null = everything that was too small to be kept by itself. */
  rule: z.string().nullable(),
  about: z.string().nullable(),
  ...decayedSum,
  count: z.int(),
  lastAt: z.number(),
})

/** By key `interest`: the sum as of `at`, and its terms, each as of its own. See contract/interest.ts. */
export const interestRowSchema = z.object({
  kind: z.literal('interest'),
  ...decayedSum,
  halfLifeMs: z.number(),
  scale: z.number(),
  terms: z.array(termSchema),
})

/** By key `seen`: the newest page; absent where none was ever seen. */
export const seenRowSchema = z.object({
  kind: z.literal('seen'),
  at: z.number(),
  title: z.string().nullable(),
  path: z.string().nullable(),
})

export const orderStateSchema = z.enum(['placed', 'cancelled', 'refunded', 'partly-refunded'])

/** By key `order:{source}/{id}`; the newest ones. */
const orderRowSchema = z.object({
  kind: z.literal('order'),
  source: z.string(),
  id: z.string(),
  at: z.number(),
  state: orderStateSchema,
  totalMinor: money,
  refundedMinor: z.int(),
  currency,
  units: z.number().nullable(),
  store: z.string().nullable(),
  channel: z.string().nullable(),
})

/** By key `ticket:{source}/{id}`; open ones. */
const ticketRowSchema = z.object({
  kind: z.literal('ticket'),
  source: z.string(),
  id: z.string(),
  title: z.string().nullable(),
  openedAt: z.number(),
})

/** By key `erased`, and then alone: nothing is held about whoever this was. */
const erasedRowSchema = z.object({ kind: z.literal('erased'), at: z.number() })

export const customerRowsSchema = z.discriminatedUnion('kind', [
  customerRowSchema,
  erasedRowSchema,
  keyRowSchema,
  interestRowSchema,
  seenRowSchema,
  orderRowSchema,
  ticketRowSchema,
  timelineEntrySchema,
])
export type CustomerRow = z.infer<typeof customerRowsSchema>
export type CustomerHeadRow = z.infer<typeof customerRowSchema>
export type CustomerKeyRow = z.infer<typeof keyRowSchema>
export type InterestRow = z.infer<typeof interestRowSchema>
export type InterestTermRow = z.infer<typeof termSchema>
export type SeenRow = z.infer<typeof seenRowSchema>
export type CustomerOrderRow = z.infer<typeof orderRowSchema>
export type CustomerTicketRow = z.infer<typeof ticketRowSchema>

/** The newest of each that the topic has. */
export const entriesShown = 60
export const ordersShown = 20
export const ticketsShown = 20
export const keysShown = 50
/** Of each key. */
export const linksShown = 20
