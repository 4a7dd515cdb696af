import * as z from 'zod'

/*
 * An event is a fact: it happened, it has a producer's id, it is never changed, but for what is
 * personal of somebody who is erased.
 * Envelope words are those of CloudEvents. On the wire times are ISO 8601 strings in UTC with milliseconds and
 * positions are decimal strings (they are 64-bit).
 */

// PostgreSQL text cannot hold U+0000, and no identifier needs a control character.
// eslint-disable-next-line no-control-regex
const printable = /^[^\u0000-\u001f\u007f]*$/

export const sourceSlugSchema = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'use 1 to 63 of a-z, 0-9 and "-", not starting or ending with "-"')

/** Text for one line: no control characters. */
export const printableTextSchema = z.string().regex(printable, 'must not contain control characters')

export const eventIdSchema = printableTextSchema.min(1).max(256)

/** Dotted, noun then past-tense verb by convention; any other well-formed type is accepted too. */
export const eventTypeSchema = z
  .string()
  .max(128)
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.:/-]*$/, 'use letters, digits and _ . : / -, starting with a letter, a digit or _')

export const subjectSchema = printableTextSchema.min(1).max(512)

/** Before the year 1, in UTC, ISO 8601 has no four digits for it. */
const earliestMs = Date.parse('0001-01-01T00:00:00Z')

export const timestampSchema = z.iso
  .datetime({
    offset: true,
    error: 'must be an ISO 8601 date and time with offset, such as 2026-11-23T13:05:00.123Z',
  })
  .refine((text) => Date.parse(text) >= earliestMs, 'must not be before the year 1')

const currency = z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as EUR')
/** Minor units: cents, pence. */
const minorUnits = z.int()

const sourceSilence = z.looseObject({
  source: sourceSlugSchema.optional(),
  name: z.string().optional(),
  lastReceivedAt: timestampSchema.nullable().optional(),
  silenceSeconds: z.number().optional(),
})

/** Where stock is: the key is `storeId`, else `store`. */
const place = { store: z.string().optional(), storeId: z.string().optional() }

/** Programs write ids as text or as numbers. */
const idMember = z.union([z.string(), z.number()]).nullish()
const textMember = z.string().nullish()

/**
 * Whom an event is about; see `contract/customer-key.ts` for what two systems' ids have to do with each other. A system
 * that does not know a member leaves it out, or writes null.
 */
const customer = {
  /** The company's own id of the customer, or, with `customerSystem`, that system's. */
  customerId: idMember,
  /** The system that counts its customers by itself, whose id `customerId` is. */
  customerSystem: textMember,
  /** The company's own id, as tracking clients call it. */
  userId: idMember,
  /** Of a browser. */
  visitorId: idMember,
  email: textMember,
  /** With +, or as numbers are written in the company's country. */
  phone: textMember,
  name: textMember,
  /** Name, and id, of whom the customer works for. */
  company: textMember,
  companyId: idMember,
  /** What other systems call the same customer. */
  externalIds: z.array(z.looseObject({ system: textMember, id: idMember })).nullish(),
}

const order = z.looseObject({
  ...customer,
  orderId: z.string().optional(),
  totalMinor: minorUnits.optional(),
  currency: currency.optional(),
  ...place,
  lines: z
    .array(
      z.looseObject({
        sku: z.union([z.string(), z.number()]).nullish(),
        quantity: z.number().nullish(),
        unitPriceMinor: z.number().nullish(),
        /** Of a refund: it is for sale again, where the order says its place. */
        restocked: z.boolean().nullish(),
      }),
    )
    .optional(),
  campaign: z.string().optional(),
  channel: z.string().optional(),
})

const meeting = {
  meetingId: idMember,
  title: textMember,
  /** Grows with every change of this meeting; of two versions the greater one is newer, then the one that occurred later. */
  sequence: z.int().min(0).nullish(),
  attendees: z.array(z.looseObject(customer)).nullish(),
}

