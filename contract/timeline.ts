import * as z from 'zod'

/*
 * The timeline of a customer: one entry per event that names one of its keys, newest first. Times are epoch ms, positions
 * decimal.
 */

/** What a timeline can be narrowed to. */
export const timelineKindSchema = z.enum(['visit', 'order', 'mail', 'contact', 'account', 'other'])
export type TimelineKind = z.infer<typeof timelineKindSchema>

const kinds: Readonly<Record<string, TimelineKind>> = {
  page: 'visit',
  cart: 'visit',
  product: 'visit',
  order: 'order',
  mail: 'mail',
  campaign: 'mail',
  ticket: 'contact',
  meeting: 'contact',
  call: 'contact',
  customer: 'account',
}

/** Somebody of the company spoke with the customer, or is about to. */
const contacts: ReadonlySet<string> = new Set(['customer.taken', 'customer.released', 'customer.called'])

/** The noun of a type says its kind, so that a new verb needs no word here. */
export function timelineKindOf(type: string): TimelineKind {
  if (contacts.has(type)) return 'contact'
  const noun = type.split('.', 1)[0] ?? ''
  return Object.hasOwn(kinds, noun) ? (kinds[noun] ?? 'other') : 'other'
}

const troubles = /(?:\.|_|^)(?:failed|refused|declined|rejected|error|bounced|lost)$|^ticket\.opened$/

/** Something went wrong for the customer, or they say so. */
export function isTrouble(type: string): boolean {
  return troubles.test(type)
}

const text = z.string().optional()

/** What the sentence about an event needs, and nothing else of it. */
export const timelineFactsSchema = z.object({
  title: text,
  /** Of the page, without its host and query. */
  path: text,
  /** Host that a visitor came from. */
  referrer: text,
  campaign: text,
  device: text,
  durationMs: z.number().optional(),
  sku: text,
  quantity: z.number().optional(),
  /** Of the order, ticket, meeting or quote that it is about. */
  id: text,
  amountMinor: z.int().optional(),
  currency: text,
  store: text,
  channel: text,
  /** Units of an order. */
  units: z.number().optional(),
  startsAt: z.number().optional(),
  reason: text,
  evidence: text,
  /** Whoever of the company did it. */
  by: text,
  outcome: text,
  note: text,
})
export type TimelineFacts = z.infer<typeof timelineFactsSchema>

/** By key `entry:{position}` in the topics `customer:{id}`, and in pages of `GET /v1/customers/{id}/timeline`. */
export const timelineEntrySchema = z.object({
  kind: z.literal('entry'),
  position: z.string(),
  /** Key of the customer that it is kept under. */
  key: z.guid(),
  type: z.string(),
  source: z.string(),
  at: z.number(),
  facts: timelineFactsSchema,
})
export type TimelineEntry = z.infer<typeof timelineEntrySchema>

/**
 * Where a page of the timeline begins: `{epoch ms}.{position}`, both of the last entry of the page before. No longer than what
 * PostgreSQL takes for a time: its first year is 4713 BC.
 */
export const timelineCursorSchema = z
  .string()
  .regex(/^(?:\d{1,15}|-\d{1,14})\.\d{1,18}$/, 'must be a cursor that a page of the timeline gave')

export function timelineCursor({ at, position }: Pick<TimelineEntry, 'at' | 'position'>): string {
  return `${at}.${position}`
}

/** Query of `GET /v1/customers/{id}/timeline`. */
export const timelineQuerySchema = z.object({
  before: timelineCursorSchema.optional().describe('Entries older than the one of this cursor; without it the newest'),
  kind: timelineKindSchema.optional().describe('Only entries of this kind'),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('Entries of a page, at most'),
})

/** Answer of `GET /v1/customers/{id}/timeline`. */
export const timelinePageSchema = z.object({
  entries: z.array(timelineEntrySchema).describe('Newest first; with `kind` a page may hold few, even none'),
  next: timelineCursorSchema.nullable().describe('Where the next page begins; `null`: there is nothing older'),
})
export type TimelinePage = z.infer<typeof timelinePageSchema>
