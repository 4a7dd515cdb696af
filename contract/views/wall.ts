import * as z from 'zod'
import { modeSchema } from '../freshness.ts'

/**
 * The wall's rows, by key:
 *   `total`             one row; the only row of the topic `wall-total`
 *   `second:{epoch s}`  one row per second of the last minute in which something was received
 *   `source:{slug}`     one row per source
 *   `own`               what Vigie itself has said, on days when it has: with the sources it makes the total
 *   `event:{position}`  the latest events
 *
 * received = acknowledged by a door, therefore durable in the log, counted by the append itself; stored = folded into
 * the tables that every screen reads; in flight = received − stored, exact because both are read in one snapshot. Times
 * are epoch ms.
 */
export const totalRowSchema = z.object({
  kind: z.literal('total'),
  /** Business day, `YYYY-MM-DD` in `timeZone`. */
  day: z.string(),
  timeZone: z.string(),
  company: z.string(),
  receivedToday: z.int(),
  storedToday: z.int(),
  inFlight: z.int(),
  /** Records in the log since the beginning. */
  storedEver: z.int(),
})

const secondRowSchema = z.object({
  kind: z.literal('second'),
  at: z.number(),
  received: z.int(),
})

const sourceRowSchema = z.object({
  kind: z.literal('source'),
  source: z.string(),
  name: z.string(),
  /** What it is: `standard-webhooks`, … A source with events but no settings has kind `unknown`. */
  sourceKind: z.string(),
  mode: modeSchema,
  /** The greatest age in seconds that its data may have; older is late, three times as old is stale. */
  promiseSeconds: z.number(),
  today: z.int(),
  /** Events of the last 60 s. */
  lastMinute: z.int(),
  /** Events per minute of the last 30 minutes, oldest first; the last one is the running minute. */
  minutes: z.array(z.int()),
  /** receivedAt of its newest event; null when it has never sent one. */
  lastReceivedAt: z.number().nullable(),
  /**
   * Everything that was committed in its database until then is in the log: a database in which nothing changes is as
   * fresh as one in which much does. null of a source that sends by itself.
   */
  asOf: z.number().nullable(),
  /** Seconds between two readings of a database that is polled; null of anything else. */
  everySeconds: z.number().nullable(),
  /** Since when its database is not followed, or its calendar not read, because of an error; null when neither is so. */
  problemSince: z.number().nullable(),
})

const counted = sourceRowSchema.pick({ today: true, lastMinute: true, minutes: true, lastReceivedAt: true })

/** Of proposals and decisions: nobody promises any, so it is never late. */
const ownRowSchema = z.object({ kind: z.literal('own'), ...counted.shape })

/** Facts about an event that may be shown to everybody: never a person's name, address or number. */
export const publicFactsSchema = z.object({
  title: z.string().optional(),
  amountMinor: z.int().optional(),
  currency: z.string().optional(),
  store: z.string().optional(),
  sku: z.string().optional(),
  before: z.number().optional(),
  after: z.number().optional(),
  /** Pieces that are to come. */
  quantity: z.number().optional(),
})
export type PublicFacts = z.infer<typeof publicFactsSchema>

const eventRowSchema = z.object({
  kind: z.literal('event'),
  position: z.string(),
  source: z.string(),
  type: z.string(),
  occurredAt: z.number(),
  receivedAt: z.number(),
  facts: publicFactsSchema,
})

export const wallRowSchema = z.discriminatedUnion('kind', [
  totalRowSchema,
  secondRowSchema,
  sourceRowSchema,
  ownRowSchema,
  eventRowSchema,
])
export type WallRow = z.infer<typeof wallRowSchema>
export type WallTotalRow = z.infer<typeof totalRowSchema>
export type WallSecondRow = z.infer<typeof secondRowSchema>
export type WallSourceRow = z.infer<typeof sourceRowSchema>
export type WallOwnRow = z.infer<typeof ownRowSchema>
export type WallEventRow = z.infer<typeof eventRowSchema>