const person = z.object({ id: z.string(), name: z.string() })
/** What people do in Vigie; believed from Vigie's own source only. */
const alertDecision = { alert: z.string().optional(), by: person.optional() }
const stockRule = { scope: z.enum(['sku', 'place', 'category', 'all']).optional(), value: z.string().optional() }
const transferDecision = { transfer: z.string().optional(), by: person.optional() }
/** About pairs of keys, by their ids (see `contract/customer-key.ts`), so that it holds no personal data. */
const identityDecision = {
  links: z.array(z.object({ from: z.guid().toLowerCase(), to: z.guid().toLowerCase() })).optional(),
  by: person.optional(),
}

/**
 * The catalogue: what Vigie knows how to read. Schemas are loose: unknown members are kept. A type that is not here
 * is stored, counted and shown all the same.
 */
export const eventCatalogue = {
  'page.viewed': z.looseObject({
    url: z.string().optional(),
    title: z.string().optional(),
    sku: z.string().optional(),
  }),
  'customer.created': z.looseObject(customer),
  'customer.updated': z.looseObject(customer),
  /** Two or more keys are one person's: `evidence` says how that is known (login, form, crm, import). */
  'customer.identified': z.looseObject({ ...customer, evidence: z.string().nullish() }),
  /** A person says that two customers are one. */
  'customer.merged': z.looseObject(identityDecision),
  /** A person says that what was linked is not one customer. */
  'customer.separated': z.looseObject(identityDecision),
  /** The receipt of an erasure: contract/erasure.ts. It says nothing of who it was. */
  'customer.erased': z.looseObject({ by: person.optional() }),
  'order.placed': order,
  'order.updated': order,
  'order.cancelled': order,
  'order.refunded': order,
  /** A level as it is, `onHand`, or how it has changed, `delta`. */
  'stock.changed': z.looseObject({
    sku: z.string().optional(),
    /** Of a shop that states levels of items, and says in `product.updated` which SKU an item is. */
    inventoryItemId: z.string().optional(),
    ...place,
    title: z.string().optional(),
    before: z.number().optional(),
    onHand: z.number().optional(),
    delta: z.number().optional(),
    /** Grows with every change of this SKU in this place. */
    version: z.number().optional(),
    /** `delivery`: the oldest one that was expected has come. */
    reason: z.string().optional(),
  }),
  'product.updated': z.looseObject({
    sku: z.string().optional(),
    title: z.string().optional(),
    priceMinor: minorUnits.optional(),
    marginMinor: minorUnits.optional(),
    currency: currency.optional(),
    category: z.string().optional(),
    /** Of its page on the site. */
    path: z.string().optional(),
    /** SKUs that a buyer takes instead. */
    substitutes: z.array(z.string()).optional(),
    /** What the product is sold as, where that is more than one SKU; what is not said of one is as said above. */
    variants: z
      .array(
        z.looseObject({
          sku: z.string().nullish(),
          title: z.string().nullish(),
          priceMinor: minorUnits.nullish(),
          inventoryItemId: z.string().nullish(),
        }),
      )
      .optional(),
  }),
  /** What holds stock: its key is `store`. */
  'store.updated': z.looseObject({
    store: z.string().optional(),
    name: z.string().optional(),
    latitude: z.number().optional(),
    longitude: z.number().optional(),
    /** store, warehouse, web */
    kind: z.string().optional(),
    /** IANA name. */
    timeZone: z.string().optional(),
  }),
  'delivery.expected': z.looseObject({
    deliveryId: z.string().optional(),
    sku: z.string().optional(),
    ...place,
    quantity: z.number().optional(),
    expectedAt: timestampSchema.optional(),
  }),
  'delivery.cancelled': z.looseObject({ deliveryId: z.string().optional() }),
  'alert.acknowledged': z.looseObject(alertDecision),
  'alert.assigned': z.looseObject({ ...alertDecision, assignee: person.nullable().optional() }),
  'alert.snoozed': z.looseObject({ ...alertDecision, until: timestampSchema.optional() }),
  'alert.commented': z.looseObject({ ...alertDecision, text: z.string().optional() }),
  'alert.reopened': z.looseObject(alertDecision),
  'stock-rule.set': z.looseObject({
    ...stockRule,
    by: person.optional(),
    opensAt: z.number().nullable().optional(),
    closesBelow: z.number().nullable().optional(),
    leadTimeHours: z.number().nullable().optional(),
    keptShare: z.number().nullable().optional(),
  }),
  'stock-rule.removed': z.looseObject({ ...stockRule, by: person.optional() }),
  'transfer.proposed': z.looseObject({ transfer: z.string().optional() }),
  'transfer.accepted': z.looseObject(transferDecision),
  'transfer.changed': z.looseObject({ ...transferDecision, units: z.int().optional() }),
  'transfer.rejected': z.looseObject({ ...transferDecision, reason: z.string().optional() }),
  'transfer.expired': z.looseObject({ transfer: z.string().optional(), reason: z.string().optional() }),
  /** What it saved, by what really sold. */
  'transfer.settled': z.looseObject({ transfer: z.string().optional(), savedMinor: minorUnits.optional() }),
  'campaign.joined': z.looseObject({ ...customer, campaign: textMember }),
  'campaign.left': z.looseObject({ ...customer, campaign: textMember, reason: textMember }),
  /** Of one customer, or of all in `attendees`. */
  'meeting.scheduled': z.looseObject({
    ...customer,
    ...meeting,
    startsAt: textMember,
    endsAt: textMember,
    allDay: z.boolean().nullish(),
    description: textMember,
    location: textMember,
    /** Where it takes place on the line. */
    url: textMember,
    /** The company's own people who come. */
    team: z.array(z.looseObject({ email: textMember, name: textMember })).nullish(),
  }),
  'meeting.cancelled': z.looseObject({ ...customer, ...meeting }),
  'ticket.opened': z.looseObject({ ...customer, ticketId: idMember, title: textMember }),
  'ticket.closed': z.looseObject({ ...customer, ticketId: idMember }),
  /** A source has been silent for longer than it was said to be. */
  'source.silent': sourceSilence,
  /** A source that was silent speaks again. */
  'source.heard': sourceSilence,
  /** A sign of life of a captured database, through which we sent it, or of a calendar that is read again; always synthetic. */
  'source.canary': z.looseObject({ canary: z.string().optional(), sentAt: timestampSchema.optional() }),
  /** Somebody pressed *Try it* on the wall. */
  'wall.tried': z.looseObject({}),
} as const

export type CoreEventType = keyof typeof eventCatalogue
export type EventType = CoreEventType | (string & {})

export function isCoreEventType(type: string): type is CoreEventType {
  return Object.hasOwn(eventCatalogue, type)
}

/** An event as the log stores it. In process, times are epoch milliseconds and the position a bigint. */
export interface StoredEvent {
  /** The log's total order: 1, 2, 3, … without holes. */
  position: bigint
  /** The producer's id, unique within `source`. */
  id: string
  /** Slug of the source that sent it. */
  source: string
  type: EventType
  /** Whom or what it is about. */
  subject: string | null
  /** When it happened, epoch ms, skew-corrected; never more than 5 minutes ahead of `receivedAt`. */
  occurredAt: number
  /** When a door took it, epoch ms. */
  receivedAt: number
  data: unknown
  /** History: updates every table, fires no alert and no action. */
  backfill: boolean
  /** A canary: reaches the socket, counts nowhere. */
  synthetic: boolean
  /** `occurredAt` was more than 5 minutes ahead of the server and was clamped to it. */
  clamped: boolean
}

export interface NewEvent extends Omit<StoredEvent, 'position'> {
  /** `data` for JSON.stringify, where its numbers have more digits than a double holds. */
  exactData?: unknown
}

/** A stored event as `GET /v1/events` answers it. */
export const storedEventSchema = z.object({
  position: z.string().describe("The log's total order: 1, 2, 3, … without holes; decimal"),
  id: z.string().describe("The producer's id, unique within `source`"),
  source: z.string().describe('Slug of the source that sent it'),
  type: z.string().describe('What happened'),
  subject: z.string().nullable().describe('Whom or what it is about'),
  occurredAt: z.iso.datetime().describe('When it happened, corrected where the sender says how wrong its clock is'),
  receivedAt: z.iso.datetime().describe('When a door took it'),
  data: z.unknown().describe('As it was sent, or as the kind of source read it'),
  backfill: z.boolean().describe('History: it updates every table, and is no news'),
  synthetic: z.boolean().describe('A canary: it counts nowhere'),
  clamped: z.boolean().describe('Its time was more than 5 minutes ahead of the server, and is that of the reception'),
})
export type WireEvent = z.infer<typeof storedEventSchema>
